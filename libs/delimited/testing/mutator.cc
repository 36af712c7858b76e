#include "libs/delimited/testing/mutator.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace ritornello::testing {
namespace {

constexpr size_t kMutationCountMax = 3;
// Longer than what readers take for a cell.
constexpr size_t kLongCellSize = 300'000;

constexpr absl::string_view kSeparators = ",;\t";

// Of code page 1252, of UTF-16, overlong, half a surrogate pair, marks in the
// middle, a NUL, an end of text, right to left.
constexpr absl::string_view kForeignBytes[] = {
    "\xE9",         "\xFF\xFE", "\xC0\xAF",     "\xED\xA0\x80",
    "\xEF\xBB\xBF", "\x1A",     "\xE2\x80\xAE", absl::string_view("\0", 1)};

constexpr absl::string_view kNumbers[] = {"1e308",
                                          "1e-400",
                                          "NaN",
                                          "Infinity",
                                          "-0",
                                          "0x10",
                                          "1_000",
                                          "1.234,56",
                                          "1'234.56",
                                          "9223372036854775807",
                                          "4.10-",
                                          "(4.10)",
                                          "=1+1",
                                          "5.06E+12",
                                          "99999999999999999999999999",
                                          "########",
                                          "",
                                          "0.0000000000000000001"};

std::vector<std::string> LinesOf(const std::string& text) {
  return absl::StrSplit(text, '\n');
}

std::string TextOf(const std::vector<std::string>& lines) {
  return absl::StrJoin(lines, "\n");
}

}  // namespace

// Each changes `text` in one way.
struct Kinds {
  static void FlipBit(Mutator& chance, std::string& text) {
    if (text.empty()) return;
    char& c = text[chance.Below(text.size())];
    c = static_cast<char>(c ^ (1 << chance.Below(8)));
  }

  static void CutOff(Mutator& chance, std::string& text) {
    text.resize(chance.Below(text.size()));
  }

  static void DropLine(Mutator& chance, std::string& text) {
    std::vector<std::string> lines = LinesOf(text);
    lines.erase(lines.begin() + static_cast<int>(chance.Below(lines.size())));
    text = TextOf(lines);
  }

  static void RepeatLine(Mutator& chance, std::string& text) {
    std::vector<std::string> lines = LinesOf(text);
    const std::string line = lines[chance.Below(lines.size())];
    lines.insert(lines.begin() + static_cast<int>(chance.Below(lines.size())),
                 line);
    text = TextOf(lines);
  }

  static void ExchangeLines(Mutator& chance, std::string& text) {
    std::vector<std::string> lines = LinesOf(text);
    std::swap(lines[chance.Below(lines.size())],
              lines[chance.Below(lines.size())]);
    text = TextOf(lines);
  }

  static void DropSeparator(Mutator& chance, std::string& text) {
    const size_t at =
        text.find_first_of(kSeparators.data(), chance.Below(text.size()));
    if (at != std::string::npos) text.erase(at, 1);
  }

  static void AddSeparator(Mutator& chance, std::string& text) {
    text.insert(chance.Below(text.size()), 1,
                kSeparators[chance.Below(kSeparators.size())]);
  }

  static void AddQuote(Mutator& chance, std::string& text) {
    text.insert(chance.Below(text.size()), 1, '"');
  }

  static void AddForeignBytes(Mutator& chance, std::string& text) {
    const absl::string_view bytes =
        kForeignBytes[chance.Below(std::size(kForeignBytes))];
    text.insert(chance.Below(text.size()), bytes.data(), bytes.size());
  }

  // Puts something else in the place of a row of digits and marks.
  static void ReplaceNumber(Mutator& chance, std::string& text) {
    const size_t begin =
        text.find_first_of("0123456789", chance.Below(text.size()));
    if (begin == std::string::npos) return;
    const size_t end =
        std::min(text.find_first_not_of("0123456789.", begin), text.size());
    const absl::string_view number =
        kNumbers[chance.Below(std::size(kNumbers))];
    text.replace(begin, end - begin, number.data(), number.size());
  }

  // The same two in every line, or in those that have both.
  static void ExchangeColumns(Mutator& chance, std::string& text) {
    const char separator = kSeparators[chance.Below(kSeparators.size())];
    std::vector<std::string> lines = LinesOf(text);
    const size_t column_count =
        std::vector<std::string>(absl::StrSplit(lines[0], separator)).size();
    const size_t a = chance.Below(column_count);
    const size_t b = chance.Below(column_count);
    for (std::string& line : lines) {
      std::vector<std::string> cells = absl::StrSplit(line, separator);
      if (std::max(a, b) >= cells.size()) continue;
      std::swap(cells[a], cells[b]);
      line = absl::StrJoin(cells, std::string(1, separator));
    }
    text = TextOf(lines);
  }

  static void LengthenCell(Mutator& chance, std::string& text) {
    text.insert(chance.Below(text.size()), kLongCellSize, 'x');
  }

  static void ChangeLineEnd(Mutator& chance, std::string& text) {
    const size_t at = text.find('\n', chance.Below(text.size()));
    if (at != std::string::npos) text.replace(at, 1, "\r");
  }

  static void RepeatAll(Mutator& chance, std::string& text) {
    if (text.size() > kLongCellSize) return;
    const std::string whole = text;
    for (size_t count = chance.Below(3); count > 0; --count) text += whole;
  }
};

namespace {

constexpr struct {
  const char* what;
  void (*change)(Mutator&, std::string&);
} kKinds[] = {
    {"flips a bit", &Kinds::FlipBit},
    {"cuts the end off", &Kinds::CutOff},
    {"drops a line", &Kinds::DropLine},
    {"repeats a line", &Kinds::RepeatLine},
    {"exchanges lines", &Kinds::ExchangeLines},
    {"drops a separator", &Kinds::DropSeparator},
    {"adds a separator", &Kinds::AddSeparator},
    {"adds a quote", &Kinds::AddQuote},
    {"adds foreign bytes", &Kinds::AddForeignBytes},
    {"replaces a number", &Kinds::ReplaceNumber},
    {"exchanges columns", &Kinds::ExchangeColumns},
    {"lengthens a cell", &Kinds::LengthenCell},
    {"changes an end of line", &Kinds::ChangeLineEnd},
    {"repeats all", &Kinds::RepeatAll},
};

}  // namespace

std::string Mutator::Mutate(absl::string_view text) {
  std::string mutated(text);
  what_.clear();
  for (size_t count = 1 + Below(kMutationCountMax); count > 0; --count) {
    const auto& kind = kKinds[Below(std::size(kKinds))];
    kind.change(*this, mutated);
    absl::StrAppend(&what_, what_.empty() ? "" : ", ", kind.what);
  }
  return mutated;
}

size_t Mutator::kind_count() { return std::size(kKinds); }

std::string ToUtf16(absl::string_view text, bool is_little_endian) {
  std::string bytes;
  const auto add = [&](unsigned unit) {
    const auto low = static_cast<char>(unit & 0xFF);
    const auto high = static_cast<char>(unit >> 8);
    bytes.push_back(is_little_endian ? low : high);
    bytes.push_back(is_little_endian ? high : low);
  };
  add(0xFEFF);
  for (size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x80 || i + 1 == text.size()) {
      add(c);
    } else {
      add((c & 0x1Fu) << 6 | (static_cast<unsigned char>(text[++i]) & 0x3Fu));
    }
  }
  return bytes;
}

}  // namespace ritornello::testing
