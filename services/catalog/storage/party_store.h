// Rows of parties.
#pragma once

#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/connection.h"
#include "libs/sql/transaction.h"
#include "services/catalog/model/party.h"

namespace ritornello::catalog {

// AlreadyExists when the id is taken in its account.
// REQUIRES: the account exists.
absl::Status InsertParty(sql::Transaction& transaction, const Party& party);

// AlreadyExists when an id is taken. REQUIRES: the accounts exist.
absl::Status InsertParties(sql::Transaction& transaction,
                           std::span<const Party> parties);

// Writes all fields and the revision of `party`. Aborted when the row is no
// longer of the revision before: somebody else was faster.
absl::Status UpdateParty(sql::Transaction& transaction, const Party& party);

// NotFound with reason PARTY_NOT_FOUND.
absl::StatusOr<Party> GetParty(sql::Connection& connection,
                               const PartyKey& key);

// The first `count_max` parties of the account behind `after_id`, by id.
absl::StatusOr<std::vector<Party>> ListParties(sql::Connection& connection,
                                               absl::string_view account_id,
                                               absl::string_view after_id,
                                               size_t count_max);

// Those of `keys` that exist, in order.
absl::StatusOr<std::vector<Party>> GetParties(sql::Connection& connection,
                                              const std::set<PartyKey>& keys);

// The account's parties of any of these display names, by id.
// Cost: one statement for each sql::kInListSizeMax names.
absl::StatusOr<std::vector<Party>> FindPartiesByDisplayName(
    sql::Connection& connection, const std::string& account_id,
    const std::set<std::string>& display_names);

// Those of `keys` that are no party.
absl::StatusOr<std::set<PartyKey>> MissingParties(
    sql::Connection& connection, const std::set<PartyKey>& keys);

}  // namespace ritornello::catalog
