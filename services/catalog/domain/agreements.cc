#include "services/catalog/domain/agreements.h"

#include <set>

#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/domain/write_once.h"
#include "services/catalog/storage/account_store.h"
#include "services/catalog/storage/agreement_store.h"
#include "services/catalog/storage/party_store.h"
#include "services/catalog/storage/track_keys.h"

namespace ritornello::catalog {
namespace {

absl::Status RequireTracks(sql::Transaction& transaction,
                           const Agreement& agreement) {
  std::set<TrackKey> wanted;
  for (const std::string& track_id : agreement.track_ids) {
    wanted.insert({agreement.key.account_id, track_id});
  }
  RITORNELLO_ASSIGN_OR_RETURN(const std::set<TrackKey> found,
                              LockTracks(transaction, wanted));
  for (const TrackKey& track : wanted) {
    if (found.count(track) == 0) return TrackNotFound(track);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Agreement> Agreements::Create(
    Agreement agreement, const request_log::Request& request) {
  RITORNELLO_RETURN_IF_ERROR(
      ValidateId("agreement_id", agreement.key.agreement_id));
  RITORNELLO_RETURN_IF_ERROR(
      WithFieldPrefix(Normalize(agreement), "agreement"));
  const auto work = [&](sql::Transaction& transaction,
                        absl::Time now) -> absl::StatusOr<std::string> {
    sql::Connection& connection = transaction.connection();
    const std::string& account_id = agreement.key.account_id;
    RITORNELLO_RETURN_IF_ERROR(GetAccount(connection, account_id).status());
    RITORNELLO_RETURN_IF_ERROR(
        GetParty(connection, {account_id, agreement.party_id}).status());
    RITORNELLO_RETURN_IF_ERROR(RequireTracks(transaction, agreement));
    agreement.create_time = now;
    RITORNELLO_RETURN_IF_ERROR(InsertAgreement(transaction, agreement));
    return NameOf(agreement.key);
  };
  RITORNELLO_ASSIGN_OR_RETURN(const std::string name,
                              WriteOnce(pool_, clock_, request, work));
  return Read(name);
}

absl::StatusOr<Agreement> Agreements::End(const AgreementKey& key,
                                          absl::CivilDay last_day,
                                          const request_log::Request& request) {
  const auto work = [&](sql::Transaction& transaction,
                        absl::Time) -> absl::StatusOr<std::string> {
    RITORNELLO_ASSIGN_OR_RETURN(Agreement agreement,
                                GetAgreement(transaction.connection(), key));
    RITORNELLO_RETURN_IF_ERROR(EndOn(last_day, agreement.extent));
    RITORNELLO_RETURN_IF_ERROR(UpdateAgreement(transaction, agreement));
    return NameOf(key);
  };
  RITORNELLO_ASSIGN_OR_RETURN(const std::string name,
                              WriteOnce(pool_, clock_, request, work));
  return Read(name);
}

absl::StatusOr<Agreement> Agreements::Read(const std::string& name) {
  RITORNELLO_ASSIGN_OR_RETURN(const AgreementKey key,
                              ParseAgreementName("name", name));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool_.Borrow());
  return GetAgreement(*connection, key);
}

}  // namespace ritornello::catalog
