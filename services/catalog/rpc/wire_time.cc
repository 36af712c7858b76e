#include "services/catalog/rpc/wire_time.h"

#include "absl/strings/str_format.h"
#include "libs/status/error.h"

namespace ritornello::catalog {

google::protobuf::Timestamp TimeToWire(absl::Time time) {
  const timespec parts = absl::ToTimespec(time);
  google::protobuf::Timestamp wire;
  wire.set_seconds(parts.tv_sec);
  wire.set_nanos(static_cast<int32_t>(parts.tv_nsec));
  return wire;
}

google::type::Date DateToWire(absl::CivilDay day) {
  google::type::Date wire;
  wire.set_year(static_cast<int32_t>(day.year()));
  wire.set_month(day.month());
  wire.set_day(day.day());
  return wire;
}

absl::StatusOr<absl::CivilDay> DateFromWire(absl::string_view field,
                                            const google::type::Date& wire) {
  const absl::CivilDay day(wire.year(), wire.month(), wire.day());
  // CivilDay turns February 30 into a day of March: then it is another day.
  if (wire.year() >= 1 && wire.year() <= 9999 && day.year() == wire.year() &&
      day.month() == wire.month() && day.day() == wire.day()) {
    return day;
  }
  return InvalidField(
      field, absl::StrFormat("must be a day of the calendar, got %d-%d-%d",
                             wire.year(), wire.month(), wire.day()));
}

}  // namespace ritornello::catalog
