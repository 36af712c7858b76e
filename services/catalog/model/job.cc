#include "services/catalog/model/job.h"

#include <algorithm>

namespace ritornello::catalog {
namespace {

constexpr absl::Duration kFirstDelay = absl::Seconds(1);
constexpr absl::Duration kDelayMax = absl::Minutes(5);
// Doubling further than this only risks overflow.
constexpr int64_t kDoublingCountMax = 20;

}  // namespace

absl::Duration RetryDelay(int64_t attempt_count) {
  const int64_t doublings =
      std::clamp(attempt_count - 1, int64_t{0}, kDoublingCountMax);
  return std::min(kFirstDelay * (int64_t{1} << doublings), kDelayMax);
}

}  // namespace ritornello::catalog
