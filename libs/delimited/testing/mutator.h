// What happens to tables on their way from one program to another, by chance
// and always the same for one seed. Tests only.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace ritornello::testing {

class Mutator {
 public:
  explicit Mutator(uint64_t seed) : random_(seed) {}

  // `text`, a table whose lines end in LF or CRLF and whose cells stand between
  // commas, tabs or semicolons, with one to three of: a bit that flipped, an
  // end that is missing, lines lost, doubled or exchanged, separators and
  // quotes lost or added, columns exchanged, bytes of another encoding, numbers
  // that are none or too large, a cell that is too long.
  std::string Mutate(absl::string_view text);

  // What Mutate did last, as in "drops a line, flips a bit".
  const std::string& what() const { return what_; }

  // How many things there are that Mutate does.
  static size_t kind_count();

 private:
  friend struct Kinds;

  // 0..count-1, for a count of 0, too.
  size_t Below(size_t count) { return count == 0 ? 0 : random_() % count; }

  std::mt19937_64 random_;
  std::string what_;
};

// UTF-16 with its mark, of text in UTF-8 that has nothing beyond U+07FF.
std::string ToUtf16(absl::string_view text, bool is_little_endian);

}  // namespace ritornello::testing
