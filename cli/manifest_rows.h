// The rows of a manifest, put aside so that those of one track are found
// together, in whatever order the file has them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/blob/spool.h"

namespace ritornello::cli {

// Beyond these a manifest is refused.
inline constexpr int64_t kManifestRowCountMax = 10'000'000;
inline constexpr int64_t kManifestSizeMax = int64_t{4} << 30;  // bytes

struct ManifestRow {
  int64_t line = 0;  // of the file, from 1
  std::vector<std::string> cells;
};

// What the rows say is in a file without a name; memory holds at most about
// 100 bytes a row. First Append() by one thread, then Finish(), then Read() by
// any number of threads.
class ManifestRows {
 public:
  static absl::StatusOr<ManifestRows> Create(
      int64_t row_count_max = kManifestRowCountMax);

  // Adds a row to the track that is known by `reference`, a new one or one that
  // has rows already.
  // Errors: OutOfRange  beyond the limits; those of Spool
  absl::Status Append(absl::string_view reference, int64_t line,
                      std::span<const absl::string_view> cells);

  absl::Status Finish();

  // Tracks are numbered in the order of their first rows, from 0.
  int64_t track_count() const { return static_cast<int64_t>(tracks_.size()); }
  int64_t row_count(int64_t track) const { return At(track).row_count; }
  int64_t first_line(int64_t track) const {
    return rows_[At(track).first].line;
  }

  // The rows of a track, in the order of the file, at most `count_max`.
  // Errors: Unavailable  the medium failed
  absl::StatusOr<std::vector<ManifestRow>> Read(int64_t track,
                                                int64_t count_max) const;

 private:
  static constexpr uint32_t kNone = ~uint32_t{0};
  struct Row {
    int64_t offset;
    uint32_t line;
    uint32_t next;  // row of the same track
  };
  struct Track {
    uint32_t first;
    uint32_t last;
    uint32_t row_count;
  };
  // The first half of the SHA-256 of a reference: two tracks never share it.
  using Key = std::pair<uint64_t, uint64_t>;

  ManifestRows(blob::Spool spool, int64_t row_count_max)
      : spool_(std::move(spool)), row_count_max_(row_count_max) {}

  const Track& At(int64_t track) const {
    return tracks_[static_cast<size_t>(track)];
  }
  absl::Status Flush();
  absl::StatusOr<std::string> Bytes(uint32_t row) const;

  blob::Spool spool_;
  int64_t row_count_max_;
  std::string pending_;  // what the spool has not got yet
  std::vector<Row> rows_;
  std::vector<Track> tracks_;
  absl::flat_hash_map<Key, uint32_t> by_key_;  // until Finish()
};

}  // namespace ritornello::cli
