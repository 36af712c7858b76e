#include <cstdint>
#include <cstdlib>

#include "absl/strings/str_join.h"
#include "services/catalog/model/search_words.h"

// Property: words are words: taken apart again they are the same.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using ritornello::catalog::SearchWords;
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  const auto words = SearchWords(text);
  if (SearchWords(absl::StrJoin(words, " ")) != words) std::abort();
  return 0;
}
