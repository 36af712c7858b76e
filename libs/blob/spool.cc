#include "libs/blob/spool.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>

#include "absl/strings/str_cat.h"

namespace ritornello::blob {
namespace {

std::string TemporaryFolder() {
  const char* folder = std::getenv("TMPDIR");
  return folder != nullptr && *folder != '\0' ? folder : "/tmp";
}

absl::Status DiskError(absl::string_view what) {
  const std::string text = absl::StrCat(what, ": ", std::strerror(errno));
  return errno == ENOSPC || errno == EDQUOT ? absl::ResourceExhaustedError(text)
                                            : absl::UnavailableError(text);
}

}  // namespace

absl::StatusOr<Spool> Spool::Create(int64_t size_max) {
  const std::string folder = TemporaryFolder();
  UniqueFd fd(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (!fd.is_open()) {
    // Some file systems have no files without a name.
    std::string name = folder + "/ritornello-XXXXXX";
    fd = UniqueFd(::mkostemp(name.data(), O_CLOEXEC));
    if (fd.is_open()) ::unlink(name.c_str());
  }
  if (!fd.is_open()) {
    return absl::UnavailableError(
        absl::StrCat("cannot make a temporary file in ", folder, ": ",
                     std::strerror(errno)));
  }
  return Spool(std::move(fd), size_max);
}

absl::Status Spool::Append(absl::string_view bytes) {
  if (static_cast<int64_t>(bytes.size()) > size_max_ - size_) {
    return absl::OutOfRangeError(
        absl::StrCat("the file has more than ", size_max_, " bytes"));
  }
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(fd_.get(), bytes.data(), bytes.size(),
                                     static_cast<off_t>(size_));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return DiskError("cannot write a temporary file");
    size_ += written;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

}  // namespace ritornello::blob
