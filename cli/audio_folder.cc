#include "cli/audio_folder.h"

#include <algorithm>
#include <map>
#include <set>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/sha256/sha256.h"
#include "libs/status/status_macros.h"
#include "libs/utf8/utf8.h"

namespace ritornello::cli {
namespace {

namespace fs = std::filesystem;

// In the order of preference when a mix exists twice.
constexpr absl::string_view kExtensions[] = {".wav",  ".rf64", ".aif", ".aiff",
                                             ".aifc", ".flac", ".ogg", ".oga",
                                             ".opus", ".mp3"};

// Music that no decoder here reads.
constexpr absl::string_view kUnreadable[] = {
    ".aac", ".ac3", ".alac", ".ape", ".caf", ".dff", ".dsf", ".m4a",
    ".m4b", ".mka", ".mpc",  ".oma", ".ra",  ".tta", ".wma", ".wv"};

void CountUnreadable(const fs::path& path, SkippedFiles* skipped) {
  const std::string extension =
      absl::AsciiStrToLower(path.extension().string());
  if (skipped != nullptr &&
      std::find(std::begin(kUnreadable), std::end(kUnreadable), extension) !=
          std::end(kUnreadable)) {
    ++(*skipped)[extension];
  }
}

// Position in kExtensions; past its end for what is no audio.
size_t Preference(const fs::path& path) {
  const std::string extension =
      absl::AsciiStrToLower(path.extension().string());
  return static_cast<size_t>(
      std::find(std::begin(kExtensions), std::end(kExtensions), extension) -
      std::begin(kExtensions));
}

bool IsHidden(const fs::path& path) {
  return path.filename().string().front() == '.';
}

bool IsAudio(const fs::path& path) {
  return Preference(path) < std::size(kExtensions);
}

constexpr absl::string_view kLookedFor =
    "wav, rf64, aif, flac, ogg, opus and mp3 files are looked for";

enum class Depth { kThisFolder, kToTheBottom };

absl::Status Search(const fs::path& folder, Depth depth,
                    std::set<fs::path>& files, SkippedFiles* skipped) {
  std::error_code error;
  fs::recursive_directory_iterator entry(
      folder, fs::directory_options::skip_permission_denied, error);
  for (; !error && entry != fs::recursive_directory_iterator();
       entry.increment(error)) {
    if (depth == Depth::kThisFolder || IsHidden(entry->path())) {
      entry.disable_recursion_pending();
    }
    if (IsHidden(entry->path()) || !entry->is_regular_file(error)) continue;
    if (IsAudio(entry->path())) {
      files.insert(fs::canonical(entry->path(), error));
    } else {
      CountUnreadable(entry->path(), skipped);
    }
  }
  if (!error) return absl::OkStatus();
  return absl::UnavailableError(
      absl::StrCat("cannot search ", folder.string(), ": ", error.message()));
}

}  // namespace

std::string SkippedText(const SkippedFiles& skipped) {
  if (skipped.empty()) return "";
  const std::string kinds = absl::StrJoin(
      skipped, ", ", [](std::string* out, const auto& extension_and_count) {
        absl::StrAppend(out, extension_and_count.second, " ",
                        extension_and_count.first);
      });
  const std::string& first = skipped.begin()->first;
  return absl::StrCat("left out: ", kinds,
                      " files; analysis reads WAV, AIFF, FLAC, Ogg and MP3: "
                      "convert them, e.g. ffmpeg -i SONG",
                      first, " SONG.flac\n");
}

absl::StatusOr<std::vector<fs::path>> AudioFiles(
    const std::vector<std::string>& paths, SkippedFiles* skipped) {
  std::set<fs::path> files;
  for (const std::string& path : paths) {
    std::error_code error;
    const fs::path real = fs::canonical(path, error);
    if (error) {
      return absl::NotFoundError(absl::StrCat(path, ": ", error.message()));
    }
    if (fs::is_directory(real)) {
      RITORNELLO_RETURN_IF_ERROR(
          Search(real, Depth::kToTheBottom, files, skipped));
    } else if (!IsAudio(real)) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, " is no audio by its name: ", kLookedFor));
    } else {
      files.insert(real);
    }
  }
  if (files.empty()) {
    return absl::NotFoundError(
        absl::StrCat("no audio in ", paths.front(), ": ", kLookedFor));
  }
  return std::vector<fs::path>(files.begin(), files.end());
}

namespace {

// What the catalogue takes as a reference, in bytes.
constexpr size_t kReferenceSizeMax = 200;
constexpr size_t kReferenceDigitCount = 16;

// `path` where the catalogue can keep it. One that is too long, or no UTF-8, is
// known by its beginning and a digest of the whole.
std::string ReferenceTo(const std::string& path) {
  std::string reference =
      ToUtf8(path, kReferenceSizeMax - kReferenceDigitCount - 1);
  if (path.size() <= kReferenceSizeMax &&
      ToUtf8(path, kReferenceSizeMax) == path) {
    return path;
  }
  absl::StrAppend(&reference, "~",
                  Sha256Hex(path).substr(0, kReferenceDigitCount));
  return reference;
}

// Of the track that `file` is a version of.
std::string ReferenceOf(const fs::path& file,
                        const VersionNames& version_names) {
  return ReferenceTo(
      (file.parent_path() / version_names.Read(file.stem().string()).title)
          .string());
}

}  // namespace

std::vector<TrackFiles> GroupIntoTracks(const std::vector<fs::path>& files,
                                        const VersionNames& version_names,
                                        std::vector<fs::path>& left_out) {
  // By reference, then by mix and, for what there may be several of, name.
  std::map<std::string, TrackFiles> tracks;
  for (const fs::path& file : files) {
    const NamedVersion named = version_names.Read(file.stem().string());
    const std::string reference = ReferenceOf(file, version_names);
    TrackFiles& track = tracks[reference];
    track.title = ToUtf8(named.title, named.title.size() * 3);
    track.reference = reference;
    const auto twin =
        std::find_if(track.versions.begin(), track.versions.end(),
                     [&](const VersionFile& other) {
                       return other.mix_type == named.mix_type &&
                              (named.mix_type == catalog::v1::FULL_MIX ||
                               other.path.stem() == file.stem());
                     });
    if (twin == track.versions.end()) {
      track.versions.push_back({file, named.mix_type});
    } else if (Preference(file) < Preference(twin->path)) {
      left_out.push_back(std::exchange(twin->path, file));
    } else {
      left_out.push_back(file);
    }
  }
  std::vector<TrackFiles> in_order;
  for (auto& [reference, track] : tracks) {
    std::stable_sort(track.versions.begin(), track.versions.end(),
                     [](const VersionFile& a, const VersionFile& b) {
                       return a.mix_type < b.mix_type;
                     });
    in_order.push_back(std::move(track));
  }
  return in_order;
}

absl::StatusOr<std::vector<TrackFiles>> TracksAt(
    const std::string& path, const VersionNames& version_names,
    std::vector<fs::path>& left_out, SkippedFiles& skipped) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<fs::path> named,
                              AudioFiles({path}, &skipped));
  if (fs::is_directory(path)) {
    return GroupIntoTracks(named, version_names, left_out);
  }
  std::set<fs::path> beside;
  RITORNELLO_RETURN_IF_ERROR(
      Search(named[0].parent_path(), Depth::kThisFolder, beside, nullptr));
  const std::string reference = ReferenceOf(named[0], version_names);
  std::vector<fs::path> of_track;
  for (const fs::path& file : beside) {
    if (ReferenceOf(file, version_names) == reference) {
      of_track.push_back(file);
    }
  }
  return GroupIntoTracks(of_track, version_names, left_out);
}

}  // namespace ritornello::cli
