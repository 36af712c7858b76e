// What the identifiers here have in common: a row of characters, a last one
// that checks the others, and a message that says which is wrong.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace ritornello {

// `text` without hyphens, dots and spaces, in capitals: what is left is the
// identifier, however it was printed.
std::string WithoutSeparators(absl::string_view text);

// "not an ISNI: \"…\" has 15 characters, must have 16"; `kind` is "an ISNI".
absl::Status WrongSize(absl::string_view kind, absl::string_view text,
                       size_t size, size_t expected);

// "not an ISNI: \"…\" has 'Q' at position 3".
absl::Status WrongCharacter(absl::string_view kind, absl::string_view text,
                            char found, size_t position);

// "not an ISNI: the check character of \"…\" must be 3, is 4".
absl::Status WrongCheck(absl::string_view kind, absl::string_view text,
                        char expected, char found);

// OK if `compact` has `size` characters, all digits but perhaps the last
// `free_count`; an error of the above otherwise.
absl::Status CheckDigits(absl::string_view kind, absl::string_view text,
                         absl::string_view compact, size_t size,
                         size_t free_count);

}  // namespace ritornello
