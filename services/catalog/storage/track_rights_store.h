// All that says who owns tracks, read together.
#pragma once

#include <map>
#include <set>

#include "absl/status/statusor.h"
#include "libs/sql/connection.h"
#include "services/catalog/model/names.h"
#include "services/catalog/model/track_rights.h"

namespace ritornello::catalog {

// Of each of `tracks`: its own sheets, its works and theirs. Tracks that have
// neither are left out.
// Cost: three statements for each sql::kInListSizeMax tracks; only two where
// none records a work.
absl::StatusOr<std::map<TrackKey, TrackRights>> GetTrackRights(
    sql::Connection& connection, const std::set<TrackKey>& tracks);

}  // namespace ritornello::catalog
