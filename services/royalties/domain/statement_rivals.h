// What else has come for the same money as a statement.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/sql/connection.h"
#include "libs/sql/transaction.h"
#include "services/royalties/model/statement.h"

namespace ritornello::royalties {

// Statements that a statement must not be posted beside unseen.
struct Rivals {
  // A statement of another month, and which lines of ours it has, too, as in
  // "lines 2, 3, 4 and 118 more".
  struct OfLines {
    Statement other;
    std::string lines;
  };

  // All of its source, account and period, void ones included.
  std::vector<Statement> of_month;
  // Those with its very file that are not void and not of its month; but not
  // those of its own source and account that took other months of the file.
  std::vector<Statement> of_file;
  std::vector<OfLines> of_lines;
};

// Those that are known before its lines are. Until the transaction ends, none
// is added: whoever imports the same file, or for the same source and account,
// waits.
absl::StatusOr<Rivals> FindRivals(sql::Transaction& transaction,
                                  const Statement& statement);

// Adds those of its lines. REQUIRES: the lines are stored.
absl::Status FindRivalsOfLines(sql::Connection& connection,
                               const Statement& statement, Rivals& rivals);

// Names in the reason of `statement` each rival that is not void, held or not:
// only one of the two may be right, and a person has to see both.
void HoldForOthers(const Rivals& rivals, Statement& statement);

// Adds to the reason of `held` what has gone into the books since it was held,
// and whoever releases it may not know of; whether there is any.
bool HoldForNews(const Rivals& rivals, Statement& held);

// Adds a sentence to the reason why it is held.
void AddHoldReason(Statement& statement, absl::string_view reason);

}  // namespace ritornello::royalties
