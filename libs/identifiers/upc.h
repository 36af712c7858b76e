// The number on the box: UPC-A and EAN-13.
#pragma once

#include <compare>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace ritornello {

// A valid GTIN, held as 13 digits: a UPC-A of 12 with a zero before it.
// Source: GS1 General Specifications, 7.9.1 (modulo 10, weights 3 and 1 from
//         the right).
class Upc {
 public:
  // Accepts 12 or 13 digits, with hyphens or spaces.
  // Returns InvalidArgument quoting `text` and saying what is wrong otherwise.
  static absl::StatusOr<Upc> Parse(absl::string_view text);

  const std::string& compact() const { return compact_; }
  friend auto operator<=>(const Upc&, const Upc&) = default;

 private:
  explicit Upc(std::string compact) : compact_(std::move(compact)) {}
  std::string compact_;
};

}  // namespace ritornello
