// International Standard Musical Work Code.
#pragma once

#include <compare>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace ritornello {

// A valid ISWC, held without separators: "T0345246801".
// Source: ISO 15707:2022 (letter T, 9 digits, a check digit: 10 less the last
//         digit of 1 plus the sum of each digit times its position).
class Iswc {
 public:
  // Accepts "T-034.524.680-1" and "t0345246801".
  // Returns InvalidArgument quoting `text` and saying what is wrong otherwise.
  static absl::StatusOr<Iswc> Parse(absl::string_view text);

  const std::string& compact() const { return compact_; }
  friend auto operator<=>(const Iswc&, const Iswc&) = default;

 private:
  explicit Iswc(std::string compact) : compact_(std::move(compact)) {}
  std::string compact_;
};

}  // namespace ritornello
