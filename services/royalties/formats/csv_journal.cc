#include "services/royalties/formats/csv_journal.h"

#include <algorithm>
#include <initializer_list>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "services/royalties/model/money.h"
#include "services/royalties/model/period.h"

namespace ritornello::royalties {
namespace {

constexpr char kColumnNames[] =
    "transaction,leg,effective_date,period,record_time,description,document,"
    "reverses,ledger_account,currency,amount,balance\r\n";

// "-1621.50"; an exponent or a second sign makes it a formula.
bool IsNumber(absl::string_view value) {
  if (value.empty()) return false;
  if (value[0] == '-' || value[0] == '+') value.remove_prefix(1);
  return !value.empty() && absl::ascii_isdigit(value.front()) &&
         absl::ascii_isdigit(value.back()) &&
         std::count(value.begin(), value.end(), '.') <= 1 &&
         std::all_of(value.begin(), value.end(),
                     [](char c) { return absl::ascii_isdigit(c) || c == '.'; });
}

// What spreadsheets take for the beginning of a formula, at once or when they
// have dropped white space.
bool MayBeFormula(absl::string_view value) {
  constexpr absl::string_view kBeginnings = "=+-@\t\r";
  return !value.empty() &&
         kBeginnings.find(value[0]) != absl::string_view::npos &&
         !IsNumber(value);
}

void AppendRow(std::initializer_list<std::string> values, std::string& text) {
  absl::StrAppend(&text,
                  absl::StrJoin(values, ",",
                                [](std::string* out, const std::string& value) {
                                  out->append(CsvCell(value));
                                }),
                  "\r\n");
}

}  // namespace

std::string CsvHeader(const JournalContents& /*contents*/) {
  return kColumnNames;
}

void AppendCsv(const PostedTransaction& posted, std::string& text) {
  const Transaction& transaction = posted.transaction;
  for (size_t i = 0; i < transaction.legs.size(); ++i) {
    const Leg& leg = transaction.legs[i];
    AppendRow(
        {absl::StrCat(posted.sequence), absl::StrCat(i + 1),
         DayText(transaction.effective_date), PeriodText(transaction.period),
         absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", posted.record_time,
                          absl::UTCTimeZone()),
         transaction.description, transaction.document,
         transaction.reverses.has_value() ? absl::StrCat(*transaction.reverses)
                                          : "",
         leg.ledger_account, leg.currency, MicrosText(leg.amount_micros),
         MicrosText(posted.balances[i].amount_micros)},
        text);
  }
}

std::string CsvCell(absl::string_view value) {
  std::string cell =
      MayBeFormula(value) ? absl::StrCat("'", value) : std::string(value);
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  return absl::StrCat("\"", absl::StrReplaceAll(cell, {{"\"", "\"\""}}), "\"");
}

}  // namespace ritornello::royalties
