#include "libs/blob/roots.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/blob/file_uri.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"

namespace ritornello::blob {
namespace {

// glibc 2.36 has no wrapper.
int OpenBeneath(int root, const std::string& relative_path) {
  struct open_how how = {};
  // Non-blocking: opening a pipe nobody writes to would wait for ever.
  how.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  return static_cast<int>(
      ::syscall(SYS_openat2, root, relative_path.c_str(), &how, sizeof(how)));
}

absl::Status NoSuchFile(absl::string_view path) {
  return WithReason(absl::NotFoundError(absl::StrCat(
                        "no file ", path, " beneath the audio roots")),
                    "FILE_NOT_FOUND", {{"path", std::string(path)}});
}

absl::Status StatusFrom(int error, absl::string_view path) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
    case EXDEV:  // it would lead out of the root
    case ENAMETOOLONG:
      return NoSuchFile(path);
    case ELOOP:
      return WithReason(
          absl::FailedPreconditionError(absl::StrCat(
              path, " leads through a symbolic link; give its real path")),
          "SYMBOLIC_LINK", {});
    case EACCES:
    case EPERM:
      return absl::PermissionDeniedError(
          absl::StrCat("this service may not read ", path));
    default:
      return absl::UnavailableError(
          absl::StrCat("cannot open ", path, ": ", std::strerror(error)));
  }
}

}  // namespace

absl::StatusOr<Roots> Roots::Create(const std::vector<std::string>& folders) {
  std::vector<Root> roots;
  for (const std::string& folder : folders) {
    const std::unique_ptr<char, decltype(&std::free)> real(
        ::realpath(folder.c_str(), nullptr), &std::free);
    UniqueFd fd(real == nullptr
                    ? -1
                    : ::open(real.get(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!fd.is_open()) {
      return absl::ErrnoToStatus(
          errno, absl::StrCat("audio root \"", folder, "\" is no folder here"));
    }
    std::string prefix = real.get();
    if (prefix.back() != '/') prefix.push_back('/');
    roots.push_back({std::move(prefix), std::move(fd)});
  }
  return Roots(std::move(roots));
}

absl::StatusOr<File> Roots::Open(absl::string_view uri) const {
  RITORNELLO_ASSIGN_OR_RETURN(const std::string path, PathOf(uri));
  for (const Root& root : roots_) {
    if (!absl::StartsWith(path, root.prefix) ||
        path.size() == root.prefix.size()) {
      continue;
    }
    UniqueFd fd(OpenBeneath(root.fd.get(), path.substr(root.prefix.size())));
    if (!fd.is_open()) return StatusFrom(errno, path);
    struct stat facts = {};
    if (::fstat(fd.get(), &facts) != 0) return StatusFrom(errno, path);
    if (!S_ISREG(facts.st_mode)) {
      return InvalidField("uri", absl::StrCat(path, " is no regular file"));
    }
    return File{.fd = std::move(fd),
                .size_bytes = facts.st_size,
                .mtime_ns = int64_t{facts.st_mtim.tv_sec} * 1'000'000'000 +
                            facts.st_mtim.tv_nsec};
  }
  return NoSuchFile(path);
}

}  // namespace ritornello::blob
