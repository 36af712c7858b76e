#include "services/catalog/domain/ingest_outlets.h"

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/domain/recording.h"
#include "services/catalog/storage/library_store.h"
#include "services/catalog/storage/outlet_store.h"

namespace ritornello::catalog {
namespace {

// What is there already.
struct Known {
  std::map<TrackKey, std::map<std::string, OutletKind>> kinds;  // by id
  std::set<std::string> missing_libraries;
};

absl::StatusOr<Known> ReadKnown(sql::Connection& connection,
                                std::span<const PlannedItem> items) {
  std::set<TrackKey> tracks;
  std::set<std::string> library_ids;
  for (const PlannedItem& item : items) {
    if (item.is_rejected() || item.item->outlets.empty()) continue;
    tracks.insert(item.ack.track);
    for (const Outlet& outlet : item.item->outlets) {
      library_ids.insert(outlet.agreed_library_ids.begin(),
                         outlet.agreed_library_ids.end());
    }
  }
  Known known;
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<Outlet> outlets,
                              OutletsOf(connection, tracks));
  for (const Outlet& outlet : outlets) {
    known.kinds[outlet.key.track][outlet.key.outlet_id] = outlet.kind;
  }
  RITORNELLO_ASSIGN_OR_RETURN(known.missing_libraries,
                              MissingLibraries(connection, library_ids));
  return known;
}

std::string At(size_t i) { return absl::StrCat("outlets[", i, "]"); }

absl::Status PlanNew(Known& known, absl::Time now, PlannedItem& item) {
  const TrackKey& track = item.ack.track;
  std::map<std::string, OutletKind>& kinds = known.kinds[track];
  for (size_t i = 0; i < item.item->outlets.size(); ++i) {
    Outlet outlet = item.item->outlets[i];
    const auto [there, is_new] =
        kinds.try_emplace(outlet.key.outlet_id, outlet.kind);
    if (!is_new && there->second != outlet.kind) {
      return InvalidField(
          absl::StrCat(At(i), ".kind"),
          absl::StrCat("is ", OutletKindName(outlet.kind), ", and ",
                       outlet.key.outlet_id, " is known as ",
                       OutletKindName(there->second),
                       "; give this one another name, or delete that one"));
    }
    if (!is_new) continue;
    for (const std::string& id : outlet.agreed_library_ids) {
      if (known.missing_libraries.count(id) == 0) continue;
      return InvalidField(absl::StrCat(At(i), ".agreed_libraries"),
                          absl::StrCat("no ", LibraryName(id)));
    }
    outlet.key.track = track;
    outlet.create_time = now;
    item.outlets.push_back(std::move(outlet));
  }
  if (kinds.size() <= kOutletCountMax) return absl::OkStatus();
  return InvalidField("outlets",
                      absl::StrCat("would make ", kinds.size(),
                                   ", and a track can have ", kOutletCountMax));
}

// The rules of exclusivity; the place in the item that breaks them is told.
absl::Status RefuseForbidden(const PlannedItem& item,
                             const Recording& recording) {
  for (const Outlet& outlet : item.outlets) {
    const absl::Status refused =
        RefuseConflicts(ConflictsOf(outlet, recording.placements));
    if (refused.ok()) continue;
    size_t i = 0;
    while (item.item->outlets[i].key.outlet_id != outlet.key.outlet_id) ++i;
    const Reason reason = ReasonOf(refused);
    return WithReason(InvalidField(At(i), refused.message()), reason.reason,
                      reason.metadata);
  }
  return absl::OkStatus();
}

absl::Status RejectForbidden(sql::Transaction& transaction,
                             const std::string& account_id,
                             std::span<PlannedItem> items) {
  // All tracks as they will be: a new ISRC may join two of one batch.
  std::map<std::string, RecordingLinks> planned;
  std::map<TrackKey, PlannedItem*> with_outlets;
  std::set<std::string> track_ids;
  for (PlannedItem& item : items) {
    if (item.is_rejected()) continue;
    planned[item.ack.track.track_id] = RecordingLinksOf(item.track());
    if (item.outlets.empty()) continue;
    with_outlets[item.ack.track] = &item;
    track_ids.insert(item.ack.track.track_id);
  }
  if (with_outlets.empty()) return absl::OkStatus();
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<Recording> recordings,
      LockRecordings(transaction, account_id, track_ids, planned));
  for (const Recording& recording : recordings) {
    for (const TrackKey& track : recording.tracks) {
      const auto found = with_outlets.find(track);
      if (found == with_outlets.end()) continue;
      found->second->ack.error = RefuseForbidden(*found->second, recording);
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status PlanOutlets(sql::Transaction& transaction,
                         const std::string& account_id,
                         std::span<PlannedItem> items, absl::Time now) {
  RITORNELLO_ASSIGN_OR_RETURN(Known known,
                              ReadKnown(transaction.connection(), items));
  for (PlannedItem& item : items) {
    if (item.is_rejected() || item.item->outlets.empty()) continue;
    item.ack.error = PlanNew(known, now, item);
  }
  return RejectForbidden(transaction, account_id, items);
}

}  // namespace ritornello::catalog
