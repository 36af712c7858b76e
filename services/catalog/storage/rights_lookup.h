// Which tracks a statement may mean: by name, by bare id, by ISRC.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/connection.h"
#include "services/catalog/model/names.h"

namespace ritornello::catalog {

struct TrackMatch {
  int64_t track_count = 0;  // how many answer to it
  // Of that track when there is one; of any of them otherwise.
  TrackKey key;
  std::string title;
  std::string isrc;
};

// Each looks through one account, or through all when `account_id` is
// kAllAccounts; what finds nothing is left out.
// Cost: one statement for each sql::kInListSizeMax keys, whatever they find.
absl::StatusOr<std::map<TrackKey, TrackMatch>> FindTracksByKey(
    sql::Connection& connection, absl::string_view account_id,
    const std::set<TrackKey>& keys);
absl::StatusOr<std::map<std::string, TrackMatch>> FindTracksById(
    sql::Connection& connection, absl::string_view account_id,
    const std::set<std::string>& track_ids);
absl::StatusOr<std::map<std::string, TrackMatch>> FindTracksByIsrc(
    sql::Connection& connection, absl::string_view account_id,
    const std::set<std::string>& isrcs);

}  // namespace ritornello::catalog
