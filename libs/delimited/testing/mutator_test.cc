#include "libs/delimited/testing/mutator.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "absl/strings/str_split.h"

namespace ritornello::testing {
namespace {

constexpr char kTable[] = "isrc,title,net\nA,x,1.5\nB,\"y, z\",2\nC,w,3\n";

TEST(MutatorTest, ASeedAlwaysDoesTheSame) {
  Mutator first(7);
  Mutator second(7);
  Mutator third(8);
  int others = 0;
  for (int i = 0; i < 100; ++i) {
    const std::string mutated = first.Mutate(kTable);
    EXPECT_EQ(second.Mutate(kTable), mutated);
    EXPECT_EQ(second.what(), first.what());
    others += third.Mutate(kTable) != mutated ? 1 : 0;
  }
  EXPECT_GT(others, 90);
}

TEST(MutatorTest, DoesEverythingAndSeldomNothing) {
  Mutator mutator(1);
  std::set<std::string> done;
  int changed = 0;
  for (int i = 0; i < 500; ++i) {
    changed += mutator.Mutate(kTable) != kTable ? 1 : 0;
    for (const auto what : absl::StrSplit(mutator.what(), ", ")) {
      done.insert(std::string(what));
    }
  }
  EXPECT_EQ(done.size(), Mutator::kind_count());
  EXPECT_GT(changed, 450);
}

// Whatever it made before: no table at all, too.
TEST(MutatorTest, MutatesItsOwnMutations) {
  Mutator mutator(2);
  std::string text = kTable;
  for (int i = 0; i < 2'000; ++i) {
    text = mutator.Mutate(text.substr(0, 200));
  }
  EXPECT_NE(text, kTable);
}

TEST(MutatorTest, Utf16) {
  EXPECT_EQ(ToUtf16("a\xC3\xA9", true), std::string("\xFF\xFE"
                                                    "a\0\xE9\0",
                                                    6));
  EXPECT_EQ(ToUtf16("a", false), std::string("\xFE\xFF\0a", 4));
}

}  // namespace
}  // namespace ritornello::testing
