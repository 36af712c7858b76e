// Names of files as URIs: "file:///music/Caf%C3%A9.wav".
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace ritornello::blob {

// The URI of an absolute path. Everything but letters, digits and -._~/ is
// percent-encoded, so that any path but one with NUL survives.
// REQUIRES: `path` starts with a slash.
std::string FileUri(absl::string_view path);

// The absolute path that `uri` names. A strict part of RFC 8089: the scheme is
// "file", the host is empty or "localhost", there is no query and no fragment.
//
// Errors: InvalidArgument on "uri": another scheme or host, a relative path, a
//         malformed %, a NUL byte, or a "." or ".." segment: a path that says
//         one thing and means another is refused, not repaired
absl::StatusOr<std::string> PathOf(absl::string_view uri);

}  // namespace ritornello::blob
