// What an account has twice: audio files, and ISRCs.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/connection.h"

namespace ritornello::catalog {

enum class DuplicateKind { kAudio, kIsrc };

struct Duplicate {
  DuplicateKind kind = DuplicateKind::kAudio;
  std::string value;               // SHA-256, or ISRC
  std::vector<std::string> names;  // of versions, or of tracks; in order
  friend bool operator==(const Duplicate&, const Duplicate&) = default;
};

// "AUDIO/<sha256>", "ISRC/<isrc>": their order is that of kind and value.
std::string CursorOf(const Duplicate& duplicate);

// The first `count_max` behind `after`, a CursorOf() or empty.
// Cost: one statement, which looks at all versions and tracks of the account.
absl::StatusOr<std::vector<Duplicate>> ListDuplicates(
    sql::Connection& connection, absl::string_view account_id,
    absl::string_view after, size_t count_max);

}  // namespace ritornello::catalog
