// Amounts as statements write them.
#pragma once

#include <string>

#include "absl/numeric/int128.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/royalties/formats/statement_profile.h"
#include "services/royalties/model/currency.h"

namespace ritornello::royalties {

// The number that `text` writes, in units of 10^-18.
//
// Beyond what ParseDecimal reads: "(4.10)" and "4.10-" for -4.10, the minus of
// typographers, the sign or code of `currency` at either end, blanks or
// apostrophes between thousands, and marks that no eye sees, such as those for
// the direction of text. Else stand commas between thousands where the decimal
// mark is a point, and points where it is a comma. What could be thousands or a
// fraction is refused, unless the profile says which mark is decimal.
//
// Errors: InvalidArgument, OutOfRange  as ParseDecimal; the message says what
//                                      would be right
absl::StatusOr<absl::int128> ParseStatementNumber(absl::string_view text,
                                                  DecimalMark mark,
                                                  char delimiter,
                                                  Currency currency);

// Without the marks that no eye sees: those for the direction of text, blanks
// of no width, the byte order mark.
std::string WithoutInvisible(absl::string_view text);

}  // namespace ritornello::royalties
