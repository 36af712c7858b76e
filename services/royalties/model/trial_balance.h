// The balance of every ledger account of a book.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ritornello::royalties {

struct LedgerBalance {
  std::string ledger_account;
  std::string currency;
  int64_t amount_micros = 0;  // debit positive, credit negative
  friend bool operator==(const LedgerBalance&, const LedgerBalance&) = default;
};

struct TrialBalance {
  std::string book;
  int64_t sequence = 0;                 // the last transaction it includes
  std::vector<LedgerBalance> balances;  // by ledger account, then currency
};

}  // namespace ritornello::royalties
