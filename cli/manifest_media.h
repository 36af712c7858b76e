// The audio files that a manifest names.
#pragma once

#include <filesystem>
#include <string>

#include "absl/status/statusor.h"

namespace ritornello::cli {

// The real path of the file that `uri` means: a path, relative ones from
// `folder` on, or a file URI. Errors, as sentences:
//   InvalidArgument  it is a folder, no audio by its name, or elsewhere than on
//                    this machine
//   NotFound         there is no such file on this machine; whether the server
//                    sees it too is not known here
absl::StatusOr<std::filesystem::path> MediaFile(
    const std::string& uri, const std::filesystem::path& folder);

}  // namespace ritornello::cli
