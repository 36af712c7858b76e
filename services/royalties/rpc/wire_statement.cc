#include "services/royalties/rpc/wire_statement.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/royalties/model/decimal.h"
#include "services/royalties/model/names.h"
#include "services/royalties/model/period.h"
#include "services/royalties/rpc/wire_money.h"

namespace ritornello::royalties {
namespace {

v1::Statement::State ToWire(StatementState state) {
  switch (state) {
    case StatementState::kReceived:
      return v1::Statement::RECEIVED;
    case StatementState::kRightsResolved:
      return v1::Statement::RIGHTS_RESOLVED;
    case StatementState::kPosted:
      return v1::Statement::POSTED;
    case StatementState::kHeld:
      return v1::Statement::HELD;
    case StatementState::kVoid:
      return v1::Statement::VOID;
  }
  return v1::Statement::STATE_UNSPECIFIED;
}

v1::StatementLine::State ToWire(LineState state) {
  switch (state) {
    case LineState::kOpen:
      return v1::StatementLine::OPEN;
    case LineState::kMatched:
      return v1::StatementLine::MATCHED;
    case LineState::kSuspense:
      return v1::StatementLine::SUSPENSE;
  }
  return v1::StatementLine::STATE_UNSPECIFIED;
}

v1::StatementLine::SuspenseReason ToWire(SuspenseReason reason) {
  switch (reason) {
    case SuspenseReason::kNone:
      return v1::StatementLine::SUSPENSE_REASON_UNSPECIFIED;
    case SuspenseReason::kTrackUnknown:
      return v1::StatementLine::TRACK_UNKNOWN;
    case SuspenseReason::kTrackAmbiguous:
      return v1::StatementLine::TRACK_AMBIGUOUS;
    case SuspenseReason::kIdentifierLost:
      return v1::StatementLine::IDENTIFIER_LOST;
    case SuspenseReason::kDealMissing:
      return v1::StatementLine::DEAL_MISSING;
    case SuspenseReason::kDealEarnsNothing:
      return v1::StatementLine::DEAL_EARNS_NOTHING;
    case SuspenseReason::kRightsMissing:
      return v1::StatementLine::RIGHTS_MISSING;
  }
  return v1::StatementLine::SUSPENSE_REASON_UNSPECIFIED;
}

}  // namespace

absl::StatusOr<StatementHeader> FromWire(const v1::StatementHeader& wire) {
  RITORNELLO_ASSIGN_OR_RETURN(
      const Currency currency,
      ParseCurrency("header.currency_code", wire.currency_code()));
  RITORNELLO_ASSIGN_OR_RETURN(std::string book,
                              ParseBookName("header.parent", wire.parent()));
  RITORNELLO_ASSIGN_OR_RETURN(const absl::CivilMonth period,
                              ParsePeriod("header.period", wire.period()));
  StatementHeader header{.book = std::move(book),
                         .source = wire.source(),
                         .source_account = wire.source_account(),
                         .period = period,
                         .currency = currency,
                         .file_name = wire.file_name(),
                         .profile = wire.profile(),
                         .is_range = wire.is_range(),
                         .file_sha256 = wire.file_sha256()};
  if (wire.has_file_size_bytes()) {
    header.file_size_bytes = wire.file_size_bytes();
  }
  if (wire.has_declared_total()) {
    RITORNELLO_ASSIGN_OR_RETURN(
        header.declared_total,
        FromWire("header.declared_total", wire.declared_total()));
  }
  return header;
}

absl::StatusOr<std::optional<LineState>> FromWire(
    v1::StatementLine::State wire) {
  switch (wire) {
    case v1::StatementLine::STATE_UNSPECIFIED:
      return std::nullopt;
    case v1::StatementLine::OPEN:
      return LineState::kOpen;
    case v1::StatementLine::MATCHED:
      return LineState::kMatched;
    case v1::StatementLine::SUSPENSE:
      return LineState::kSuspense;
    default:
      return InvalidField(
          "state", absl::StrCat("is no state: ", static_cast<int>(wire)));
  }
}

v1::Statement ToWire(const Statement& statement) {
  const auto money = [&statement](int64_t micros) {
    return MoneyToWire(statement.currency.code(), micros);
  };
  v1::Statement wire;
  wire.set_name(NameOf(statement.key));
  wire.set_source(statement.source);
  wire.set_source_account(statement.source_account);
  wire.set_period(PeriodText(statement.period));
  wire.set_currency_code(std::string(statement.currency.code()));
  wire.set_profile(statement.profile);
  wire.set_file_sha256(statement.file_sha256);
  wire.set_file_name(statement.file_name);
  wire.set_is_range(statement.is_range);
  wire.set_state(ToWire(statement.state));
  wire.set_hold_reason(statement.hold_reason);
  wire.set_waiting_for(statement.waiting_for);
  wire.set_line_count(statement.line_count);
  wire.set_matched_line_count(statement.matched_line_count);
  wire.set_suspense_line_count(statement.suspense_line_count);
  *wire.mutable_total() = money(statement.total_micros);
  if (statement.declared_total_micros.has_value()) {
    *wire.mutable_declared_total() = money(*statement.declared_total_micros);
  }
  *wire.mutable_suspense() = money(statement.suspense_micros);
  *wire.mutable_receive_time() = TimeToWire(statement.receive_time);
  if (statement.post_time.has_value()) {
    *wire.mutable_post_time() = TimeToWire(*statement.post_time);
  }
  return wire;
}

v1::StatementProfile ToWire(const StatementProfile& profile) {
  v1::StatementProfile wire;
  wire.set_name(profile.name);
  wire.set_display_name(profile.display_name);
  wire.set_provenance(profile.provenance);
  for (std::string& names : RequiredNames(profile)) {
    wire.add_required_columns(std::move(names));
  }
  if (profile.currency.has_value()) {
    wire.set_currency_code(std::string(profile.currency->code()));
  }
  return wire;
}

v1::StatementLine ToWire(const StatementLine& line) {
  v1::StatementLine wire;
  wire.set_ordinal(line.ordinal);
  wire.set_raw(line.raw);
  wire.set_isrc(line.isrc);
  wire.set_track_reference(line.track_reference);
  wire.set_title(line.title);
  wire.set_units(line.units);
  if (line.gross.has_value()) wire.set_gross(DecimalText(*line.gross));
  if (line.fee.has_value()) wire.set_fee(DecimalText(*line.fee));
  wire.set_net(DecimalText(line.net));
  if (line.usage_date.has_value()) {
    *wire.mutable_usage_date() = DateToWire(*line.usage_date);
  }
  wire.set_territory(line.territory);
  wire.set_payment_id(line.payment_id);
  wire.set_state(ToWire(line.state));
  wire.set_track(line.track);
  wire.set_deal(line.deal);
  wire.set_suspense_reason(ToWire(line.suspense_reason));
  wire.set_note(line.note);
  return wire;
}

}  // namespace ritornello::royalties
