// Times and days between the wire and absl.
#pragma once

#include <google/protobuf/timestamp.pb.h>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "google/type/date.pb.h"

namespace ritornello::catalog {

// REQUIRES: the year is 1..9999.
google::protobuf::Timestamp TimeToWire(absl::Time time);

// REQUIRES: the year is 1..9999.
google::type::Date DateToWire(absl::CivilDay day);

// InvalidArgument naming `field` unless `wire` is a day of the calendar from
// the year 1 to 9999.
absl::StatusOr<absl::CivilDay> DateFromWire(absl::string_view field,
                                            const google::type::Date& wire);

}  // namespace ritornello::catalog
