#include "services/royalties/formats/ledger_journal.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "services/royalties/model/money.h"
#include "services/royalties/model/period.h"

namespace ritornello::royalties {
namespace {

// Free text on the first line of a transaction: ';' would begin a comment and
// '|' would end the payee.
std::string Description(absl::string_view text) {
  std::string safe = PlainLine(text);
  for (char& c : safe) {
    if (c == ';') c = ',';
    if (c == '|') c = '/';
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

}  // namespace

std::string LedgerHeader(const JournalContents& contents) {
  std::string text = absl::StrCat("; Book ", TagValue(contents.book), "\n\n");
  for (const absl::string_view name : TagNames()) {
    absl::StrAppend(&text, "tag ", name, "\n");
  }
  absl::StrAppend(&text, "\n");
  for (const std::string& currency : contents.currencies) {
    absl::StrAppend(&text, "commodity ", currency, "\n    format 1000.000000 ",
                    currency, "\n");
  }
  absl::StrAppend(&text, "\n");
  for (const std::string& account : contents.ledger_accounts) {
    absl::StrAppend(&text, "account ", account, "\n");
  }
  return text;
}

void AppendLedger(const PostedTransaction& posted, std::string& text) {
  const Transaction& transaction = posted.transaction;
  absl::StrAppend(&text, "\n", DayText(transaction.effective_date), " (",
                  posted.sequence, ") ", Description(transaction.description),
                  "\n");
  for (const JournalTag& tag : TagsOf(posted)) {
    absl::StrAppend(&text, "    ; ", tag.name, ": ", TagValue(tag.value), "\n");
  }
  for (const Leg& leg : transaction.legs) {
    absl::StrAppend(&text, "    ", leg.ledger_account, "  ",
                    MicrosText(leg.amount_micros), " ", leg.currency, "\n");
  }
}

}  // namespace ritornello::royalties
