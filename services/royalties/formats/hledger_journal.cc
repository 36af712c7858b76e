#include "services/royalties/formats/hledger_journal.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "services/royalties/model/money.h"
#include "services/royalties/model/period.h"

namespace ritornello::royalties {
namespace {

// Free text on the first line of a transaction: ';' would begin a comment and
// '|' would end the payee.
std::string Description(absl::string_view text) {
  std::string safe = OneLine(text);
  for (char& c : safe) {
    if (c == ';') c = ',';
    if (c == '|') c = '/';
    if (absl::ascii_iscntrl(static_cast<unsigned char>(c))) c = ' ';
  }
  return safe;
}

// The value of a tag, which ends at a comma, and in which "[…]" and "date:"
// would be read as dates.
std::string TagValue(absl::string_view text) {
  std::string safe(text);
  for (char& c : safe) {
    const bool is_plain = absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
                          c == '/' || c == '-' || c == '.' || c == '_';
    if (!is_plain) c = '_';
  }
  return safe;
}

void AppendTag(absl::string_view name, absl::string_view value,
               std::string& text) {
  absl::StrAppend(&text, "    ; ", name, ":", TagValue(value), "\n");
}

}  // namespace

std::string HledgerHeader(absl::string_view book,
                          std::span<const std::string> ledger_accounts,
                          std::span<const std::string> currencies) {
  std::string text =
      absl::StrCat("; Book ", TagValue(book), "\n\ndecimal-mark .\n\n");
  for (const std::string& currency : currencies) {
    absl::StrAppend(&text, "commodity 1000.000000 ", currency, "\n");
  }
  absl::StrAppend(&text, "\n");
  for (const std::string& account : ledger_accounts) {
    absl::StrAppend(&text, "account ", account, "\n");
  }
  return text;
}

void AppendHledger(const PostedTransaction& posted, std::string& text) {
  const Transaction& transaction = posted.transaction;
  absl::StrAppend(&text, "\n", DayText(transaction.effective_date), " (",
                  posted.sequence, ") ", Description(transaction.description),
                  "\n");
  AppendTag("period", PeriodText(transaction.period), text);
  AppendTag("document", transaction.document, text);
  if (transaction.reverses.has_value()) {
    AppendTag("reverses", absl::StrCat(*transaction.reverses), text);
  }
  AppendTag("recorded-us", absl::StrCat(absl::ToUnixMicros(posted.record_time)),
            text);
  AppendTag("hash", posted.hash, text);
  for (const Leg& leg : transaction.legs) {
    absl::StrAppend(&text, "    ", leg.ledger_account, "  ",
                    MicrosText(leg.amount_micros), " ", leg.currency, "\n");
  }
}

}  // namespace ritornello::royalties
