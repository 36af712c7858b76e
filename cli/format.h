// How figures and names are written for people, and how they are read from a
// command line. What cannot be read is WrongUsage() (cli/usage.h).
#pragma once

#include <google/type/date.pb.h>

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ritornello/royalties/v1/money.pb.h"

namespace ritornello::cli {

// "-14.2", or "-" where nothing was measured.
std::string OneDecimal(std::optional<double> value);

// "1,234.567891": exact, thousands grouped, 2 to 6 decimals.
std::string AmountText(const royalties::v1::Money& money);

// "2026-10-31", or empty for no date.
std::string DateText(const google::type::Date& date);

// WrongUsage naming `flag` unless `text` is a day like "2026-10-31".
absl::StatusOr<google::type::Date> ParseDate(absl::string_view flag,
                                             absl::string_view text);

// "12.5%" or "0.125" as parts per million, exactly; WrongUsage naming
// `flag` for anything outside 0..1 or finer than a millionth.
absl::StatusOr<int32_t> ParsePpm(absl::string_view flag,
                                 absl::string_view text);

// "2000", "2000.50 USD": exact; the currency of the text, else `currency`.
absl::StatusOr<royalties::v1::Money> ParseAmount(absl::string_view flag,
                                                 absl::string_view text,
                                                 absl::string_view currency);

// Enum values as people write them: FULL_MIX as "full-mix".
std::string Humane(absl::string_view enum_name);
// "full-mix" as FULL_MIX.
std::string Shouted(absl::string_view humane);

// `text` as a full name: as it stands if it starts with "<collection>/", else
// "accounts/<account>/<kind>/<text>" (kind "tracks"). WrongUsage when an
// account is needed and none was given.
absl::StatusOr<std::string> FullName(absl::string_view text,
                                     absl::string_view kind,
                                     absl::string_view account);

// "accounts/<account>"; WrongUsage when it is empty. Takes the full name
// too.
absl::StatusOr<std::string> AccountParent(absl::string_view account);

// "/music/Café.wav" of "file:///music/Caf%C3%A9.wav"; any other URI as it is.
std::string FileShown(absl::string_view uri);

// "libraries/<text>", or `text` where it is that already.
std::string LibraryName(absl::string_view text);

// "air/placements/1" of "accounts/acme/tracks/air/placements/1": what
// FullName() takes for the kind "tracks".
std::string WithinTracks(absl::string_view name);

// The part of a resource name behind the last slash.
std::string LastPart(absl::string_view name);

}  // namespace ritornello::cli
