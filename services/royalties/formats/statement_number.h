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

// Which mark is decimal by what `text` shows beyond doubt: the comma in "1,5",
// "1.234,56" and "1.234.567", the point in "12.50" and "1,234.56".
// kByDelimiter for what shows nothing, such as "12", "1,234" and "1.234".
DecimalMark ShownMark(absl::string_view text, Currency currency);

// Without the marks that no eye sees: those for the direction of text, blanks
// of no width, the byte order mark.
std::string WithoutInvisible(absl::string_view text);

}  // namespace ritornello::royalties
