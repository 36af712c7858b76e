// What a library reports of earnings in one month, and what became of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/numeric/int128.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "services/royalties/model/money.h"
#include "services/royalties/model/names.h"

namespace ritornello::royalties {

enum class StatementState {
  kReceived,        // stored; whose its lines are is not yet known
  kRightsResolved,  // tracks and owners are stored with it
  kPosted,          // all of it is in the books
  kHeld,            // waits for a person
  kVoid,            // reversed, or never posted
};

enum class LineState { kOpen, kMatched, kSuspense };

// Why a line is in suspense; kNone when it is not.
enum class SuspenseReason {
  kNone,
  kTrackUnknown,
  kTrackAmbiguous,
  kIdentifierLost,
  kDealMissing,
  kDealEarnsNothing,
  kRightsMissing,
};

// "RECEIVED", "TRACK_UNKNOWN", as on the wire and in rows; kNone is "".
absl::string_view StateName(StatementState state);
absl::string_view StateName(LineState state);
absl::string_view ReasonName(SuspenseReason reason);
// InvalidArgument for other names.
absl::StatusOr<StatementState> ParseStatementState(absl::string_view name);
absl::StatusOr<LineState> ParseLineState(absl::string_view name);
absl::StatusOr<SuspenseReason> ParseSuspenseReason(absl::string_view name);

// Whether a statement may go from one state to another:
//   RECEIVED -> RIGHTS_RESOLVED -> POSTED, or HELD -> RECEIVED when released;
//   RECEIVED -> HELD when lines of it have come before, or the catalogue has no
//     such source;
//   RIGHTS_RESOLVED -> HELD when it cannot be posted;
//   all but VOID -> VOID.
bool MayBecome(StatementState from, StatementState to);

inline constexpr size_t kSourceAccountSizeMax = 100;
inline constexpr size_t kFileNameSizeMax = 255;

// What comes with a file.
struct StatementHeader {
  std::string book;
  std::string source;          // "artlist"
  std::string source_account;  // as the source calls it
  absl::CivilMonth period;
  Currency currency;
  std::string file_name;
  std::string profile = "";  // empty: the one whose columns the file has
  std::optional<Money> declared_total = std::nullopt;
  // The file is an export over several months: only those of its lines are the
  // statement's that the source reported in `period`.
  bool is_range = false;
  // What the file must be when it has arrived, if the sender says.
  std::optional<int64_t> file_size_bytes = std::nullopt;
  std::string file_sha256 = "";
};

// Returns InvalidArgument naming the field, as "header.source", unless source
// is an id, source_account is 1..kSourceAccountSizeMax bytes without blanks at
// its ends, file_name at most kFileNameSizeMax, both without control
// characters, the period has begun somewhere on Earth, the declared total is in
// the currency of the statement and the hash, if given, is one.
absl::Status Validate(const StatementHeader& header, absl::Time now);

// "artlist-a-2026-10" for source "artlist" and account "A", see Slug();
// "artlist-2026-10" if nothing is left of the account. For `revision` above 1
// "-2" and so on is added.
std::string StatementId(const StatementHeader& header, int revision);

struct Statement {
  StatementKey key;
  std::string source;
  std::string source_account;
  absl::CivilMonth period;
  Currency currency;
  std::string profile = "generic";
  std::string file_sha256;
  std::string file_name;
  bool is_range = false;  // as in StatementHeader
  StatementState state = StatementState::kReceived;
  std::string hold_reason;   // empty unless held
  bool is_released = false;  // by a person: not held for the same again
  std::string waiting_for;   // "catalog"; empty when it waits for nothing
  int64_t line_count = 0;
  int64_t matched_line_count = 0;
  int64_t suspense_line_count = 0;
  int64_t total_micros = 0;  // sum of the lines, half to even
  std::optional<int64_t> declared_total_micros = std::nullopt;
  int64_t suspense_micros = 0;  // in suspense now
  absl::Time receive_time;
  std::optional<absl::Time> post_time = std::nullopt;
  int64_t revision = 1;  // goes up with every change
};

// The statements of all books that wait, and the lines of posted ones that do.
struct StatementCounts {
  int64_t received = 0;
  int64_t rights_resolved = 0;
  int64_t held = 0;
  int64_t suspense_line = 0;
};

// Amounts are in units of 10^-18, exact.
struct StatementLine {
  int64_t ordinal = 0;  // line of the file, from 1, as an editor shows it
  std::string raw;      // as it came, without its line end
  std::string isrc;     // compact when it is one, else as it came
  std::string track_reference;
  std::string title;
  int64_t units = 0;
  std::optional<absl::int128> gross = std::nullopt;
  std::optional<absl::int128> fee = std::nullopt;
  absl::int128 net = 0;
  std::optional<absl::CivilDay> usage_date = std::nullopt;
  std::string territory;
  std::string payment_id;

  LineState state = LineState::kOpen;
  // Names, empty while unknown: what the catalogue answered, then the deal.
  std::string track;
  std::string composition_sheet;
  std::string master_sheet;
  std::string deal;
  SuspenseReason suspense_reason = SuspenseReason::kNone;
  std::string note;
};

// The last day of `month`.
absl::CivilDay LastDay(absl::CivilMonth month);

// The day whose owners and deals divide the line: that of usage, or the last
// of the statement's month.
absl::CivilDay EarningDay(const StatementLine& line, absl::CivilMonth period);

// Adds a sentence to the line's note.
void AddNote(StatementLine& line, absl::string_view note);

}  // namespace ritornello::royalties
