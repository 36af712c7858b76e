#include "services/catalog/domain/outlets.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/domain/recording.h"
#include "services/catalog/domain/write_once.h"
#include "services/catalog/storage/library_store.h"
#include "services/catalog/storage/outlet_store.h"

namespace ritornello::catalog {
namespace {

absl::Status RefuseTooMany(const Recording& recording, const TrackKey& track) {
  const auto count = std::count_if(
      recording.outlets.begin(), recording.outlets.end(),
      [&](const Outlet& outlet) { return outlet.key.track == track; });
  if (count < static_cast<int64_t>(kOutletCountMax)) return absl::OkStatus();
  return InvalidField("outlet",
                      absl::StrCat("is one more than the ", kOutletCountMax,
                                   " that a track can have; delete another"));
}

absl::Status RequireLibraries(sql::Connection& connection,
                              const std::vector<std::string>& ids) {
  for (const std::string& id : ids) {
    RITORNELLO_RETURN_IF_ERROR(GetLibrary(connection, id).status());
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Outlet> Outlets::Create(Outlet outlet,
                                       const request_log::Request& request) {
  RITORNELLO_RETURN_IF_ERROR(ValidateId("outlet_id", outlet.key.outlet_id));
  RITORNELLO_RETURN_IF_ERROR(WithFieldPrefix(Normalize(outlet), "outlet"));
  const auto work = [&](sql::Transaction& transaction,
                        absl::Time now) -> absl::StatusOr<std::string> {
    RITORNELLO_ASSIGN_OR_RETURN(const Recording recording,
                                LockRecording(transaction, outlet.key.track));
    RITORNELLO_RETURN_IF_ERROR(
        RequireLibraries(transaction.connection(), outlet.agreed_library_ids));
    RITORNELLO_RETURN_IF_ERROR(RefuseTooMany(recording, outlet.key.track));
    RITORNELLO_RETURN_IF_ERROR(
        RefuseConflicts(ConflictsOf(outlet, recording.placements)));
    outlet.create_time = now;
    RITORNELLO_RETURN_IF_ERROR(InsertOutlet(transaction, outlet));
    return NameOf(outlet.key);
  };
  RITORNELLO_ASSIGN_OR_RETURN(const std::string name,
                              WriteOnce(pool_, clock_, request, work));
  return Read(name);
}

absl::StatusOr<Outlet> Outlets::End(const OutletKey& key,
                                    absl::CivilDay last_day,
                                    const request_log::Request& request) {
  const auto work = [&](sql::Transaction& transaction,
                        absl::Time) -> absl::StatusOr<std::string> {
    RITORNELLO_RETURN_IF_ERROR(LockRecording(transaction, key.track).status());
    RITORNELLO_ASSIGN_OR_RETURN(Outlet outlet,
                                GetOutlet(transaction.connection(), key));
    RITORNELLO_RETURN_IF_ERROR(EndOn(last_day, outlet.extent));
    RITORNELLO_RETURN_IF_ERROR(UpdateOutlet(transaction, outlet));
    return NameOf(key);
  };
  RITORNELLO_ASSIGN_OR_RETURN(const std::string name,
                              WriteOnce(pool_, clock_, request, work));
  return Read(name);
}

absl::Status Outlets::Delete(const OutletKey& key,
                             const request_log::Request& request) {
  const auto work = [&](sql::Transaction& transaction,
                        absl::Time) -> absl::StatusOr<std::string> {
    RITORNELLO_RETURN_IF_ERROR(LockRecording(transaction, key.track).status());
    RITORNELLO_RETURN_IF_ERROR(
        GetOutlet(transaction.connection(), key).status());
    RITORNELLO_RETURN_IF_ERROR(DeleteOutlet(transaction, key));
    return NameOf(key);
  };
  return WriteOnce(pool_, clock_, request, work).status();
}

absl::StatusOr<Outlet> Outlets::Read(const std::string& name) {
  RITORNELLO_ASSIGN_OR_RETURN(const OutletKey key,
                              ParseOutletName("name", name));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool_.Borrow());
  return GetOutlet(*connection, key);
}

}  // namespace ritornello::catalog
