#include "services/analysis/decode/file_bytes.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "services/analysis/decode/refusal.h"

namespace ritornello::analysis {
namespace {

absl::Status ReadFailed(int error) {
  return absl::UnavailableError(
      absl::StrCat("reading the audio file: ", strerrordesc_np(error)));
}

}  // namespace

absl::StatusOr<FileBytes> FileBytes::Of(int fd) {
  struct stat status {};
  if (fstat(fd, &status) != 0) return ReadFailed(errno);
  if (!S_ISREG(status.st_mode)) {
    return UnsupportedAudio("something that is not a regular file");
  }
  return FileBytes(fd, status.st_size, status.st_mtim);
}

absl::StatusOr<size_t> FileBytes::ReadAt(int64_t offset,
                                         std::span<uint8_t> out) const {
  // Also keeps offsets that a header made up away from the system.
  if (offset >= size_) return 0;
  if (size_ - offset < static_cast<int64_t>(out.size())) {
    out = out.first(static_cast<size_t>(size_ - offset));
  }
  size_t filled = 0;
  while (filled < out.size()) {
    const ssize_t got = pread(fd_, &out[filled], out.size() - filled,
                              offset + static_cast<int64_t>(filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return ReadFailed(errno);
    if (got == 0) break;
    filled += static_cast<size_t>(got);
  }
  return filled;
}

absl::Status FileBytes::CheckUnchanged() const {
  struct stat status {};
  if (fstat(fd_, &status) != 0) return ReadFailed(errno);
  if (status.st_size == size_ && status.st_mtim.tv_sec == modified_.tv_sec &&
      status.st_mtim.tv_nsec == modified_.tv_nsec) {
    return absl::OkStatus();
  }
  return WithReason(
      absl::FailedPreconditionError("the file changed while it was read"),
      "FILE_CHANGED",
      {{"size_before", absl::StrCat(size_)},
       {"size_after", absl::StrCat(status.st_size)}});
}

}  // namespace ritornello::analysis
