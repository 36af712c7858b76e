// The tenant: a label or an artist whose catalogue it is.
#pragma once

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace ritornello::catalog {

struct Account {
  std::string id;
  std::string display_name;
  absl::Time create_time;
  friend bool operator==(const Account&, const Account&) = default;
};

inline constexpr size_t kAccountNameSizeMax = 200;  // bytes

// Trims the display name, which defaults to the id. InvalidArgument names
// "account_id" or "account.display_name".
absl::Status Normalize(Account& account);

}  // namespace ritornello::catalog
