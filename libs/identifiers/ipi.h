// Interested Party Information: CISAC's numbers for people and companies.
#pragma once

#include <compare>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace ritornello {

// A valid IPI name number, held as 11 digits: "00000000199".
// Source: CISAC IPI (9 digits and two check digits: the sum of each digit
//         times 10 down to 2, modulo 101, taken from 101; 0 stays 0).
class IpiName {
 public:
  // Accepts 11 digits, and fewer where leading zeros were left out, with
  // separators. Returns InvalidArgument quoting `text` and saying what is
  // wrong otherwise.
  static absl::StatusOr<IpiName> Parse(absl::string_view text);

  const std::string& compact() const { return compact_; }
  friend auto operator<=>(const IpiName&, const IpiName&) = default;

 private:
  explicit IpiName(std::string compact) : compact_(std::move(compact)) {}
  std::string compact_;
};

// A valid IPI base number, held without separators: "I0000000393".
// Source: CISAC IPI (letter I, 9 digits, a check digit as the ISWC's with a
//         start of 2).
class IpiBase {
 public:
  // Accepts "I-000000039-3" and "i0000000393". Errors as above.
  static absl::StatusOr<IpiBase> Parse(absl::string_view text);

  const std::string& compact() const { return compact_; }
  friend auto operator<=>(const IpiBase&, const IpiBase&) = default;

 private:
  explicit IpiBase(std::string compact) : compact_(std::move(compact)) {}
  std::string compact_;
};

}  // namespace ritornello
