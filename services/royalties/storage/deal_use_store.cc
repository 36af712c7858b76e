#include "services/royalties/storage/deal_use_store.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/sql/row.h"
#include "libs/status/status_macros.h"
#include "services/royalties/model/period.h"
#include "services/royalties/storage/deal_store.h"

namespace ritornello::royalties {
namespace {

using sql::Row;
using sql::Text;
using sql::Value;

constexpr char kRecord[] =
    "INSERT INTO deal_uses (account_id, deal_id, book, statement_id, last_day)"
    " VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (account_id, deal_id, book, statement_id) DO UPDATE"
    " SET last_day = CASE WHEN excluded.last_day > deal_uses.last_day"
    " THEN excluded.last_day ELSE deal_uses.last_day END";
constexpr char kSelectBroken[] =
    "SELECT d.account_id, d.id FROM deal_uses u JOIN deals d"
    " ON d.account_id = u.account_id AND d.id = u.deal_id"
    " WHERE u.book = $1 AND u.statement_id = $2"
    " AND (d.voided_at_us IS NOT NULL OR d.end_date < u.last_day)"
    " ORDER BY d.account_id, d.id LIMIT 1";
constexpr char kSelectLast[] =
    "SELECT u.book, u.statement_id, u.last_day FROM deal_uses u"
    " JOIN statements s ON s.book = u.book AND s.id = u.statement_id"
    " WHERE u.account_id = $1 AND u.deal_id = $2 AND s.state <> 'VOID'"
    " ORDER BY u.last_day DESC, u.book, u.statement_id LIMIT 1";

}  // namespace

absl::Status RecordDealUses(sql::Transaction& transaction,
                            const StatementKey& statement,
                            const DealUses& uses) {
  std::vector<DealKey> deals;
  std::vector<Row> rows;
  for (const auto& [deal, day] : uses) {
    deals.push_back(deal);
    rows.push_back({deal.account_id, deal.deal_id, statement.book,
                    statement.statement_id, DayText(day)});
  }
  RITORNELLO_RETURN_IF_ERROR(HoldDeals(transaction, deals));
  RITORNELLO_RETURN_IF_ERROR(transaction.RunMany(kRecord, rows));
  const Value parameters[] = {statement.book, statement.statement_id};
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<Row> broken,
                              transaction.Run(kSelectBroken, parameters));
  if (broken.empty()) return absl::OkStatus();
  return absl::AbortedError(
      absl::StrCat(NameOf(DealKey{Text(broken[0][0]), Text(broken[0][1])}),
                   " was ended or voided meanwhile"));
}

absl::StatusOr<std::optional<LastDealUse>> FindLastDealUse(
    sql::Transaction& transaction, const DealKey& deal) {
  const Value parameters[] = {deal.account_id, deal.deal_id};
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<Row> rows,
                              transaction.Run(kSelectLast, parameters));
  if (rows.empty()) return std::nullopt;
  LastDealUse use{.statement = {Text(rows[0][0]), Text(rows[0][1])}, .day = {}};
  RITORNELLO_ASSIGN_OR_RETURN(use.day, ParseDay("last_day", Text(rows[0][2])));
  return use;
}

}  // namespace ritornello::royalties
