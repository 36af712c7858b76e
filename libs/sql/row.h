// Reading and making the values of rows. Asking for another type than the
// column has is our bug and ends the program.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "libs/sql/connection.h"
#include "libs/status/check.h"

namespace ritornello::sql {

inline bool IsNull(const Value& value) {
  return std::holds_alternative<std::monostate>(value);
}

inline int64_t Int(const Value& value) {
  RITORNELLO_CHECK(std::holds_alternative<int64_t>(value));
  return std::get<int64_t>(value);
}

// SQLite may give back a whole number that was stored as a real one.
inline double Real(const Value& value) {
  if (const auto* whole = std::get_if<int64_t>(&value)) {
    return static_cast<double>(*whole);
  }
  RITORNELLO_CHECK(std::holds_alternative<double>(value));
  return std::get<double>(value);
}

inline const std::string& Text(const Value& value) {
  RITORNELLO_CHECK(std::holds_alternative<std::string>(value));
  return std::get<std::string>(value);
}

inline std::optional<int64_t> MaybeInt(const Value& value) {
  if (IsNull(value)) return std::nullopt;
  return Int(value);
}

inline std::optional<double> MaybeReal(const Value& value) {
  if (IsNull(value)) return std::nullopt;
  return Real(value);
}

inline std::optional<std::string> MaybeText(const Value& value) {
  if (IsNull(value)) return std::nullopt;
  return Text(value);
}

inline Value Null() { return std::monostate(); }

template <typename T>
Value OrNull(const std::optional<T>& value) {
  return value.has_value() ? Value(*value) : Null();
}

}  // namespace ritornello::sql
