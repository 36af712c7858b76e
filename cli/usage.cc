#include "cli/usage.h"

#include <algorithm>
#include <numeric>

#include "absl/strings/cord.h"
#include "libs/status/error.h"

namespace ritornello::cli {
namespace {

// A payload that no service sends: libs/rpc passes on those it knows.
constexpr char kMark[] = "ritornello.cli/wrong_usage";
constexpr char kPersonMark[] = "ritornello.cli/waits_for_person";

// How many letters must be changed, added or left out to make `a` from `b`.
size_t Distance(absl::string_view a, absl::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 0; i < a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i + 1;
    for (size_t j = 0; j < b.size(); ++j) {
      const size_t changed = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

absl::Status WrongUsage(absl::string_view flag, absl::string_view description) {
  absl::Status status = InvalidField(flag, description);
  status.SetPayload(kMark, absl::Cord());
  return status;
}

absl::Status WaitsForPerson(absl::string_view what) {
  absl::Status status = absl::FailedPreconditionError(what);
  status.SetPayload(kPersonMark, absl::Cord());
  return status;
}

bool IsWaitingForPerson(const absl::Status& status) {
  return status.GetPayload(kPersonMark).has_value();
}

bool IsWrongUsage(const absl::Status& status) {
  return status.GetPayload(kMark).has_value();
}

std::string NearWord(absl::string_view typed,
                     const std::vector<std::string>& words) {
  std::string nearest;
  size_t nearest_distance = std::min(kNearDistanceMax + 1, typed.size());
  for (const std::string& word : words) {
    // No two texts are nearer than their lengths; a text may be a whole cell.
    const size_t lengths_apart = std::max(typed.size(), word.size()) -
                                 std::min(typed.size(), word.size());
    if (lengths_apart >= nearest_distance) continue;
    const size_t distance = Distance(typed, word);
    if (distance < nearest_distance) {
      nearest = word;
      nearest_distance = distance;
    }
  }
  return nearest;
}

}  // namespace ritornello::cli
