// Files beneath configured folders, and no others.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/blob/unique_fd.h"

namespace ritornello::blob {

// An open file and what it was like when it was opened.
struct File {
  UniqueFd fd;  // for reading, at the start
  int64_t size_bytes = 0;
  int64_t mtime_ns = 0;  // since 1970
};

// Immutable; safe for concurrent use.
class Roots {
 public:
  // Opens every folder; its own path may lead through symbolic links, which
  // are the operator's. NotFound or PermissionDenied naming the folder.
  static absl::StatusOr<Roots> Create(const std::vector<std::string>& folders);

  // Opens the regular file that `uri` names (see PathOf), if it lies beneath a
  // root. The kernel keeps the walk beneath the root (openat2), so that no
  // race with a rename leads out of it.
  //
  // Errors:
  //   InvalidArgument     on "uri": malformed, or no regular file
  //   NotFound            no such file, or none beneath a root: the caller
  //                       cannot tell which
  //   FailedPrecondition  beneath the root the path leads through a symbolic
  //                       link; give the real path
  //   PermissionDenied    this program may not read it
  //   Unavailable         the system has no descriptor or disk left for it
  absl::StatusOr<File> Open(absl::string_view uri) const;

 private:
  struct Root {
    std::string prefix;  // real path, ends with a slash
    UniqueFd fd;
  };
  explicit Roots(std::vector<Root> roots) : roots_(std::move(roots)) {}
  std::vector<Root> roots_;
};

}  // namespace ritornello::blob
