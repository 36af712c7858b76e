// Bytes that come in pieces, as a file that has no name.
#pragma once

#include <cstdint>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/blob/unique_fd.h"

namespace ritornello::blob {

// In $TMPDIR, or /tmp; gone when destroyed, however the process ends. Not
// thread-safe.
class Spool {
 public:
  // Unavailable if no file can be made there.
  static absl::StatusOr<Spool> Create(int64_t size_max);

  // Errors: OutOfRange         beyond size_max; nothing is appended
  //         ResourceExhausted  the disk is full
  //         Unavailable        it cannot be written for another reason
  absl::Status Append(absl::string_view bytes);

  // Of everything appended so far.
  int64_t size() const { return size_; }

  // To be read with pread().
  int fd() const { return fd_.get(); }

 private:
  Spool(UniqueFd fd, int64_t size_max)
      : fd_(std::move(fd)), size_max_(size_max) {}

  UniqueFd fd_;
  int64_t size_max_;
  int64_t size_ = 0;
};

}  // namespace ritornello::blob
