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

// Most lines of one payee statement. A longer one is refused: ask for a month.
inline constexpr size_t kPayeeStatementLineCountMax = 20'000;

// NotFound when no money was ever divided to that party.
absl::StatusOr<Payee> GetPayee(sql::Connection& connection,
                               const PartyKey& payee);

// What the payee earned in the month `period`, or up to now when absent: per
// currency, opening plus lines is closing. When nothing was posted to a later
// month, closing is what the payee's ledger accounts hold.
//
// Errors: NotFound            no such payee
//         FailedPrecondition  more than kPayeeStatementLineCountMax lines
//         OutOfRange          a sum does not fit
absl::StatusOr<std::vector<PayeeStatementCurrency>> GetPayeeStatement(
    sql::Connection& connection, const PartyKey& payee,
    std::optional<absl::CivilMonth> period);

}  // namespace ritornello::royalties
