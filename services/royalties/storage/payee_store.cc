#include "services/royalties/storage/payee_store.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/sql/in_list.h"
#include "libs/sql/row.h"
#include "libs/status/status_macros.h"
#include "services/royalties/model/ledger_account.h"
#include "services/royalties/model/period.h"

namespace ritornello::royalties {
namespace {

using sql::Int;
using sql::Row;
using sql::Text;
using sql::Value;

constexpr char kInsertPayee[] =
    "INSERT INTO payees (account_id, party_id) VALUES ($1, $2)"
    " ON CONFLICT (account_id, party_id) DO NOTHING";
constexpr char kInsertEarning[] =
    "INSERT INTO earnings (book, sequence, position, account_id, party_id,"
    " currency, amount_micros, share_right, role, weight, weight_total, track,"
    " track_title, source, document, effective_date, period)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,"
    " $15, $16, $17)";
constexpr char kSelectEarnings[] =
    "SELECT e.book, e.sequence, t.reverses, e.account_id, e.party_id,"
    " e.currency, e.amount_micros, e.share_right, e.role, e.weight,"
    " e.weight_total, e.track, e.track_title, e.source, e.document,"
    " e.effective_date, e.period, e.position"
    " FROM earnings e JOIN transactions t"
    " ON t.book = e.book AND t.sequence = e.sequence";
constexpr char kHasPayee[] =
    "SELECT 1 FROM payees WHERE account_id = $1 AND party_id = $2";
constexpr char kSelectPayees[] =
    "SELECT party_id FROM payees WHERE account_id = $1 AND party_id > $2"
    " ORDER BY party_id LIMIT $3";
constexpr char kSumBefore[] =
    "SELECT currency, CAST(SUM(amount_micros) AS BIGINT) FROM earnings"
    " WHERE account_id = $1 AND party_id = $2 AND period < $3"
    " GROUP BY currency";

Right RightFrom(const std::string& word) {
  return word == AccruedRightWord(Right::kMaster) ? Right::kMaster
                                                  : Right::kSyncComposition;
}

absl::StatusOr<PayeeStatementLine> LineFrom(const Row& row) {
  PayeeStatementLine line;
  line.transaction = {Text(row[0]), Int(row[1])};
  line.reverses = sql::MaybeInt(row[2]);
  Earning& earning = line.earning;
  earning.payee = {Text(row[3]), Text(row[4])};
  earning.currency = Text(row[5]);
  earning.amount_micros = Int(row[6]);
  earning.right = RightFrom(Text(row[7]));
  earning.role = Text(row[8]);
  earning.weight = Int(row[9]);
  earning.weight_total = Int(row[10]);
  earning.track = Text(row[11]);
  earning.track_title = Text(row[12]);
  earning.source = Text(row[13]);
  earning.document = Text(row[14]);
  RITORNELLO_ASSIGN_OR_RETURN(earning.effective_date,
                              ParseDay("effective_date", Text(row[15])));
  RITORNELLO_ASSIGN_OR_RETURN(earning.period,
                              ParsePeriod("period", Text(row[16])));
  line.position = Int(row[17]);
  return line;
}

Row EarningRow(const TransactionKey& key, size_t position,
               const Earning& earning) {
  return {key.book,
          key.sequence,
          static_cast<int64_t>(position),
          earning.payee.account_id,
          earning.payee.party_id,
          earning.currency,
          earning.amount_micros,
          std::string(AccruedRightWord(earning.right)),
          earning.role,
          earning.weight,
          earning.weight_total,
          earning.track,
          earning.track_title,
          earning.source,
          earning.document,
          DayText(earning.effective_date),
          PeriodText(earning.period)};
}

}  // namespace

absl::Status InsertEarnings(sql::Transaction& transaction,
                            std::span<const EarningsOfTransaction> postings) {
  // In order, so that two transactions never wait for each other.
  std::set<PartyKey> payees;
  std::vector<Row> rows;
  for (const EarningsOfTransaction& posting : postings) {
    for (size_t i = 0; i < posting.earnings.size(); ++i) {
      payees.insert(posting.earnings[i].payee);
      rows.push_back(
          EarningRow(posting.transaction, i + 1, posting.earnings[i]));
    }
  }
  std::vector<Row> payee_rows;
  for (const PartyKey& payee : payees) {
    payee_rows.push_back({payee.account_id, payee.party_id});
  }
  RITORNELLO_RETURN_IF_ERROR(transaction.RunMany(kInsertPayee, payee_rows));
  return transaction.RunMany(kInsertEarning, rows);
}

absl::StatusOr<std::map<int64_t, std::vector<Earning>>> GetEarnings(
    sql::Connection& connection, absl::string_view book,
    std::span<const int64_t> sequences) {
  std::map<int64_t, std::vector<Earning>> earnings;
  for (size_t begin = 0; begin < sequences.size();
       begin += sql::kInListSizeMax) {
    const auto some = sequences.subspan(
        begin, std::min(sql::kInListSizeMax, sequences.size() - begin));
    Row parameters = {std::string(book)};
    parameters.insert(parameters.end(), some.begin(), some.end());
    RITORNELLO_ASSIGN_OR_RETURN(
        const std::vector<Row> rows,
        connection.Run(absl::StrCat(kSelectEarnings,
                                    " WHERE e.book = $1 AND e.sequence IN ",
                                    sql::InList(2, some.size()),
                                    " ORDER BY e.sequence, e.position"),
                       parameters));
    for (const Row& row : rows) {
      RITORNELLO_ASSIGN_OR_RETURN(PayeeStatementLine line, LineFrom(row));
      earnings[line.transaction.sequence].push_back(std::move(line.earning));
    }
  }
  return earnings;
}

absl::StatusOr<bool> HasPayee(sql::Connection& connection,
                              const PartyKey& payee) {
  const Value parameters[] = {payee.account_id, payee.party_id};
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<Row> rows,
                              connection.Run(kHasPayee, parameters));
  return !rows.empty();
}

absl::StatusOr<std::vector<Payee>> ListPayees(sql::Connection& connection,
                                              absl::string_view account_id,
                                              absl::string_view after_party,
                                              size_t count_max) {
  const Value parameters[] = {std::string(account_id), std::string(after_party),
                              static_cast<int64_t>(count_max)};
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<Row> rows,
                              connection.Run(kSelectPayees, parameters));
  std::vector<PartyKey> keys;
  for (const Row& row : rows) {
    keys.push_back({std::string(account_id), Text(row[0])});
  }
  return GetPayees(connection, std::move(keys));
}

absl::StatusOr<std::vector<Payee>> GetPayees(sql::Connection& connection,
                                             std::vector<PartyKey> payees) {
  std::vector<Payee> found;
  std::map<std::string, size_t> index_of;
  Row parameters;
  for (PartyKey& key : payees) {
    for (const Right right : {Right::kSyncComposition, Right::kMaster}) {
      const std::string account = AccruedAccount(key, right);
      index_of[account] = found.size();
      parameters.push_back(account);
    }
    found.push_back({std::move(key), {}});
  }
  if (found.empty()) return found;
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<Row> rows,
      connection.Run(
          absl::StrCat("SELECT ledger_account, currency, amount_micros"
                       " FROM balances WHERE ledger_account IN ",
                       sql::InList(1, parameters.size())),
          parameters));
  for (const Row& row : rows) {
    int64_t& owed_micros =
        found[index_of.at(Text(row[0]))].owed_micros[Text(row[1])];
    // Books keep what is owed as credit, below zero.
    if (__builtin_sub_overflow(owed_micros, Int(row[2]), &owed_micros)) {
      return absl::OutOfRangeError(
          absl::StrCat("what is owed in ", Text(row[1]), " does not fit"));
    }
  }
  return found;
}

absl::StatusOr<std::map<std::string, int64_t>> SumEarningsBefore(
    sql::Connection& connection, const PartyKey& payee,
    absl::CivilMonth period) {
  const Value parameters[] = {payee.account_id, payee.party_id,
                              PeriodText(period)};
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<Row> rows,
                              connection.Run(kSumBefore, parameters));
  std::map<std::string, int64_t> sums;
  for (const Row& row : rows) sums[Text(row[0])] = Int(row[1]);
  return sums;
}

absl::StatusOr<std::vector<PayeeStatementLine>> ListEarnings(
    sql::Connection& connection, const PartyKey& payee,
    std::optional<absl::CivilMonth> period,
    const std::optional<PayeeStatementMark>& after, size_t count_max) {
  Row parameters = {payee.account_id, payee.party_id,
                    static_cast<int64_t>(count_max)};
  std::string statement = absl::StrCat(
      kSelectEarnings, " WHERE e.account_id = $1 AND e.party_id = $2");
  if (period.has_value()) {
    parameters.push_back(PeriodText(*period));
    absl::StrAppend(&statement, " AND e.period = $", parameters.size());
  }
  if (after.has_value()) {
    const size_t first = parameters.size() + 1;
    absl::StrAppend(
        &statement, " AND (e.period, e.book, e.sequence, e.position) > ($",
        first, ", $", first + 1, ", $", first + 2, ", $", first + 3, ")");
    parameters.push_back(PeriodText(after->period));
    parameters.push_back(after->transaction.book);
    parameters.push_back(after->transaction.sequence);
    parameters.push_back(after->position);
  }
  absl::StrAppend(
      &statement,
      " ORDER BY e.period, e.book, e.sequence, e.position LIMIT $3");
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<Row> rows,
                              connection.Run(statement, parameters));
  std::vector<PayeeStatementLine> lines;
  for (const Row& row : rows) {
    RITORNELLO_ASSIGN_OR_RETURN(PayeeStatementLine line, LineFrom(row));
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace ritornello::royalties
