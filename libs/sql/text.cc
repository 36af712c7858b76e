#include "libs/sql/text.h"

#include "absl/strings/str_cat.h"
#include "libs/utf8/utf8.h"

namespace ritornello::sql {
namespace {

bool IsStorable(absl::string_view text) {
  return FindInvalidUtf8(text) == absl::string_view::npos &&
         text.find('\0') == absl::string_view::npos;
}

}  // namespace

absl::Status CheckText(std::span<const Value> parameters) {
  for (size_t i = 0; i < parameters.size(); ++i) {
    const auto* text = std::get_if<std::string>(&parameters[i]);
    if (text != nullptr && !IsStorable(*text)) {
      return absl::InvalidArgumentError(absl::StrCat(
          "parameter $", i + 1, " is not UTF-8 text without NUL bytes"));
    }
  }
  return absl::OkStatus();
}

}  // namespace ritornello::sql
