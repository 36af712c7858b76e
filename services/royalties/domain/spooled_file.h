// A file on its way in, kept on disk so that it can be read more than once.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sha256/sha256.h"
#include "services/royalties/formats/text_source.h"

namespace ritornello::royalties {

// Largest file of a statement.
inline constexpr int64_t kStatementFileSizeMax = 1024 * 1024 * 1024;

// Has no name in the file system, and is gone when destroyed, however the
// process ends. Not thread-safe.
class SpooledFile {
 public:
  // In the system's folder for temporary files. Unavailable when it has no room
  // for another.
  static absl::StatusOr<SpooledFile> Create();

  // InvalidArgument on "chunk" when the file would become larger than
  // kStatementFileSizeMax; ResourceExhausted when the disk is full.
  absl::Status Append(absl::string_view bytes);

  int64_t size() const { return size_; }

  // Of everything appended so far, 64 lower-case hexadecimal digits.
  std::string Sha256() const { return sha256_.Hex(); }

  // Everything appended so far, from the start; this must outlive it. Errors:
  // Unavailable when the disk fails.
  ByteSource Open() const;

 private:
  SpooledFile() = default;

  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::unique_ptr<std::FILE, Close> file_;
  ritornello::Sha256 sha256_;
  int64_t size_ = 0;
};

}  // namespace ritornello::royalties
