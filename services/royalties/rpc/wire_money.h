// Translates what several services of this package share: amounts and days.
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/type/date.pb.h"
#include "ritornello/royalties/v1/money.pb.h"
#include "services/royalties/model/money.h"

namespace ritornello::royalties {

// InvalidArgument naming "<field>.currency_code" for a code that is no
// currency.
absl::StatusOr<Money> FromWire(absl::string_view field, const v1::Money& wire);

// Also for memo commodities, which are no currency.
v1::Money MoneyToWire(absl::string_view currency, int64_t micros);

// InvalidArgument naming `field` unless it is a whole date of the years
// 1000..9998.
absl::StatusOr<absl::CivilDay> FromWire(absl::string_view field,
                                        const google::type::Date& wire);
google::type::Date DateToWire(absl::CivilDay day);

google::protobuf::Timestamp TimeToWire(absl::Time time);

}  // namespace ritornello::royalties
