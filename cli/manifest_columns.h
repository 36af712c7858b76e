// The columns of a manifest: one row a version, the rows of one
// client_reference are a track.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "cli/manifest_problem.h"

namespace ritornello::cli {

enum class ManifestColumn : size_t {
  kClientReference,
  kTitle,
  kArtists,
  kAlbum,
  kIsrc,
  kVersion,
  kUri,
  kMoods,
  kInstruments,
  kUses,
  kGenres,
  kBpm,
  kKey,
  kKeywords,
  kWriters,
  kPublishers,
  kMasterOwners,
  kSamples,
  kOutlets,
};
inline constexpr size_t kManifestColumnCount = 19;

// "master_owners".
absl::string_view NameOf(ManifestColumn column);

// Which column the field of an item comes from: "moods" for
// "track.moods[1]"; empty for a field that no column stands for. The shares of
// a work are those of writers, of whom there are `writer_count`, and then of
// publishers.
std::string ColumnOf(absl::string_view field, size_t writer_count);

// Where a file has its columns.
struct ManifestLayout {
  static constexpr size_t kNowhere = ~size_t{0};
  std::array<size_t, kManifestColumnCount> positions;
  std::vector<size_t> unknown;  // columns that must stay empty
};

// Finds the columns by their names, in any case and order; "Client Reference"
// is client_reference. What is wrong is told in `problems`, at `line`: a
// column that is missing, or there twice.
ManifestLayout FindColumns(std::span<const std::string> names, int64_t line,
                           std::vector<ManifestProblem>& problems);

// That `name` is no column, and which one was probably meant.
std::string UnknownColumn(absl::string_view name);

}  // namespace ritornello::cli
