#include "services/royalties/domain/spooled_file.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"

namespace ritornello::royalties {
namespace {

absl::Status DiskError(absl::string_view what) {
  const std::string text = absl::StrCat(what, ": ", std::strerror(errno));
  return errno == ENOSPC || errno == EDQUOT ? absl::ResourceExhaustedError(text)
                                            : absl::UnavailableError(text);
}

}  // namespace

absl::StatusOr<SpooledFile> SpooledFile::Create() {
  SpooledFile spooled;
  spooled.file_.reset(std::tmpfile());
  if (spooled.file_ == nullptr) return DiskError("a temporary file");
  return spooled;
}

absl::Status SpooledFile::Append(absl::string_view bytes) {
  if (size_ + static_cast<int64_t>(bytes.size()) > kStatementFileSizeMax) {
    return InvalidField("chunk", absl::StrCat("a file may have at most ",
                                              kStatementFileSizeMax, " bytes"));
  }
  sha256_.Add(bytes);
  while (!bytes.empty()) {
    const ssize_t count = ::pwrite(::fileno(file_.get()), bytes.data(),
                                   bytes.size(), static_cast<off_t>(size_));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return DiskError("writing a temporary file");
    size_ += count;
    bytes.remove_prefix(static_cast<size_t>(count));
  }
  return absl::OkStatus();
}

ByteSource SpooledFile::Open() const {
  const int fd = ::fileno(file_.get());
  return [fd, at = off_t{0}](
             std::span<char> buffer) mutable -> absl::StatusOr<size_t> {
    for (;;) {
      const ssize_t count = ::pread(fd, buffer.data(), buffer.size(), at);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return DiskError("reading a temporary file");
      at += count;
      return static_cast<size_t>(count);
    }
  };
}

}  // namespace ritornello::royalties
