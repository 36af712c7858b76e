// Finding music on this machine: which files are audio, and which of them are
// versions of one track.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cli/version_names.h"
#include "ritornello/catalog/v1/track.pb.h"

namespace ritornello::cli {

// How many files looked like audio and cannot be read, by extension: ".m4a".
using SkippedFiles = std::map<std::string, int64_t>;

// A line about them, and what to do; empty for none.
std::string SkippedText(const SkippedFiles& skipped);

// The audio files that `paths` name, folders searched to the bottom, as real
// paths in order, each once. A file is taken for audio by its extension (wav,
// rf64, aif, aiff, aifc, flac, ogg, oga, opus, mp3, in any case); in folders
// others are passed over, and hidden files and folders.
//
// What looks like other audio is counted in `skipped`, unless it is null.
//
// Errors: NotFound         a path does not exist, or nothing in it is audio
//         InvalidArgument  a file that is named is no audio by its name
absl::StatusOr<std::vector<std::filesystem::path>> AudioFiles(
    const std::vector<std::string>& paths, SkippedFiles* skipped = nullptr);

struct VersionFile {
  std::filesystem::path path;
  catalog::v1::MixType mix_type;
};

// Files of one folder whose names differ only by a version's name.
struct TrackFiles {
  std::string title;  // "Nocturne"
  // The folder's path and the title: "/music/Nocturne". The beginning and a
  // digest when that has over 200 bytes or is no UTF-8.
  std::string reference;
  std::vector<VersionFile> versions;  // the full mix first, when there is one
};

// Groups `files` into tracks: "Nocturne.wav" and "Nocturne (Instrumental).wav"
// are one. Of two full mixes, as "Nocturne.wav" and "Nocturne.flac" or
// "Nocturne (Full Mix).wav", and of two files of one name, only the first in
// the order wav, rf64, aif, flac, ogg, opus, mp3, and by name, is taken; the
// others are told in `left_out`.
std::vector<TrackFiles> GroupIntoTracks(
    const std::vector<std::filesystem::path>& files,
    const VersionNames& version_names,
    std::vector<std::filesystem::path>& left_out);

// The tracks in the folder `path`; or the one that the file `path` is a version
// of, with all its versions from that folder: a track is taken in as a whole.
// What looks like other audio is counted in `skipped`, also on errors. Errors:
// those of AudioFiles().
absl::StatusOr<std::vector<TrackFiles>> TracksAt(
    const std::string& path, const VersionNames& version_names,
    std::vector<std::filesystem::path>& left_out, SkippedFiles& skipped);

}  // namespace ritornello::cli
