// Bytes that come in pieces, as a file that has no name.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/blob/unique_fd.h"

namespace ritornello::analysis {

// Most bytes of one spool; one more is refused.
inline constexpr int64_t kSpoolSizeMax = int64_t{4} << 30;

// In $TMPDIR, or /tmp; gone when closed, however the process ends.
class Spool {
 public:
  // Unavailable if no file can be made there.
  static absl::StatusOr<Spool> Create(int64_t size_max = kSpoolSizeMax);

  // Errors: OutOfRange AUDIO_TOO_LARGE  beyond size_max
  //         ResourceExhausted           the disk is full
  absl::Status Append(absl::string_view bytes);

  int fd() const { return fd_.get(); }

 private:
  Spool(blob::UniqueFd fd, int64_t size_max)
      : fd_(std::move(fd)), size_max_(size_max) {}

  blob::UniqueFd fd_;
  int64_t size_max_;
  int64_t size_ = 0;
};

}  // namespace ritornello::analysis
