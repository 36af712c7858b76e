#include "services/royalties/domain/spooled_file.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"

namespace ritornello::royalties {

absl::StatusOr<SpooledFile> SpooledFile::Create() {
  RITORNELLO_ASSIGN_OR_RETURN(blob::Spool spool,
                              blob::Spool::Create(kStatementFileSizeMax));
  return SpooledFile(std::move(spool));
}

absl::Status SpooledFile::Append(absl::string_view bytes) {
  const absl::Status kept = spool_.Append(bytes);
  if (absl::IsOutOfRange(kept)) {
    return InvalidField("chunk", absl::StrCat("a file may have at most ",
                                              kStatementFileSizeMax, " bytes"));
  }
  RITORNELLO_RETURN_IF_ERROR(kept);
  sha256_.Add(bytes);
  return absl::OkStatus();
}

ByteSource SpooledFile::Open() const {
  return [fd = spool_.fd(), at = off_t{0}](
             std::span<char> buffer) mutable -> absl::StatusOr<size_t> {
    for (;;) {
      const ssize_t count = ::pread(fd, buffer.data(), buffer.size(), at);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) {
        return absl::UnavailableError(absl::StrCat(
            "cannot read a temporary file: ", std::strerror(errno)));
      }
      at += count;
      return static_cast<size_t>(count);
    }
  };
}

}  // namespace ritornello::royalties
