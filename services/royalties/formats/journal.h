// A book as text, for people and for the programs they trust more than ours.
//
//   std::string text = JournalHeader(format, contents);
//   for (const PostedTransaction& posted : page) {
//     AppendTransaction(format, posted, text);
//   }
//
// Amounts are exact, and nothing that a stranger wrote into a description can
// end a line, begin a comment or become a formula.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "services/royalties/model/transaction.h"

namespace ritornello::royalties {

enum class JournalFormat {
  kHledger,    // see ledger_journal.h
  kLedger,     // see ledger_journal.h
  kBeancount,  // see beancount_journal.h
  kCsv,        // see csv_journal.h
};

// What a journal declares before it is used.
struct JournalContents {
  std::string book;
  std::vector<std::string> ledger_accounts;  // each once
  std::vector<std::string> currencies;       // each once
};

std::string JournalHeader(JournalFormat format,
                          const JournalContents& contents);

void AppendTransaction(JournalFormat format, const PostedTransaction& posted,
                       std::string& text);

// A tag of a transaction in a journal: "period" and "2026-10".
struct JournalTag {
  absl::string_view name;
  std::string value;
};

// Period, document, what it reverses, record time and hash.
std::vector<JournalTag> TagsOf(const PostedTransaction& posted);

// Of every tag that TagsOf() may give.
std::vector<absl::string_view> TagNames();

// A description as it may stand in a journal: one line without control
// characters.
std::string PlainLine(absl::string_view text);

}  // namespace ritornello::royalties
