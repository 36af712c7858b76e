// The bytes of one open file, by position.
#pragma once

#include <sys/types.h>
#include <time.h>

#include <cstdint>
#include <span>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace ritornello::analysis {

// Reads a file that somebody else opened, without moving its position.
// Threads: any number may read one object at once.
class FileBytes {
 public:
  // `fd` must be open for reading and outlive the object.
  //
  // Errors: InvalidArgument UNSUPPORTED_AUDIO  not a regular file
  //         Unavailable                        the system cannot tell
  static absl::StatusOr<FileBytes> Of(int fd);

  // In bytes, when Of was called.
  int64_t size() const { return size_; }

  // Fills `out` from `offset`, which is 0 or more; returns how many bytes
  // there were: fewer than asked at the end of the file only. Unavailable if
  // reading fails.
  absl::StatusOr<size_t> ReadAt(int64_t offset, std::span<uint8_t> out) const;

  // FailedPrecondition FILE_CHANGED if the file's size or modification time
  // is not what it was when Of was called.
  absl::Status CheckUnchanged() const;

 private:
  FileBytes(int fd, int64_t size, timespec modified)
      : fd_(fd), size_(size), modified_(modified) {}

  int fd_;
  int64_t size_;
  timespec modified_;
};

}  // namespace ritornello::analysis
