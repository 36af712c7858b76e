#include "services/royalties/model/statement.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "libs/sha256/sha256.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "libs/utf8/slug.h"
#include "services/royalties/model/period.h"

namespace ritornello::royalties {
namespace {

template <typename Enum>
struct Named {
  Enum value;
  absl::string_view name;
};

constexpr Named<StatementState> kStatementStates[] = {
    {StatementState::kReceived, "RECEIVED"},
    {StatementState::kRightsResolved, "RIGHTS_RESOLVED"},
    {StatementState::kPosted, "POSTED"},
    {StatementState::kHeld, "HELD"},
    {StatementState::kVoid, "VOID"}};
constexpr Named<LineState> kLineStates[] = {{LineState::kOpen, "OPEN"},
                                            {LineState::kMatched, "MATCHED"},
                                            {LineState::kSuspense, "SUSPENSE"}};
constexpr Named<SuspenseReason> kReasons[] = {
    {SuspenseReason::kNone, ""},
    {SuspenseReason::kTrackUnknown, "TRACK_UNKNOWN"},
    {SuspenseReason::kTrackAmbiguous, "TRACK_AMBIGUOUS"},
    {SuspenseReason::kIdentifierLost, "IDENTIFIER_LOST"},
    {SuspenseReason::kDealMissing, "DEAL_MISSING"},
    {SuspenseReason::kDealEarnsNothing, "DEAL_EARNS_NOTHING"},
    {SuspenseReason::kRightsMissing, "RIGHTS_MISSING"}};

template <typename Enum, size_t kCount>
absl::string_view NameIn(const Named<Enum> (&table)[kCount], Enum value) {
  for (const auto& row : table) {
    if (row.value == value) return row.name;
  }
  return "";
}

template <typename Enum, size_t kCount>
absl::StatusOr<Enum> ParseIn(const Named<Enum> (&table)[kCount],
                             absl::string_view field, absl::string_view name) {
  for (const auto& row : table) {
    if (row.name == name) return row.value;
  }
  return InvalidField(field, absl::StrCat("is no ", field, ": ", name));
}

absl::Status ValidateText(absl::string_view field, absl::string_view text,
                          size_t size_min, size_t size_max) {
  const bool is_plain = std::none_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_iscntrl(static_cast<unsigned char>(c));
  });
  if (text.size() < size_min || text.size() > size_max || !is_plain) {
    return InvalidField(field,
                        absl::StrCat("must be ", size_min, "..", size_max,
                                     " bytes without control characters, got ",
                                     text.size(), " bytes"));
  }
  return absl::OkStatus();
}

// Kiribati's Line Islands are first in every month.
constexpr absl::Duration kEarliestClock = absl::Hours(14);

}  // namespace

absl::string_view StateName(StatementState state) {
  return NameIn(kStatementStates, state);
}
absl::string_view StateName(LineState state) {
  return NameIn(kLineStates, state);
}
absl::string_view ReasonName(SuspenseReason reason) {
  return NameIn(kReasons, reason);
}

absl::StatusOr<StatementState> ParseStatementState(absl::string_view name) {
  return ParseIn(kStatementStates, "state", name);
}
absl::StatusOr<LineState> ParseLineState(absl::string_view name) {
  return ParseIn(kLineStates, "state", name);
}
absl::StatusOr<SuspenseReason> ParseSuspenseReason(absl::string_view name) {
  return ParseIn(kReasons, "suspense_reason", name);
}

bool MayBecome(StatementState from, StatementState to) {
  using enum StatementState;
  switch (to) {
    case kReceived:
      return from == kHeld;
    case kRightsResolved:
      return from == kReceived;
    case kPosted:
      return from == kRightsResolved;
    case kHeld:
      return from == kReceived || from == kRightsResolved;
    case kVoid:
      return from != kVoid;
  }
  return false;
}

absl::Status Validate(const StatementHeader& header, absl::Time now) {
  RITORNELLO_RETURN_IF_ERROR(ValidateId("header.source", header.source));
  RITORNELLO_RETURN_IF_ERROR(ValidateText("header.source_account",
                                          header.source_account, 1,
                                          kSourceAccountSizeMax));
  if (header.source_account !=
      absl::StripAsciiWhitespace(header.source_account)) {
    return InvalidField("header.source_account",
                        absl::StrCat("must have no blanks at its ends, got \"",
                                     header.source_account, "\""));
  }
  const absl::CivilMonth last_begun =
      absl::ToCivilMonth(now + kEarliestClock, absl::UTCTimeZone());
  if (header.period > last_begun) {
    return InvalidField(
        "header.period",
        absl::StrCat("must have begun, as ", PeriodText(last_begun),
                     " has, got ", PeriodText(header.period)));
  }
  if (!header.file_sha256.empty()) {
    RITORNELLO_RETURN_IF_ERROR(
        ValidateSha256("header.file_sha256", header.file_sha256));
  }
  RITORNELLO_RETURN_IF_ERROR(
      ValidateText("header.file_name", header.file_name, 0, kFileNameSizeMax));
  if (header.declared_total.has_value() &&
      header.declared_total->currency() != header.currency) {
    return InvalidField("header.declared_total.currency_code",
                        absl::StrCat("must be ", header.currency.code(),
                                     ", the statement's, got ",
                                     header.declared_total->currency().code()));
  }
  return absl::OkStatus();
}

std::string StatementId(const StatementHeader& header, int revision) {
  std::string id = header.source;
  const std::string account =
      Slug(header.source_account, kSourceAccountSizeMax);
  if (!account.empty()) absl::StrAppend(&id, "-", account);
  absl::StrAppend(&id, "-", PeriodText(header.period));
  if (revision > 1) absl::StrAppend(&id, "-", revision);
  return id;
}

absl::CivilDay LastDay(absl::CivilMonth month) {
  return absl::CivilDay(month + 1) - 1;
}

absl::CivilDay EarningDay(const StatementLine& line, absl::CivilMonth period) {
  return line.usage_date.value_or(LastDay(period));
}

void AddNote(StatementLine& line, absl::string_view note) {
  if (!line.note.empty()) line.note += "; ";
  line.note.append(note.data(), note.size());
}

}  // namespace ritornello::royalties
