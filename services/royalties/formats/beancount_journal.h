// A book in the language of beancount (2.3.5), which `bean-check` accepts and
// sums up to the balances of ours, to the last digit.
//
// beancount's own tolerance is switched off: by default it accepts a
// transaction in six decimals that is one of the last off.
//
// A transaction is dated by its effective date; sequence and everything else
// are its metadata. Accounts are called by BeancountAccount(), and what the
// book calls them is metadata of their opening.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "services/royalties/formats/journal.h"

namespace ritornello::royalties {

// The ledger account in beancount's letters: a segment may hold letters,
// digits and hyphens and begin with a capital letter or a digit. A hyphen
// becomes "--", a dot "-d" and an underscore "-u"; then a segment that begins
// with anything else, or with X, gets an X in front. No two ledger accounts
// get one name. REQUIRES: see ValidateLedgerAccount().
std::string BeancountAccount(absl::string_view ledger_account);

std::string BeancountHeader(const JournalContents& contents);

void AppendBeancount(const PostedTransaction& posted, std::string& text);

}  // namespace ritornello::royalties
