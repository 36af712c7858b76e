#include "services/catalog/domain/ingest_outlets.h"

#include <algorithm>
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
    return WithReasonOf(refused, InvalidField(At(i), refused.message()));
  }
  return absl::OkStatus();
}

// The same of tracks that become one recording.
absl::Status RefuseForbiddenJoin(const PlannedItem& item,
                                 std::span<const std::set<TrackKey>> sides,
                                 const Recording& recording) {
  const absl::Status refused = RefuseJoin(item.ack.track, sides, recording);
  if (refused.ok()) return refused;
  return WithReasonOf(
      refused, InvalidField(absl::StrCat("track.", JoiningField(*item.before,
                                                                item.track())),
                            refused.message()));
}

// What the items that are not rejected would change of recordings.
struct Asked {
  // All tracks as they will be: a new ISRC may join two of one batch.
  std::map<std::string, RecordingLinks> planned;
  std::map<TrackKey, PlannedItem*> items;  // to be looked at
  std::set<std::string> track_ids;         // of these
  std::set<std::string> joining_ids;       // those stored, with new links
};

RecordingLinks LinksBefore(const PlannedItem& item) {
  return item.before == nullptr ? RecordingLinks()
                                : RecordingLinksOf(*item.before);
}

Asked AskedBy(std::span<PlannedItem> items) {
  Asked asked;
  for (PlannedItem& item : items) {
    if (item.is_rejected()) continue;
    const std::string& track_id = item.ack.track.track_id;
    const RecordingLinks& links = asked.planned[track_id] =
        RecordingLinksOf(item.track());
    const bool joins =
        item.before != nullptr && MayJoin(LinksBefore(item), links);
    if (joins) asked.joining_ids.insert(track_id);
    if (!joins && item.outlets.empty()) continue;
    asked.items[item.ack.track] = &item;
    asked.track_ids.insert(track_id);
  }
  return asked;
}

absl::Status LockJoinsOf(const Asked& asked, const std::string& account_id,
                         sql::Transaction& transaction) {
  const bool has_links = std::any_of(
      asked.track_ids.begin(), asked.track_ids.end(),
      [&](const auto& id) { return !asked.planned.at(id).empty(); });
  if (!has_links) return absl::OkStatus();
  return LockJoins(
      transaction, account_id,
      asked.joining_ids.empty() ? JoinLock::kMakes : JoinLock::kChanges);
}

// Rejects the items whose tracks have what makes a recording too large, see
// RecordingsOf(); `too_large` itself when none has.
absl::Status RejectTooLarge(const Asked& asked, const absl::Status& too_large) {
  const Reason reason = ReasonOf(too_large);
  if (reason.reason != "RECORDING_TOO_LARGE") return too_large;
  const std::string& kind = reason.metadata.begin()->first;
  const std::string& value = reason.metadata.begin()->second;
  bool has_any = false;
  for (const auto& [track, item] : asked.items) {
    const std::vector<Version>& versions = item->track().versions;
    const bool has_isrc = kind == "isrc" && item->track().isrc == value;
    const bool has_audio =
        kind != "isrc" &&
        std::any_of(versions.begin(), versions.end(), [&](const auto& version) {
          return version.report_sha256 == value;
        });
    if (!has_isrc && !has_audio) continue;
    has_any = true;
    item->ack.error = WithReasonOf(
        too_large, InvalidField(has_isrc ? "track.isrc" : "track.versions",
                                too_large.message()));
  }
  return has_any ? absl::OkStatus() : too_large;
}

// False when it must be asked again: an item was rejected that was to take its
// track out of a recording, which stays there for others to meet.
absl::StatusOr<bool> RejectForbidden(sql::Transaction& transaction,
                                     const std::string& account_id,
                                     std::span<PlannedItem> items) {
  const Asked asked = AskedBy(items);
  if (asked.items.empty()) return true;
  RITORNELLO_RETURN_IF_ERROR(LockJoinsOf(asked, account_id, transaction));
  const auto recordings =
      LockRecordings(transaction, account_id, asked.track_ids, asked.planned);
  if (!recordings.ok()) {
    RITORNELLO_RETURN_IF_ERROR(RejectTooLarge(asked, recordings.status()));
    return false;
  }
  std::vector<std::set<TrackKey>> sides;
  if (!asked.joining_ids.empty()) {
    RITORNELLO_ASSIGN_OR_RETURN(
        sides, SidesOf(transaction.connection(), account_id, *recordings));
  }
  bool is_done = true;
  for (const Recording& recording : *recordings) {
    for (const TrackKey& track : recording.tracks) {
      const auto found = asked.items.find(track);
      if (found == asked.items.end()) continue;
      PlannedItem& item = *found->second;
      item.ack.error = RefuseForbidden(item, recording);
      if (!item.is_rejected() && asked.joining_ids.count(track.track_id) > 0) {
        item.ack.error = RefuseForbiddenJoin(item, sides, recording);
      }
      if (!item.is_rejected()) continue;
      is_done = is_done &&
                !MayJoin(asked.planned.at(track.track_id), LinksBefore(item));
    }
  }
  return is_done;
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
  bool is_done = false;
  while (!is_done) {
    RITORNELLO_ASSIGN_OR_RETURN(
        is_done, RejectForbidden(transaction, account_id, items));
  }
  return absl::OkStatus();
}

}  // namespace ritornello::catalog
