#include "libs/utf8/utf8.h"

#include <gtest/gtest.h>

namespace ritornello {
namespace {

// Well-formed and malformed sequences of The Unicode Standard 15, section 3.9.
TEST(ToUtf8Test, ReplacesWhatIsMalformed) {
  struct {
    const char* bytes;
    const char* want;
  } const cases[] = {
      {"", ""},
      {"plain", "plain"},
      {"\xC3\xA9", "é"},
      {"\xE2\x82\xAC", "€"},
      {"\xF0\x9F\x8E\xB5", "🎵"},
      {"\xF4\x8F\xBF\xBF", "\xF4\x8F\xBF\xBF"},  // U+10FFFF
      {"\xC0\xAF", "��"},                        // overlong '/'
      {"\xE0\x80\xAF", "���"},                   // overlong '/'
      {"\xED\xA0\x80", "���"},                   // surrogate
      {"\xF4\x90\x80\x80", "����"},              // above U+10FFFF
      {"a\xE2\x82", "a��"},                      // ends too early
      {"\xE2\x82z", "��z"},
      {"\xFF\x80z", "��z"},
  };
  for (const auto& c : cases) EXPECT_EQ(ToUtf8(c.bytes, 100), c.want);
}

// The first bytes of "é", "€" and "🎵", and U+10FFFF with what comes after it,
// behind runs of ASCII of every length up to two words.
TEST(FindInvalidUtf8Test, FindsTheFirstByteWhateverIsBeforeIt) {
  const struct {
    const char* bytes;
    size_t want;
  } cases[] = {{"", absl::string_view::npos},
               {"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x8E\xB5\xF4\x8F\xBF\xBF",
                absl::string_view::npos},
               {"\xC3", 0},
               {"\xC3\xA9\xA9", 2},
               {"\xE2\x82\xAC\xE2\x82", 3},
               {"\xF4\x90\x80\x80", 0},
               {"\xED\xA0\x80", 0}};
  for (const auto& c : cases) {
    for (size_t run = 0; run <= 16; ++run) {
      const size_t found =
          FindInvalidUtf8(std::string(run, 'x') + c.bytes + "tail");
      const bool is_valid = c.want == absl::string_view::npos;
      EXPECT_EQ(found, is_valid ? c.want : run + c.want) << c.bytes << run;
    }
  }
}

// Every code point that there is.
TEST(Utf8Test, WhatIsAppendedIsDecoded) {
  for (char32_t code_point = 0; code_point <= 0x10FFFF; ++code_point) {
    if (code_point >= 0xD800 && code_point <= 0xDFFF) continue;
    std::string text;
    AppendUtf8(code_point, text);
    ASSERT_EQ(Utf8CharacterSize(text), text.size()) << text;
    ASSERT_EQ(CountUtf8Characters(text), 1u);
    ASSERT_TRUE(DecodeUtf8(text) == code_point) << text;
  }
}

TEST(ToUtf8Test, CutsBetweenCharacters) {
  EXPECT_EQ(ToUtf8("aé€", 6), "aé€");
  EXPECT_EQ(ToUtf8("aé€", 5), "aé");
  EXPECT_EQ(ToUtf8("aé€", 2), "a");
  EXPECT_EQ(ToUtf8("\xFF", 2), "");
}

}  // namespace
}  // namespace ritornello
