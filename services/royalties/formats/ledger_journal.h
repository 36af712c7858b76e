// A book in the language of ledger, which hledger reads as well: `ledger
// --pedantic` (3.3) and `hledger check --strict` (1.25) accept it, and their
// balances are ours to the last digit.
//
// A transaction is dated by its effective date and carries its sequence as
// code and everything else as tags.
#pragma once

#include <string>

#include "services/royalties/formats/journal.h"

namespace ritornello::royalties {

// Declares what the journal uses, for the strict modes a must. Commodities
// have six decimals, so that no program rounds before it checks a sum.
std::string LedgerHeader(const JournalContents& contents);

void AppendLedger(const PostedTransaction& posted, std::string& text);

}  // namespace ritornello::royalties
