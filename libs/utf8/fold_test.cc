#include "libs/utf8/fold.h"

#include <gtest/gtest.h>

namespace ritornello {
namespace {

TEST(FoldTest, LatinLettersWithoutAccents) {
  const struct {
    char32_t character;
    const char* want;
  } cases[] = {
      {U'a', "a"},       {U'Z', "z"},       {U'0', "0"},       {U'9', "9"},
      {U' ', ""},        {U'@', ""},        {U'[', ""},        {U'`', ""},
      {U'{', ""},        {U'/', ""},        {U':', ""},        {U'\u0080', ""},
      {U'\u00BF', ""},   {U'\u00C0', "a"},  {U'\u00D6', "o"},  {U'\u00D7', ""},
      {U'\u00DF', "ss"}, {U'\u00FE', "th"}, {U'\u00FF', "y"},  {U'\u0100', "a"},
      {U'\u0133', "ij"}, {U'\u0142', "l"},  {U'\u0153', "oe"}, {U'\u0161', "s"},
      {U'\u017F', "s"},  {U'\u0180', "b"},  {U'\u01A1', "o"},  {U'\u01DD', ""},
      {U'\u021B', "t"},  {U'\u024F', "y"},  {U'\u0250', ""},   {U'\u1DFF', ""},
      {U'\u1E00', "a"},  {U'\u1E9E', "ss"}, {U'\u1EC5', "e"},  {U'\u1EF9', "y"},
      {U'\u1F00', ""},   {U'\u0394', ""},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(FoldLatin(c.character), c.want)
        << std::hex << static_cast<uint32_t>(c.character);
  }
}

TEST(FoldTest, CombiningAccents) {
  EXPECT_FALSE(IsCombiningAccent(U'\u02FF'));
  EXPECT_TRUE(IsCombiningAccent(U'\u0300'));
  EXPECT_TRUE(IsCombiningAccent(U'\u036F'));
  EXPECT_FALSE(IsCombiningAccent(U'\u0370'));
}

}  // namespace
}  // namespace ritornello
