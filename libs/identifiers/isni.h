// International Standard Name Identifier.
#pragma once

#include <compare>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace ritornello {

// A valid ISNI, held without separators: "0000000121032683".
// Source: ISO 27729:2012 (15 digits and a check character, 0-9 or X, by
//         ISO 7064 MOD 11-2).
class Isni {
 public:
  // Accepts "0000 0001 2103 2683" and "0000000121032683".
  // Returns InvalidArgument quoting `text` and saying what is wrong otherwise.
  static absl::StatusOr<Isni> Parse(absl::string_view text);

  const std::string& compact() const { return compact_; }
  friend auto operator<=>(const Isni&, const Isni&) = default;

 private:
  explicit Isni(std::string compact) : compact_(std::move(compact)) {}
  std::string compact_;
};

}  // namespace ritornello
