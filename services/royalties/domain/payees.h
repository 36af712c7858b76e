// What payees are owed and why.
#pragma once

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "libs/sql/connection.h"
#include "services/royalties/model/names.h"
#include "services/royalties/model/payee_statement.h"

namespace ritornello::royalties {

// NotFound when no money was ever divided to that party.
absl::StatusOr<Payee> GetPayee(sql::Connection& connection,
                               const PartyKey& payee);

// What the payee earned in the month `period`, or up to now when absent: per
// currency, opening plus lines is closing. The page begins behind `after`, with
// its closing, and has at most `line_count_max` lines. When nothing was posted
// to a later month, or meanwhile to one that is behind, the closing of the last
// page is what the payee's ledger accounts hold.
//
// Errors: NotFound    no such payee
//         OutOfRange  a sum does not fit
absl::StatusOr<PayeeStatementPage> GetPayeeStatement(
    sql::Connection& connection, const PartyKey& payee,
    std::optional<absl::CivilMonth> period,
    const std::optional<PayeeStatementMark>& after, size_t line_count_max);

}  // namespace ritornello::royalties
