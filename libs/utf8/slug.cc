#include "libs/utf8/slug.h"

#include "absl/strings/str_cat.h"
#include "libs/utf8/fold.h"
#include "libs/utf8/utf8.h"

namespace ritornello {

std::string Slug(absl::string_view text, size_t size_max) {
  std::string slug;
  while (!text.empty()) {
    const size_t size = Utf8CharacterSize(text);
    const char32_t character =
        size == 0 ? U'\uFFFD' : DecodeUtf8(text.substr(0, size));
    text.remove_prefix(size == 0 ? 1 : size);
    if (IsCombiningAccent(character)) continue;
    absl::string_view letters = FoldLatin(character);
    if (letters.empty()) letters = "-";
    if (letters == "-" && (slug.empty() || slug.back() == '-')) continue;
    if (slug.size() + letters.size() > size_max) break;
    absl::StrAppend(&slug, letters);
  }
  while (!slug.empty() && slug.back() == '-') slug.pop_back();
  return slug;
}

}  // namespace ritornello
