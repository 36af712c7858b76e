// What is taken into the catalogue, wherever it comes from: a folder of music,
// or a manifest.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "cli/session.h"
#include "ritornello/catalog/v1/ingest_service.pb.h"
#include "ritornello/catalog/v1/vocabulary_service.pb.h"

namespace ritornello::cli {

struct IngestSource {
  // Of tracks, those that are left out included.
  int64_t count = 0;

  // Of lines that are wrong and of no track.
  int64_t stray_line_count = 0;

  // The item of track `i`, from 0, or nothing where it is left out. Called by a
  // thread of its own, in order; again, when a connection was lost.
  std::function<std::optional<catalog::v1::IngestItem>(int64_t i)> draft;

  // Hears what became of each, in order, by the item's sequence, which is `i`.
  std::function<void(const catalog::v1::IngestResponse& ack)> hear;

  // The line on which track `i` is described; not set where there are none.
  std::function<int64_t(int64_t i)> line;

  // Once nothing is sent any more: says on standard error what was left out
  // and why, and returns how many tracks that were.
  std::function<absl::StatusOr<int64_t>()> tell;
};

// The tracks of the folder `path`, or the one that the file `path` belongs to.
// Errors: those of TracksAt()
absl::StatusOr<IngestSource> FolderSource(
    const std::string& path, const catalog::v1::ListTermsResponse& terms,
    Session& session);

struct ManifestOptions {
  std::string path;    // "-" is standard input
  std::string parent;  // "accounts/acme"
  std::string errors;  // a file for everything that is wrong; empty for none
  bool is_check = false;
};

// The tracks of a manifest (cli/manifest.h).
// Errors: those of ManifestFile::Open() and Manifest::Open(); InvalidArgument
//         when there is nothing in it, or its columns are wrong: that was told
absl::StatusOr<IngestSource> ManifestSource(
    const ManifestOptions& options, const catalog::v1::ListTermsResponse& terms,
    Session& session);

}  // namespace ritornello::cli
