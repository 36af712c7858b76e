#include "libs/identifiers/digits.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace ritornello {
namespace {

std::string Quoted(char c) { return absl::StrCat("'", std::string(1, c), "'"); }

}  // namespace

std::string WithoutSeparators(absl::string_view text) {
  std::string compact;
  for (const char c : text) {
    if (c != '-' && c != '.' && c != ' ') {
      compact.push_back(absl::ascii_toupper(static_cast<unsigned char>(c)));
    }
  }
  return compact;
}

absl::Status WrongSize(absl::string_view kind, absl::string_view text,
                       size_t size, size_t expected) {
  return absl::InvalidArgumentError(
      absl::StrCat("not ", kind, ": \"", text, "\" has ", size,
                   " characters, must have ", expected));
}

absl::Status WrongCharacter(absl::string_view kind, absl::string_view text,
                            char found, size_t position) {
  return absl::InvalidArgumentError(absl::StrCat("not ", kind, ": \"", text,
                                                 "\" has ", Quoted(found),
                                                 " at position ", position));
}

absl::Status WrongCheck(absl::string_view kind, absl::string_view text,
                        char expected, char found) {
  return absl::InvalidArgumentError(absl::StrCat(
      "not ", kind, ": the check character of \"", text, "\" must be ",
      std::string(1, expected), ", is ", std::string(1, found)));
}

absl::Status CheckDigits(absl::string_view kind, absl::string_view text,
                         absl::string_view compact, size_t size,
                         size_t free_count) {
  if (compact.size() != size) {
    return WrongSize(kind, text, compact.size(), size);
  }
  for (size_t i = 0; i + free_count < size; ++i) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(compact[i]))) {
      return WrongCharacter(kind, text, compact[i], i + 1);
    }
  }
  return absl::OkStatus();
}

}  // namespace ritornello
