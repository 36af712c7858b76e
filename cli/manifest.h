// A catalogue as a table or as lines of JSON: what a label's spreadsheet says
// of its tracks.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/manifest_file.h"
#include "cli/manifest_problem.h"
#include "cli/manifest_rows.h"
#include "cli/version_names.h"
#include "ritornello/catalog/v1/ingest_service.pb.h"

namespace ritornello::cli {

// What is around a manifest.
struct ManifestSetting {
  std::string parent;            // "accounts/acme"
  std::filesystem::path folder;  // where relative paths begin
  VersionNames version_names;
};

struct ManifestDraft {
  // Nothing where there are problems: the track is left out.
  std::optional<catalog::v1::IngestItem> item;
  std::vector<ManifestProblem> problems;
  // Where the item's own fields come from, for Rejected().
  size_t writer_count = 0;
};

// The tracks of a manifest, each made when it is asked for: a file of millions
// of rows is never in memory as a whole.
//
// Table:  as DelimitedReader reads it, with the columns of manifest_columns.h.
//         Rows of one client_reference are a track, wherever they are. What is
//         said of the track may be said in any of them, in several only if it
//         is the same.
// JSON:   one catalog.v1.IngestItem a line, fields as in the proto; `sequence`
//         counts for nothing.
// Threads: once it is open, any number may draft.
class Manifest {
 public:
  // Reads all of `file`, which may be gone afterwards.
  // Errors: InvalidArgument  there is no line of column names
  //         OutOfRange       kManifestRowCountMax
  //         those of the file and of the Spool
  static absl::StatusOr<Manifest> Open(const ManifestFile& file,
                                       ManifestSetting setting);

  // What is wrong with rows that are of no track, or with the columns: then
  // there is no track at all.
  const std::vector<ManifestProblem>& problems() const { return problems_; }

  // Whether rows of no track may be versions of any: then drafts say that the
  // versions which they do not name are to stay. Never true for JSON, where a
  // line is a whole track.
  bool may_miss_versions() const { return !is_json_ && !problems_.empty(); }

  int64_t track_count() const { return rows_.track_count(); }

  // Where a track begins.
  int64_t line(int64_t track) const { return rows_.first_line(track); }

  // Errors: Unavailable  a temporary file cannot be read
  absl::StatusOr<ManifestDraft> Draft(int64_t track) const;

  // What a service said against the draft of `track`, by line and column.
  std::vector<ManifestProblem> Rejected(int64_t track,
                                        const absl::Status& error) const;

 private:
  Manifest(ManifestSetting setting, ManifestRows rows, bool is_json)
      : setting_(std::move(setting)),
        rows_(std::move(rows)),
        is_json_(is_json) {}

  ManifestSetting setting_;
  ManifestRows rows_;
  bool is_json_;
  std::vector<ManifestProblem> problems_;
};

}  // namespace ritornello::cli
