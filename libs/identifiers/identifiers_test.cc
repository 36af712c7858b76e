#include <gtest/gtest.h>

#include "libs/identifiers/ipi.h"
#include "libs/identifiers/isni.h"
#include "libs/identifiers/iswc.h"
#include "libs/identifiers/upc.h"
#include "libs/status/status_matchers.h"

namespace ritornello {
namespace {

using ::ritornello::testing::FailsWith;

struct Case {
  const char* text;
  const char* want;   // the compact form; nullptr: refused
  const char* words;  // of the refusal
};

template <typename Identifier>
void Check(std::initializer_list<Case> cases) {
  for (const Case& c : cases) {
    SCOPED_TRACE(c.text);
    const auto got = Identifier::Parse(c.text);
    if (c.want == nullptr) {
      EXPECT_THAT(got, FailsWith(absl::StatusCode::kInvalidArgument, c.words));
    } else {
      ASSERT_TRUE(got.ok()) << got.status();
      EXPECT_EQ(got->compact(), c.want);
    }
  }
}

// T-034.524.680-1 is the example of the ISWC agency.
TEST(IswcTest, Parse) {
  Check<Iswc>({
      {"T-034.524.680-1", "T0345246801", ""},
      {"T0345246801", "T0345246801", ""},
      {"t 034 524 680 1", "T0345246801", ""},
      {"T-034.524.680-2", nullptr, "must be 1, is 2"},
      {"T-034.524.681-1", nullptr, "check"},
      {"T-034.524.68-1", nullptr, "9 characters, must have 10"},
      {"X-034.524.680-1", nullptr, "start with T"},
      {"T-O34.524.680-1", nullptr, "'O' at position 1"},
      {"", nullptr, "start with T"},
  });
}

TEST(IpiNameTest, Parse) {
  Check<IpiName>({
      {"00000000199", "00000000199", ""},
      {"199", "00000000199", ""},
      {"000 000 001 99", "00000000199", ""},
      {"00000000198", nullptr, "must be 9, is 8"},
      {"0000000019", nullptr, "check"},
      {"000000001990", nullptr, "12 characters"},
      {"0000000019X", nullptr, "'X' at position 11"},
      {"", nullptr, "0 characters"},
  });
}

// Check digits worked out by hand: 2 + 9*3 + 8*3 … for I-000000039-3 is
// 2 + 8*3 + 9*9 = 107, and 10 - 7 = 3.
TEST(IpiBaseTest, Parse) {
  Check<IpiBase>({
      {"I-000000039-3", "I0000000393", ""},
      {"i0000000393", "I0000000393", ""},
      {"I-000000039-4", nullptr, "must be 3, is 4"},
      {"T-000000039-3", nullptr, "start with I"},
      {"I-00000039-3", nullptr, "9 characters"},
  });
}

TEST(UpcTest, Parse) {
  Check<Upc>({
      {"036000291452", "0036000291452", ""},
      {"0036000291452", "0036000291452", ""},
      {"4006381333931", "4006381333931", ""},
      {"4 006381 333931", "4006381333931", ""},
      {"4006381333932", nullptr, "must be 1, is 2"},
      {"036000291453", nullptr, "must be 2, is 3"},
      {"03600029145", nullptr, "11 characters"},
      {"5.06E+12", nullptr, "characters"},  // what spreadsheets make of it
      {"", nullptr, "0 characters"},
  });
}

TEST(IsniTest, Parse) {
  Check<Isni>({
      {"0000000121032683", "0000000121032683", ""},
      {"0000 0001 2103 2683", "0000000121032683", ""},
      {"0000-0002-1694-233X", "000000021694233X", ""},
      {"0000-0002-1694-233x", "000000021694233X", ""},
      {"0000000121032684", nullptr, "must be 3, is 4"},
      {"X000000121032683", nullptr, "'X' at position 1"},
      {"000000012103268", nullptr, "15 characters, must have 16"},
  });
}

}  // namespace
}  // namespace ritornello
