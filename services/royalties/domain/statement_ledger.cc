#include "services/royalties/domain/statement_ledger.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/royalties/domain/ledger.h"

namespace ritornello::royalties {

absl::Status PostToLedger(sql::Transaction& transaction,
                          const StatementKey& statement,
                          std::vector<StatementPosting> postings,
                          absl::Time now) {
  if (postings.empty()) return absl::OkStatus();
  std::vector<Posting> to_post;
  for (StatementPosting& posting : postings) {
    to_post.push_back({absl::StrCat(NameOf(statement), "/", posting.step),
                       std::move(posting.transaction),
                       std::move(posting.earnings)});
  }
  return Post(transaction, statement.book, now, std::move(to_post)).status();
}

}  // namespace ritornello::royalties
