#include "services/analysis/domain/spool.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"

namespace ritornello::analysis {
namespace {

std::string TemporaryFolder() {
  const char* folder = std::getenv("TMPDIR");
  return folder != nullptr && *folder != '\0' ? folder : "/tmp";
}

}  // namespace

absl::StatusOr<Spool> Spool::Create(int64_t size_max) {
  const std::string folder = TemporaryFolder();
  blob::UniqueFd fd(
      ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (!fd.is_open()) {
    // Some file systems have no files without a name.
    std::string name = folder + "/ritornello-XXXXXX";
    fd = blob::UniqueFd(::mkostemp(name.data(), O_CLOEXEC));
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
  size_ += static_cast<int64_t>(bytes.size());
  if (size_ > size_max_) {
    return WithReason(absl::OutOfRangeError(absl::StrCat(
                          "the file has more than ", size_max_, " bytes")),
                      "AUDIO_TOO_LARGE", {});
  }
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd_.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      return absl::ResourceExhaustedError(absl::StrCat(
          "cannot keep the file while it is measured: ", std::strerror(errno)));
    }
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

}  // namespace ritornello::analysis
