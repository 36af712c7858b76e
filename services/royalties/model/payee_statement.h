// What a payee earned, to the micro-unit, and from what.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "services/royalties/model/earning.h"
#include "services/royalties/model/names.h"

namespace ritornello::royalties {

// A party to whom money was divided.
struct Payee {
  PartyKey key;
  std::map<std::string, int64_t> owed_micros;  // by currency, zeros included
};

struct PayeeStatementLine {
  TransactionKey transaction;                      // that posted it
  int64_t position = 0;                            // in it, from 1
  std::optional<int64_t> reverses = std::nullopt;  // in the same book
  Earning earning;
};

struct PayeeStatementCurrency {
  std::string currency;
  int64_t opening_micros = 0;
  std::vector<PayeeStatementLine> lines;  // by month, in the order of posting
  int64_t earned_micros = 0;              // sum of the lines
  int64_t closing_micros = 0;             // opening + earned
};

// Where one page ends and the next begins.
struct PayeeStatementMark {
  // The last line of the page.
  absl::CivilMonth period;
  TransactionKey transaction;
  int64_t position = 0;
  std::map<std::string, int64_t> closing_micros;  // by currency
  friend bool operator==(const PayeeStatementMark&,
                         const PayeeStatementMark&) = default;
};

struct PayeeStatementPage {
  std::vector<PayeeStatementCurrency> currencies;  // by code
  std::optional<PayeeStatementMark> end;           // absent on the last page
};

// Sorts `lines` into their currencies and adds them up. One element for each
// currency of `openings` or `lines`, by code. OutOfRange if a sum does not fit.
absl::StatusOr<std::vector<PayeeStatementCurrency>> SumByCurrency(
    const std::map<std::string, int64_t>& openings,
    std::vector<PayeeStatementLine> lines);

}  // namespace ritornello::royalties
