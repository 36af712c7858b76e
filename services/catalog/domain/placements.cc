#include "services/catalog/domain/placements.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/domain/recording.h"
#include "services/catalog/domain/write_once.h"
#include "services/catalog/storage/library_store.h"
#include "services/catalog/storage/placement_store.h"

namespace ritornello::catalog {
namespace {

// Completes what the sender left to the library and to the day.
absl::Status Complete(sql::Connection& connection, absl::Time now,
                      Placement& placement) {
  RITORNELLO_ASSIGN_OR_RETURN(const Library library,
                              GetLibrary(connection, placement.library_id));
  const Placement by_rule =
      PlacementAt(library, placement.key.track, placement.extent);
  if (placement.scope == ExclusivityScope::kUnspecified) {
    placement.scope = by_rule.scope;
  }
  placement.content_id_policy = by_rule.content_id_policy;
  if (!placement.extent.first_day.has_value()) {
    placement.extent.first_day = absl::ToCivilDay(now, absl::UTCTimeZone());
  }
  return WithFieldPrefix(Normalize(placement.extent), "placement.extent");
}

absl::Status NotHeld(const Placement& placement) {
  return WithReason(
      absl::FailedPreconditionError(absl::StrCat(
          NameOf(placement.key),
          placement.state == PlacementState::kOffered
              ? " is offered: withdraw its submission, or record the decision"
              : " is closed")),
      "PLACEMENT_NOT_HELD", {{"placement", NameOf(placement.key)}});
}

}  // namespace

absl::StatusOr<Placement> Placements::Create(
    Placement placement, const request_log::Request& request) {
  const auto work = [&](sql::Transaction& transaction,
                        absl::Time now) -> absl::StatusOr<std::string> {
    RITORNELLO_ASSIGN_OR_RETURN(
        const Recording recording,
        LockRecording(transaction, placement.key.track));
    Placement made = placement;
    RITORNELLO_RETURN_IF_ERROR(Complete(transaction.connection(), now, made));
    made.key.number = NextPlacementNumber(recording, made.key.track);
    made.create_time = now;
    RITORNELLO_RETURN_IF_ERROR(RefuseConflicts(
        ConflictsOf(made, recording.placements, recording.outlets)));
    RITORNELLO_RETURN_IF_ERROR(InsertPlacement(transaction, made));
    return NameOf(made.key);
  };
  RITORNELLO_ASSIGN_OR_RETURN(const std::string name,
                              WriteOnce(pool_, clock_, request, work));
  return Read(name);
}

absl::StatusOr<Placement> Placements::End(const PlacementKey& key,
                                          absl::CivilDay last_day,
                                          const request_log::Request& request) {
  const auto work = [&](sql::Transaction& transaction,
                        absl::Time) -> absl::StatusOr<std::string> {
    RITORNELLO_RETURN_IF_ERROR(LockRecording(transaction, key.track).status());
    RITORNELLO_ASSIGN_OR_RETURN(Placement placement,
                                GetPlacement(transaction.connection(), key));
    if (placement.state != PlacementState::kHeld) return NotHeld(placement);
    if (placement.extent.first_day.value_or(last_day) > last_day) {
      placement.state = PlacementState::kClosed;
    } else {
      RITORNELLO_RETURN_IF_ERROR(EndOn(last_day, placement.extent));
    }
    RITORNELLO_RETURN_IF_ERROR(UpdatePlacement(transaction, placement));
    return NameOf(key);
  };
  RITORNELLO_ASSIGN_OR_RETURN(const std::string name,
                              WriteOnce(pool_, clock_, request, work));
  return Read(name);
}

absl::StatusOr<std::vector<Conflict>> Placements::Check(Placement placement) {
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool_.Borrow());
  RITORNELLO_ASSIGN_OR_RETURN(const Recording recording,
                              ReadRecording(*connection, placement.key.track));
  RITORNELLO_RETURN_IF_ERROR(Complete(*connection, clock_.Now(), placement));
  return ConflictsOf(placement, recording.placements, recording.outlets);
}

absl::StatusOr<Placement> Placements::Read(const std::string& name) {
  RITORNELLO_ASSIGN_OR_RETURN(const PlacementKey key,
                              ParsePlacementName("name", name));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool_.Borrow());
  return GetPlacement(*connection, key);
}

}  // namespace ritornello::catalog
