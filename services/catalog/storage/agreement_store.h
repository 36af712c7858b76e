// Rows of agreements and of the tracks that they are about.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/connection.h"
#include "libs/sql/transaction.h"
#include "services/catalog/model/clearance.h"

namespace ritornello::catalog {

// AlreadyExists with reason AGREEMENT_EXISTS. REQUIRES: account, party and
// tracks exist.
absl::Status InsertAgreement(sql::Transaction& transaction,
                             const Agreement& agreement);

// Writes the extent. REQUIRES: it exists.
absl::Status UpdateAgreement(sql::Transaction& transaction,
                             const Agreement& agreement);

// NotFound with reason AGREEMENT_NOT_FOUND.
absl::StatusOr<Agreement> GetAgreement(sql::Connection& connection,
                                       const AgreementKey& key);

// The first `count_max` behind `after_id`, by id. Cost: two statements.
absl::StatusOr<std::vector<Agreement>> ListAgreements(
    sql::Connection& connection, absl::string_view account_id,
    absl::string_view after_id, size_t count_max);

// Those that `party_ids` signed, and those of `agreement_ids`, by id, each once
// of each kind. Cost: two statements for each sql::kInListSizeMax ids.
absl::StatusOr<std::vector<Agreement>> FindAgreements(
    sql::Connection& connection, absl::string_view account_id,
    const std::set<std::string>& party_ids,
    const std::set<std::string>& agreement_ids);

}  // namespace ritornello::catalog
