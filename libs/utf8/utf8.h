// UTF-8, by one definition for all: The Unicode Standard 15, table 3-7. No
// surrogates, no overlong forms, nothing above U+10FFFF; NUL is a character.
#pragma once

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace ritornello {

// How many bytes the character has that `bytes` begins with; 0 when it begins
// with none, or is empty.
size_t Utf8CharacterSize(absl::string_view bytes);

// Where the first byte is that is no part of UTF-8, or npos. Costs next to
// nothing for ASCII: eight bytes at a time.
size_t FindInvalidUtf8(absl::string_view bytes);

// REQUIRES: `text` is UTF-8.
size_t CountUtf8Characters(absl::string_view text);

// REQUIRES: `character` is one character.
char32_t DecodeUtf8(absl::string_view character);

// REQUIRES: `code_point` is no surrogate and at most U+10FFFF.
void AppendUtf8(char32_t code_point, std::string& text);

// Bytes from strangers as text that protobuf and JSON accept: `bytes` with
// U+FFFD in place of each one that is no part of UTF-8. At most `size_max`
// bytes: cut before the first character that does not fit.
std::string ToUtf8(absl::string_view bytes, size_t size_max);

}  // namespace ritornello
