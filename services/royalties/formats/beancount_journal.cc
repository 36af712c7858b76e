#include "services/royalties/formats/beancount_journal.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "services/royalties/model/money.h"
#include "services/royalties/model/period.h"

namespace ritornello::royalties {
namespace {

// Before anything that can be posted; an account is opened before it is used.
constexpr char kOpeningDay[] = "0001-01-01";

std::string Quoted(absl::string_view text) {
  return absl::StrCat(
      "\"",
      absl::StrReplaceAll(PlainLine(text), {{"\\", "\\\\"}, {"\"", "\\\""}}),
      "\"");
}

std::string Segment(absl::string_view segment) {
  const std::string escaped =
      absl::StrReplaceAll(segment, {{"-", "--"}, {".", "-d"}, {"_", "-u"}});
  const char first = escaped[0];
  const bool may_begin = absl::ascii_isdigit(first) ||
                         (absl::ascii_isupper(first) && first != 'X');
  return may_begin ? escaped : absl::StrCat("X", escaped);
}

}  // namespace

std::string BeancountAccount(absl::string_view ledger_account) {
  return absl::StrJoin(absl::StrSplit(ledger_account, ':'), ":",
                       [](std::string* text, absl::string_view segment) {
                         text->append(Segment(segment));
                       });
}

std::string BeancountHeader(const JournalContents& contents) {
  std::string text =
      absl::StrCat("option \"title\" ", Quoted(contents.book),
                   "\noption \"inferred_tolerance_multiplier\" \"0\"\n\n");
  for (const std::string& currency : contents.currencies) {
    absl::StrAppend(&text, kOpeningDay, " commodity ", currency, "\n");
  }
  absl::StrAppend(&text, "\n");
  for (const std::string& account : contents.ledger_accounts) {
    absl::StrAppend(&text, kOpeningDay, " open ", BeancountAccount(account),
                    "\n  ledger-account: ", Quoted(account), "\n");
  }
  return text;
}

void AppendBeancount(const PostedTransaction& posted, std::string& text) {
  const Transaction& transaction = posted.transaction;
  absl::StrAppend(&text, "\n", DayText(transaction.effective_date), " * ",
                  Quoted(transaction.description),
                  "\n  sequence: ", posted.sequence, "\n");
  for (const JournalTag& tag : TagsOf(posted)) {
    absl::StrAppend(&text, "  ", tag.name, ": ", Quoted(tag.value), "\n");
  }
  for (const Leg& leg : transaction.legs) {
    absl::StrAppend(&text, "  ", BeancountAccount(leg.ledger_account), "  ",
                    MicrosText(leg.amount_micros), " ", leg.currency, "\n");
  }
}

}  // namespace ritornello::royalties
