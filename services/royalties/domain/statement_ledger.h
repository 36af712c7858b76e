// Putting what a statement posts into the books.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libs/sql/transaction.h"
#include "services/royalties/model/names.h"
#include "services/royalties/model/statement_posting.h"

namespace ritornello::royalties {

// Posts all of it as a part of `transaction`, each step of the statement once
// for ever. Errors: those of Post() in ledger.h.
absl::Status PostToLedger(sql::Transaction& transaction,
                          const StatementKey& statement,
                          std::vector<StatementPosting> postings,
                          absl::Time now);

}  // namespace ritornello::royalties
