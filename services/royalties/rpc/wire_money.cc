#include "services/royalties/rpc/wire_money.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"

namespace ritornello::royalties {

absl::StatusOr<Money> FromWire(absl::string_view field, const v1::Money& wire) {
  RITORNELLO_ASSIGN_OR_RETURN(
      const Currency currency,
      ParseCurrency(absl::StrCat(field, ".currency_code"),
                    wire.currency_code()));
  return Money(currency, wire.micros());
}

v1::Money MoneyToWire(absl::string_view currency, int64_t micros) {
  v1::Money wire;
  wire.set_currency_code(std::string(currency));
  wire.set_micros(micros);
  return wire;
}

absl::StatusOr<absl::CivilDay> FromWire(absl::string_view field,
                                        const google::type::Date& wire) {
  const absl::CivilDay day(wire.year(), wire.month(), wire.day());
  // CivilDay carries the 30th of February over into March.
  const bool is_whole = day.year() == wire.year() &&
                        day.month() == wire.month() && day.day() == wire.day();
  if (!is_whole || wire.year() < 1000 || wire.year() > 9998) {
    return InvalidField(
        field, absl::StrCat("must be a date of the years 1000..9998, got ",
                            wire.year(), "-", wire.month(), "-", wire.day()));
  }
  return day;
}

google::type::Date DateToWire(absl::CivilDay day) {
  google::type::Date wire;
  wire.set_year(static_cast<int32_t>(day.year()));
  wire.set_month(day.month());
  wire.set_day(day.day());
  return wire;
}

google::protobuf::Timestamp TimeToWire(absl::Time time) {
  const int64_t seconds = absl::ToUnixSeconds(time);
  google::protobuf::Timestamp wire;
  wire.set_seconds(seconds);
  wire.set_nanos(static_cast<int32_t>(
      absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
  return wire;
}

}  // namespace ritornello::royalties
