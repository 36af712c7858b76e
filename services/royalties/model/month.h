// A month of a book, open or closed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "services/royalties/model/names.h"

namespace ritornello::royalties {

// The end of a month, and of all before it: from `sequence` on, nothing was
// posted to any of them.
struct Closing {
  absl::CivilMonth month;
  absl::Time close_time;
  // The last transaction of the book then, 0 for none, and its hash.
  int64_t sequence = 0;
  std::string hash;
  friend bool operator==(const Closing&, const Closing&) = default;
};

struct Month {
  MonthKey key;
  int64_t transaction_count = 0;
  // Of statements for the month: received, waiting or held.
  int64_t unposted_statement_count = 0;
  // What closed it, perhaps together with later months; absent while open.
  std::optional<Closing> closing = std::nullopt;
  friend bool operator==(const Month&, const Month&) = default;
};

}  // namespace ritornello::royalties
