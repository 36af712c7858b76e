#include "libs/rpc/traceparent.h"

#include <gtest/gtest.h>

namespace ritornello::rpc {
namespace {

// The first row is the example of the recommendation, section 3.2.3.
TEST(TraceparentTest, IsTraceparent) {
  struct {
    const char* text;
    bool want;
  } const cases[] = {
      {"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", true},
      {"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00", true},
      {"cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", true},
      {"cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what", true},
      {"cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.what", false},
      {"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what", false},
      {"ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", false},
      {"00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", false},
      {"00-00000000000000000000000000000000-00f067aa0ba902b7-01", false},
      {"00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", false},
      {"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0", false},
      {"00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", false},
      {"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g", false},
      {"", false},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(IsTraceparent(c.text), c.want) << c.text;
  }
}

TEST(TraceparentTest, TraceIdIsTheSecondPart) {
  EXPECT_EQ(
      TraceIdOf("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
      "4bf92f3577b34da6a3ce929d0e0e4736");
}

TEST(TraceparentTest, NewOnesAreValidAndDiffer) {
  const std::string one = NewTraceparent();
  const std::string two = NewTraceparent();
  EXPECT_TRUE(IsTraceparent(one)) << one;
  EXPECT_NE(TraceIdOf(one), TraceIdOf(two));
}

}  // namespace
}  // namespace ritornello::rpc
