#include "cli/manifest_media.h"

#include <system_error>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cli/audio_folder.h"
#include "libs/blob/file_uri.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"

namespace ritornello::cli {
namespace {

namespace fs = std::filesystem;

absl::StatusOr<fs::path> PathMeant(const std::string& uri,
                                   const fs::path& folder) {
  if (absl::StartsWithIgnoreCase(uri, "file:")) {
    const absl::StatusOr<std::string> path = blob::PathOf(uri);
    if (path.ok()) return fs::path(*path);
    return absl::InvalidArgumentError(
        FieldViolationsOf(path.status())[0].description);
  }
  if (absl::StrContains(uri, "://")) {
    return absl::InvalidArgumentError(absl::StrCat(
        "must be a file on this machine that the server reads by the same "
        "path, as /music/song.wav, file:///music/song.wav or songs/song.wav, "
        "got \"",
        uri.substr(0, 100), "\""));
  }
  return folder / uri;
}

}  // namespace

absl::StatusOr<fs::path> MediaFile(const std::string& uri,
                                   const fs::path& folder) {
  RITORNELLO_ASSIGN_OR_RETURN(const fs::path path, PathMeant(uri, folder));
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) {
    return absl::NotFoundError(
        absl::StrCat(path.string(), ": No such file on this machine"));
  }
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    return absl::InvalidArgumentError(
        absl::StrCat(path.string(), " is no file"));
  }
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<fs::path> files,
                              AudioFiles({path.string()}));
  return files[0];
}

}  // namespace ritornello::cli
