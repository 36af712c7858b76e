#include "services/catalog/domain/parties.h"

#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/domain/write_once.h"
#include "services/catalog/storage/account_store.h"
#include "services/catalog/storage/party_store.h"

namespace ritornello::catalog {

absl::StatusOr<Party> Parties::Create(Party party,
                                      const request_log::Request& request) {
  RITORNELLO_RETURN_IF_ERROR(ValidateId("party_id", party.key.party_id));
  RITORNELLO_RETURN_IF_ERROR(WithFieldPrefix(Normalize(party), "party"));
  const auto work = [&](sql::Transaction& transaction,
                        absl::Time now) -> absl::StatusOr<std::string> {
    RITORNELLO_RETURN_IF_ERROR(
        GetAccount(transaction.connection(), party.key.account_id).status());
    party.revision = 1;
    party.create_time = party.update_time = now;
    RITORNELLO_RETURN_IF_ERROR(InsertParty(transaction, party));
    return NameOf(party.key);
  };
  RITORNELLO_ASSIGN_OR_RETURN(const std::string name,
                              WriteOnce(pool_, clock_, request, work));
  return Read(name);
}

absl::StatusOr<Party> Parties::Update(const Party& party,
                                      std::span<const std::string> mask,
                                      std::optional<int64_t> expected_revision,
                                      const request_log::Request& request) {
  const std::string name = NameOf(party.key);
  const auto work = [&](sql::Transaction& transaction,
                        absl::Time now) -> absl::StatusOr<std::string> {
    RITORNELLO_ASSIGN_OR_RETURN(const Party before,
                                GetParty(transaction.connection(), party.key));
    RITORNELLO_RETURN_IF_ERROR(
        RequireRevision(expected_revision, before.revision, name));
    Party after = before;
    RITORNELLO_RETURN_IF_ERROR(CopyFields(mask, party, after));
    RITORNELLO_RETURN_IF_ERROR(WithFieldPrefix(Normalize(after), "party"));
    if (after == before) return name;
    ++after.revision;
    after.update_time = now;
    RITORNELLO_RETURN_IF_ERROR(UpdateParty(transaction, after));
    return name;
  };
  RITORNELLO_RETURN_IF_ERROR(WriteOnce(pool_, clock_, request, work).status());
  return Read(name);
}

absl::StatusOr<Party> Parties::Read(const std::string& name) {
  RITORNELLO_ASSIGN_OR_RETURN(const PartyKey key, ParsePartyName("name", name));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool_.Borrow());
  return GetParty(*connection, key);
}

}  // namespace ritornello::catalog
