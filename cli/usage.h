// Errors of the command line itself, which end with an exit code of their own.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace ritornello::cli {

// InvalidArgument "flag: description" for what the user typed, found wrong
// before any service was asked; `flag` as it is typed, "--bpm".
absl::Status WrongUsage(absl::string_view flag, absl::string_view description);

// True for what WrongUsage() made; never for what a service answered.
bool IsWrongUsage(const absl::Status& status);

// Done, but what was made waits for a person; exit code 3.
absl::Status WaitsForPerson(absl::string_view what);

// True for what WaitsForPerson() made.
bool IsWaitingForPerson(const absl::Status& status);

// Letters that a near word may be off.
inline constexpr size_t kNearDistanceMax = 2;

// The one of `words` that `typed` was probably meant to be: at most
// kNearDistanceMax letters off, and fewer than it has; empty when there is
// none.
std::string NearWord(absl::string_view typed,
                     const std::vector<std::string>& words);

}  // namespace ritornello::cli
