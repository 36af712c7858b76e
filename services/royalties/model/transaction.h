// A balanced posting of N legs, and what makes two of them the same.
//
// Payload:  a transaction written as netstrings, "<size>:<bytes>,": the word
//           "ritornello-transaction-1", effective date, period, description,
//           document, sequence of the transaction it reverses (0 for none),
//           count of legs, then, in byte order of ledger account, currency
//           and amount, those three of each leg, and EarningsSha256() of what
//           the legs mean to payees. Numbers are decimal. The order in which
//           legs were given makes no difference.
// Hash:     SHA-256 over the netstrings: hash of the transaction before, 64
//           zeros for the first; sequence; record time in microseconds since
//           1970; idempotency key; SHA-256 of the payload.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace ritornello::royalties {

// Beyond these a transaction is refused.
inline constexpr size_t kLegCountMax = 10'000;
inline constexpr size_t kDescriptionSizeMax = 1'000;
inline constexpr size_t kDocumentSizeMax = 300;
inline constexpr size_t kIdempotencyKeySizeMax = 500;
inline constexpr size_t kVoidReasonSizeMax = 500;
// Longest code of a currency or of a memo commodity as "USDEXP".
inline constexpr size_t kCurrencySizeMax = 8;

// One signed line. Debit positive, credit negative, never 0.
struct Leg {
  std::string ledger_account;
  std::string currency;  // "USD", or a memo commodity that is no money
  int64_t amount_micros = 0;
  friend auto operator<=>(const Leg&, const Leg&) = default;
};

struct Transaction {
  absl::CivilDay effective_date;  // when it was earned
  absl::CivilMonth period;        // the month of the books it belongs to
  std::string description;        // one line
  std::string document;           // "accounts/acme/deals/artlist-2026"
  std::optional<int64_t> reverses = std::nullopt;
  std::vector<Leg> legs;
  friend bool operator==(const Transaction&, const Transaction&) = default;
};

// What a leg did to its ledger account.
struct RunningBalance {
  int64_t amount_micros = 0;  // after the leg, in its currency
  int64_t version = 0;        // how many legs the account has by now, from 1
  friend bool operator==(const RunningBalance&,
                         const RunningBalance&) = default;
};

struct PostedTransaction {
  std::string book;
  int64_t sequence = 0;  // from 1, without gaps
  absl::Time record_time;
  std::string idempotency_key;
  std::string payload_sha256;
  std::string hash;
  Transaction transaction;
  std::vector<RunningBalance> balances;  // one per leg, in their order
  friend bool operator==(const PostedTransaction&,
                         const PostedTransaction&) = default;
};

// Hash before the first transaction of a book.
inline constexpr absl::string_view kGenesisHash =
    "0000000000000000000000000000000000000000000000000000000000000000";

// `text` with every run of white space made one space, none at the ends.
// Descriptions are stored so.
std::string OneLine(absl::string_view text);

// Returns InvalidArgument naming the field unless the transaction has
// 2..kLegCountMax legs whose amounts add up to zero in each currency, ledger
// accounts and currencies are well formed, no amount is 0, and the texts are
// within their limits and hold no control characters; OutOfRange for an amount
// that cannot be negated.
absl::Status Validate(const Transaction& transaction);

// Why something is voided: returns InvalidArgument on "reason" unless it is
// 1..kVoidReasonSizeMax bytes, so that it fits into a description.
absl::Status ValidateVoidReason(absl::string_view reason);

std::string PayloadSha256(const Transaction& transaction,
                          absl::string_view earnings_sha256);

// The hash of a transaction that follows one whose hash is `previous`.
std::string ChainHash(absl::string_view previous, int64_t sequence,
                      absl::Time record_time, absl::string_view idempotency_key,
                      absl::string_view payload_sha256);

// What undoes `posted`: the same legs with opposite signs, on the same day, in
// `period`. REQUIRES: `posted` passed Validate.
Transaction Mirror(const PostedTransaction& posted, absl::CivilMonth period,
                   absl::string_view description);

}  // namespace ritornello::royalties
