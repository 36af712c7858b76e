// One share that a transaction gave to a payee, and everything a payee wants
// to know of it.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "services/royalties/model/names.h"
#include "services/royalties/model/rights.h"
#include "services/royalties/model/transaction.h"

namespace ritornello::royalties {

struct Earning {
  PartyKey payee;
  std::string currency;
  int64_t amount_micros = 0;  // positive is owed to the payee
  Right right = Right::kMaster;
  std::string role;  // "WRITER"
  // The payee's part of the whole, as in 60 of 100.
  int64_t weight = 0;
  int64_t weight_total = 0;
  std::string track;  // "accounts/acme/tracks/nocturne"
  std::string track_title;
  std::string source;    // "artlist"
  std::string document;  // the statement or deal
  absl::CivilDay effective_date;
  absl::CivilMonth period;
  friend bool operator==(const Earning&, const Earning&) = default;
};

// Returns InvalidArgument on "earnings" unless, per payee, right and currency,
// they add up to what `transaction` credits to the payee's ledger account; a
// payee's statement would differ from the books.
absl::Status CheckEarnings(const Transaction& transaction,
                           std::span<const Earning> earnings);

// SHA-256, for the payload of the transaction, over the netstrings of all that
// there is to say of each earning, in the order of the fields above, dates as
// "2026-10-05", the period as "2026-10", the right as its ledger accounts have
// it; earnings in byte order of that. Empty when there are none.
std::string EarningsSha256(std::span<const Earning> earnings);

}  // namespace ritornello::royalties
