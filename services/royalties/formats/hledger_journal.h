// A book as a plain-text journal, for people and for programs that check it:
// `hledger check --strict` (1.25) accepts it, and its balances are ours to the
// last digit.
//
//   std::string text = HledgerHeader("main", ledger_accounts, currencies);
//   for (const PostedTransaction& posted : page) AppendHledger(posted, text);
//
// A transaction is dated by its effective date and carries its sequence as
// code and its period, document, record time, hash and what it reverses as
// tags. Nothing in a text of ours can end a line or begin a comment.
#pragma once

#include <span>
#include <string>

#include "absl/strings/string_view.h"
#include "services/royalties/model/transaction.h"

namespace ritornello::royalties {

// Declares what the journal uses, in strict mode a must.
std::string HledgerHeader(absl::string_view book,
                          std::span<const std::string> ledger_accounts,
                          std::span<const std::string> currencies);

void AppendHledger(const PostedTransaction& posted, std::string& text);

}  // namespace ritornello::royalties
