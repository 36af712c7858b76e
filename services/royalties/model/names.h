// Resource names of the royalties service and of what it knows of the
// catalogue: how they are written, read and refused.
//
//   books/{book}
//   books/{book}/transactions/{sequence}
//   books/{book}/statements/{statement}
//   books/{book}/months/{month}
//   accounts/{account}
//   accounts/{account}/deals/{deal}
//   accounts/{account}/payees/{party}
//   accounts/{account}/parties/{party}
//   accounts/{account}/tracks/{track}
//   libraries/{library}
//
// An id is 1..63 of a-z, 0-9 and hyphens and starts with a letter; that of a
// statement may be longer and start with a digit, because the service makes
// it. Ids order by bytes.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace ritornello::royalties {

inline constexpr size_t kIdSizeMax = 63;
inline constexpr size_t kStatementIdSizeMax = 200;

// The book of a deployment that keeps only one.
inline constexpr absl::string_view kMainBook = "main";

// Returns InvalidArgument naming `field` unless `id` is one.
absl::Status ValidateId(absl::string_view field, absl::string_view id);

struct TransactionKey {
  std::string book;
  int64_t sequence = 0;  // from 1
  friend auto operator<=>(const TransactionKey&,
                          const TransactionKey&) = default;
};

struct StatementKey {
  std::string book;
  std::string statement_id;
  friend auto operator<=>(const StatementKey&, const StatementKey&) = default;
};

struct MonthKey {
  std::string book;
  absl::CivilMonth month;  // "2026-10" in its name
  friend bool operator==(const MonthKey&, const MonthKey&) = default;
};

struct DealKey {
  std::string account_id;
  std::string deal_id;
  friend auto operator<=>(const DealKey&, const DealKey&) = default;
};

// A party, and the same party as somebody who is paid.
struct PartyKey {
  std::string account_id;
  std::string party_id;
  friend auto operator<=>(const PartyKey&, const PartyKey&) = default;
};

struct TrackKey {
  std::string account_id;
  std::string track_id;
  friend auto operator<=>(const TrackKey&, const TrackKey&) = default;
};

// Each returns InvalidArgument naming `field` and showing the expected form.
absl::StatusOr<std::string> ParseBookName(absl::string_view field,
                                          absl::string_view name);
absl::StatusOr<StatementKey> ParseStatementName(absl::string_view field,
                                                absl::string_view name);
absl::StatusOr<MonthKey> ParseMonthName(absl::string_view field,
                                        absl::string_view name);
absl::StatusOr<std::string> ParseAccountName(absl::string_view field,
                                             absl::string_view name);
absl::StatusOr<DealKey> ParseDealName(absl::string_view field,
                                      absl::string_view name);
absl::StatusOr<PartyKey> ParsePayeeName(absl::string_view field,
                                        absl::string_view name);
absl::StatusOr<PartyKey> ParsePartyName(absl::string_view field,
                                        absl::string_view name);
absl::StatusOr<TrackKey> ParseTrackName(absl::string_view field,
                                        absl::string_view name);
absl::StatusOr<std::string> ParseLibraryName(absl::string_view field,
                                             absl::string_view name);

std::string BookName(absl::string_view book);
std::string AccountName(absl::string_view account_id);
std::string LibraryName(absl::string_view library_id);
std::string PayeeName(const PartyKey& key);
std::string PartyName(const PartyKey& key);
std::string NameOf(const TransactionKey& key);
std::string NameOf(const StatementKey& key);
std::string NameOf(const MonthKey& key);
std::string NameOf(const DealKey& key);
std::string NameOf(const TrackKey& key);

}  // namespace ritornello::royalties
