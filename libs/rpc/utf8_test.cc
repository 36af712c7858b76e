#include "libs/rpc/utf8.h"

#include <gtest/gtest.h>

namespace ritornello::rpc {
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

TEST(ToUtf8Test, CutsBetweenCharacters) {
  EXPECT_EQ(ToUtf8("aé€", 6), "aé€");
  EXPECT_EQ(ToUtf8("aé€", 5), "aé");
  EXPECT_EQ(ToUtf8("aé€", 2), "a");
  EXPECT_EQ(ToUtf8("\xFF", 2), "");
}

}  // namespace
}  // namespace ritornello::rpc
