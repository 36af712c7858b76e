// A person or a company that owns shares: writer, performer, producer,
// publisher, label.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/catalog/model/names.h"

namespace ritornello::catalog {

struct Party {
  PartyKey key;
  std::string display_name;
  std::string ipi_name_number;  // 11 digits, or empty
  std::string isni;             // 16 characters, or empty
  std::string pro;              // "PRS", or empty
  bool is_own = false;          // needs no agreement with the account
  int64_t revision = 0;         // from 1, one more with every update
  absl::Time create_time;
  absl::Time update_time;
  friend bool operator==(const Party&, const Party&) = default;
};

inline constexpr size_t kPartyNameSizeMax = 200;  // bytes
inline constexpr size_t kProSizeMax = 50;         // bytes

// Trims text and writes identifiers without separators. InvalidArgument names
// every field that cannot be: "display_name", "ipi_name_number", "isni",
// "pro".
absl::Status Normalize(Party& party);

// The id of a party that is made because somebody named it: the name as a slug,
// and where that is empty or taken with 8 hexadecimal digits of a hash of name
// and `retry` behind it: "ana-lima", "ana-lima-1f00aa3c". Of each retry
// another, the same for the same name.
std::string PartyId(absl::string_view display_name, int retry);

// Copies the fields named by `mask`, or all that may be changed when it is
// empty: display_name, ipi_name_number, isni, pro, is_own. InvalidArgument
// naming "update_mask" for any other; then `to` is spoiled.
absl::Status CopyFields(std::span<const std::string> mask, const Party& from,
                        Party& to);

}  // namespace ritornello::catalog
