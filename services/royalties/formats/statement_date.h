// Dates as statements write them.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace ritornello::royalties {

// Whether `format` is one that ParseStatementDate knows: made of YYYY or YY (of
// this century), MM, M (one digit or two) or MMM ("Sep", "SEPTEMBER"), DD or D,
// one of each at most, year and month at least; other characters stand for
// themselves, and * at the end for anything.
bool IsDateFormat(absl::string_view format);

// The day that `text` writes in one of `formats`, the last of the month where
// the format has no day; of two with " - ", " – " or " to " between them, the
// later, which must be second. Nothing when no format fits.
std::optional<absl::CivilDay> ParseStatementDate(
    absl::string_view text, std::span<const std::string> formats);

}  // namespace ritornello::royalties
