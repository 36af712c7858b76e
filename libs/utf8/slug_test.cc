#include "libs/utf8/slug.h"

#include <gtest/gtest.h>

namespace ritornello {
namespace {

TEST(SlugTest, WhatPeopleCanRead) {
  constexpr size_t kSizeMax = 40;
  const std::string long_word(kSizeMax - 1, 'x');
  const struct {
    std::string text, want;
  } cases[] = {
      {"Nocturne in E-flat", "nocturne-in-e-flat"},
      {"  A & B, Ltd.  ", "a-b-ltd"},
      {"Ben Öde", "ben-ode"},
      {"Ben O\u0308de", "ben-ode"},  // as macOS writes it
      {"Straße", "strasse"},
      {"Ionuț Nguyễn", "ionut-nguyen"},
      {"Łódź", "lodz"},
      {"Air \xff 2", "air-2"},
      {"夜", ""},
      {"夜 Air", "air"},
      {"", ""},
      {long_word + "yz", long_word + "y"},
      {long_word + "ß", long_word},
      {long_word + " y", long_word},
  };
  for (const auto& c : cases)
    EXPECT_EQ(Slug(c.text, kSizeMax), c.want) << c.text;
}

}  // namespace
}  // namespace ritornello
