#include "services/royalties/storage/statement_line_store.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/sql/in_list.h"
#include "libs/sql/row.h"
#include "libs/status/check.h"
#include "libs/status/status_macros.h"
#include "services/royalties/model/decimal.h"
#include "services/royalties/model/period.h"

namespace ritornello::royalties {
namespace {

using sql::Int;
using sql::Row;
using sql::Text;
using sql::Value;

constexpr char kInsert[] =
    "INSERT INTO statement_lines (book, statement_id, ordinal, raw, isrc,"
    " track_reference, title, units, gross, fee, net, usage_date, territory,"
    " payment_id, state, track, deal, composition_sheet, master_sheet,"
    " suspense_reason, note)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,"
    " $15, $16, $17, $18, $19, $20, $21)";
constexpr char kUpdate[] =
    "UPDATE statement_lines SET state = $4, track = $5, deal = $6,"
    " composition_sheet = $7, master_sheet = $8, suspense_reason = $9,"
    " note = $10 WHERE book = $1 AND statement_id = $2 AND ordinal = $3";
constexpr char kSelect[] =
    "SELECT ordinal, raw, isrc, track_reference, title, units, gross, fee, net,"
    " usage_date, territory, payment_id, state, track, deal, composition_sheet,"
    " master_sheet, suspense_reason, note FROM statement_lines"
    " WHERE book = $1 AND statement_id = $2";
// A list of the other's lines is made once and looked up for each line.
constexpr char kRepeated[] =
    "SELECT ordinal, count(*) OVER () FROM statement_lines"
    " WHERE book = $1 AND statement_id = $2 AND usage_date <> ''"
    " AND raw IN (SELECT raw FROM statement_lines"
    "   WHERE book = $1 AND statement_id = $3 AND usage_date <> '')"
    " ORDER BY ordinal LIMIT $4";

std::string OptionalText(const std::optional<absl::int128>& amount) {
  return amount.has_value() ? DecimalText(*amount) : "";
}

absl::StatusOr<std::optional<absl::int128>> OptionalAmount(
    const std::string& text) {
  if (text.empty()) return std::nullopt;
  RITORNELLO_ASSIGN_OR_RETURN(const absl::int128 amount,
                              ParseDecimal(text, {}));
  return amount;
}

void AppendFindings(const StatementLine& line, Row& row) {
  for (const std::string& text :
       {std::string(StateName(line.state)), line.track, line.deal,
        line.composition_sheet, line.master_sheet,
        std::string(ReasonName(line.suspense_reason)), line.note}) {
    row.push_back(text);
  }
}

absl::StatusOr<StatementLine> LineFrom(const Row& row) {
  StatementLine line;
  line.ordinal = Int(row[0]);
  line.raw = Text(row[1]);
  line.isrc = Text(row[2]);
  line.track_reference = Text(row[3]);
  line.title = Text(row[4]);
  line.units = Int(row[5]);
  RITORNELLO_ASSIGN_OR_RETURN(line.gross, OptionalAmount(Text(row[6])));
  RITORNELLO_ASSIGN_OR_RETURN(line.fee, OptionalAmount(Text(row[7])));
  RITORNELLO_ASSIGN_OR_RETURN(line.net, ParseDecimal(Text(row[8]), {}));
  if (!Text(row[9]).empty()) {
    RITORNELLO_ASSIGN_OR_RETURN(line.usage_date,
                                ParseDay("usage_date", Text(row[9])));
  }
  line.territory = Text(row[10]);
  line.payment_id = Text(row[11]);
  RITORNELLO_ASSIGN_OR_RETURN(line.state, ParseLineState(Text(row[12])));
  line.track = Text(row[13]);
  line.deal = Text(row[14]);
  line.composition_sheet = Text(row[15]);
  line.master_sheet = Text(row[16]);
  RITORNELLO_ASSIGN_OR_RETURN(line.suspense_reason,
                              ParseSuspenseReason(Text(row[17])));
  line.note = Text(row[18]);
  return line;
}

absl::Status AppendLines(const absl::StatusOr<std::vector<Row>>& rows,
                         std::vector<StatementLine>& lines) {
  if (!rows.ok()) return rows.status();
  for (const Row& row : *rows) {
    RITORNELLO_ASSIGN_OR_RETURN(StatementLine line, LineFrom(row));
    lines.push_back(std::move(line));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status InsertLines(sql::Transaction& transaction,
                         const StatementKey& statement,
                         std::span<const StatementLine> lines) {
  std::vector<Row> rows;
  rows.reserve(lines.size());
  for (const StatementLine& line : lines) {
    Row row = {statement.book,
               statement.statement_id,
               line.ordinal,
               line.raw,
               line.isrc,
               line.track_reference,
               line.title,
               line.units,
               OptionalText(line.gross),
               OptionalText(line.fee),
               DecimalText(line.net),
               line.usage_date.has_value() ? DayText(*line.usage_date) : "",
               line.territory,
               line.payment_id};
    AppendFindings(line, row);
    rows.push_back(std::move(row));
  }
  return transaction.RunMany(kInsert, rows);
}

absl::Status UpdateLines(sql::Transaction& transaction,
                         const StatementKey& statement,
                         std::span<const StatementLine> lines) {
  std::vector<Row> rows;
  rows.reserve(lines.size());
  for (const StatementLine& line : lines) {
    Row row = {statement.book, statement.statement_id, line.ordinal};
    AppendFindings(line, row);
    rows.push_back(std::move(row));
  }
  return transaction.RunMany(kUpdate, rows);
}

absl::StatusOr<std::vector<StatementLine>> ListLines(
    sql::Connection& connection, const StatementKey& statement,
    std::optional<LineState> state, int64_t after_ordinal, size_t count_max) {
  Row parameters = {statement.book, statement.statement_id, after_ordinal,
                    static_cast<int64_t>(count_max)};
  std::string text = absl::StrCat(kSelect, " AND ordinal > $3");
  if (state.has_value()) {
    absl::StrAppend(&text, " AND state = $5");
    parameters.push_back(std::string(StateName(*state)));
  }
  absl::StrAppend(&text, " ORDER BY ordinal LIMIT $4");
  std::vector<StatementLine> lines;
  RITORNELLO_RETURN_IF_ERROR(
      AppendLines(connection.Run(text, parameters), lines));
  return lines;
}

absl::StatusOr<std::vector<StatementLine>> GetLines(
    sql::Connection& connection, const StatementKey& statement,
    std::span<const int64_t> ordinals) {
  std::vector<StatementLine> lines;
  for (size_t begin = 0; begin < ordinals.size();
       begin += sql::kInListSizeMax) {
    const auto some = ordinals.subspan(
        begin, std::min(sql::kInListSizeMax, ordinals.size() - begin));
    Row parameters = {statement.book, statement.statement_id};
    parameters.insert(parameters.end(), some.begin(), some.end());
    RITORNELLO_RETURN_IF_ERROR(
        AppendLines(connection.Run(absl::StrCat(kSelect, " AND ordinal IN ",
                                                sql::InList(3, some.size())),
                                   parameters),
                    lines));
  }
  std::sort(lines.begin(), lines.end(),
            [](const StatementLine& a, const StatementLine& b) {
              return a.ordinal < b.ordinal;
            });
  return lines;
}

absl::StatusOr<RepeatedLines> FindRepeatedLines(sql::Connection& connection,
                                                const StatementKey& statement,
                                                const StatementKey& other,
                                                size_t first_count_max) {
  RITORNELLO_CHECK(statement.book == other.book);
  const Value parameters[] = {statement.book, statement.statement_id,
                              other.statement_id,
                              static_cast<int64_t>(first_count_max)};
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<Row> rows,
                              connection.Run(kRepeated, parameters));
  RepeatedLines repeated;
  for (const Row& row : rows) {
    repeated.first_ordinals.push_back(Int(row[0]));
    repeated.count = Int(row[1]);
  }
  return repeated;
}

absl::StatusOr<std::vector<TrackKey>> ListTracksOfLines(
    sql::Connection& connection, const StatementKey& statement) {
  const Value parameters[] = {statement.book, statement.statement_id};
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<Row> rows,
      connection.Run("SELECT DISTINCT track FROM statement_lines"
                     " WHERE book = $1 AND statement_id = $2 AND track <> ''",
                     parameters));
  std::vector<TrackKey> tracks;
  for (const Row& row : rows) {
    RITORNELLO_ASSIGN_OR_RETURN(TrackKey track,
                                ParseTrackName("track", Text(row[0])));
    tracks.push_back(std::move(track));
  }
  return tracks;
}

}  // namespace ritornello::royalties
