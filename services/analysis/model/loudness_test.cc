#include "services/analysis/model/loudness.h"

#include <gtest/gtest.h>

#include <cmath>
#include <type_traits>

namespace ritornello::analysis {
namespace {

TEST(LoudnessTest, LevelsSubtractToADifference) {
  constexpr Lu difference = Lufs(-9.0) - Lufs(-14.0);
  EXPECT_EQ(difference, Lu(5.0));
  EXPECT_EQ(Lufs(-14.0) + difference, Lufs(-9.0));
}

TEST(LoudnessTest, SilenceIsBelowEveryLevel) {
  EXPECT_LT(Lufs::Silence(), Lufs(-1e300));
  EXPECT_TRUE(std::isinf(Lufs::Silence().value()));
}

template <typename A, typename B, typename = void>
struct CanAdd : std::false_type {};
template <typename A, typename B>
struct CanAdd<A, B,
              std::void_t<decltype(std::declval<A>() + std::declval<B>())>>
    : std::true_type {};

TEST(LoudnessTest, UnitsThatDoNotMixDoNotCompile) {
  EXPECT_TRUE((CanAdd<Lufs, Lu>::value));
  EXPECT_FALSE((CanAdd<Lufs, Lufs>::value));
  EXPECT_FALSE((CanAdd<Dbtp, Dbtp>::value));
  EXPECT_FALSE((CanAdd<Dbtp, Lu>::value));
  EXPECT_FALSE((std::is_convertible_v<double, Lufs>));
}

}  // namespace
}  // namespace ritornello::analysis
