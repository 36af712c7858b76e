#include "services/royalties/profiles.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "libs/status/status_macros.h"
#include "royalties_data/royalties_data.h"

namespace ritornello::royalties {
namespace {

namespace fs = std::filesystem;

absl::Status AddProfile(const std::string& file, absl::string_view json,
                        StatementProfiles& profiles) {
  RITORNELLO_ASSIGN_OR_RETURN(StatementProfile profile,
                              ParseProfile(file, json));
  const absl::Status added = profiles.Add(std::move(profile));
  if (added.ok()) return added;
  return absl::Status(added.code(),
                      absl::StrCat(file, ": name: ", added.message()));
}

absl::StatusOr<std::vector<fs::path>> FilesOf(const std::string& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end;
       it.increment(error)) {
    if (it->path().extension() == ".json") files.push_back(it->path());
  }
  if (error) {
    return absl::NotFoundError(
        absl::StrCat("cannot read the folder ", folder, ": ", error.message()));
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

absl::StatusOr<StatementProfiles> LoadProfiles(const std::string& folder) {
  StatementProfiles profiles;
  for (const auto& file : royalties_data::Files()) {
    RITORNELLO_RETURN_IF_ERROR(
        AddProfile(std::string(file.path), file.content, profiles));
  }
  if (folder.empty()) return profiles;
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<fs::path> files,
                              FilesOf(folder));
  for (const fs::path& path : files) {
    // One byte more than is allowed, so that a longer one is refused.
    std::string json(kProfileSizeMax + 1, '\0');
    std::ifstream file(path, std::ios::binary);
    if (!file) {
      return absl::NotFoundError(absl::StrCat("cannot read ", path.string()));
    }
    file.read(json.data(), static_cast<std::streamsize>(json.size()));
    json.resize(static_cast<size_t>(file.gcount()));
    RITORNELLO_RETURN_IF_ERROR(AddProfile(path.string(), json, profiles));
  }
  return profiles;
}

}  // namespace ritornello::royalties
