#include "services/royalties/model/money.h"

#include <gtest/gtest.h>

#include "libs/status/status_matchers.h"
#include "services/royalties/model/rate.h"

namespace ritornello::royalties {
namespace {

using ::ritornello::testing::FailsWith;

TEST(CurrencyTest, KnowsTheMinorUnits) {
  const struct {
    const char* code;
    int exponent;  // -1: refused
    int64_t minor_unit_micros;
  } cases[] = {
      {"USD", 2, 10'000},    {"EUR", 2, 10'000},    {"JPY", 0, 1'000'000},
      {"KRW", 0, 1'000'000}, {"ISK", 0, 1'000'000}, {"KWD", 3, 1'000},
      {"TND", 3, 1'000},     {"CLF", 4, 100},       {"UYW", 4, 100},
      {"UYI", 0, 1'000'000}, {"ZWG", 2, 10'000},    {"XXX", -1, 0},
      {"XTS", -1, 0},        {"XDR", -1, 0},        {"XAU", -1, 0},
      {"usd", -1, 0},        {"US", -1, 0},         {"USDX", -1, 0},
      {"", -1, 0},           {"D A", -1, 0},        {"QQQ", -1, 0},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.code);
    const auto currency = ParseCurrency("currency_code", c.code);
    if (c.exponent < 0) {
      EXPECT_THAT(currency, FailsWith(absl::StatusCode::kInvalidArgument,
                                      "currency_code: must be the ISO 4217"));
    } else {
      ASSERT_TRUE(currency.ok()) << currency.status();
      EXPECT_EQ(currency->code(), c.code);
      EXPECT_EQ(currency->exponent(), c.exponent);
      EXPECT_EQ(MinorUnitMicros(*currency), c.minor_unit_micros);
    }
  }
}

TEST(MicrosTest, TextIsExact) {
  const struct {
    int64_t micros;
    const char* want;
  } cases[] = {
      {0, "0.00"},
      {1, "0.000001"},
      {-1, "-0.000001"},
      {10'000, "0.01"},
      {-1'234'500'000, "-1234.50"},
      {247'421'905, "247.421905"},
      {INT64_MAX, "9223372036854.775807"},
      {INT64_MIN, "-9223372036854.775808"},
  };
  for (const auto& c : cases) EXPECT_EQ(MicrosText(c.micros), c.want);
}

TEST(ApplyPpmTest, RoundsHalfToEven) {
  const struct {
    int64_t micros;
    int32_t ppm;
    int64_t want;
  } cases[] = {
      {1'000'000, 100'000, 100'000},
      {1, 500'000, 0},  // 0.5
      {3, 500'000, 2},  // 1.5
      {5, 500'000, 2},  // 2.5
      {-3, 500'000, -2},
      {-5, 500'000, -2},
      {1, 500'001, 1},
      {1, 499'999, 0},
      {INT64_MAX, 1'000'000, INT64_MAX},
      {INT64_MIN, 1'000'000, INT64_MIN},
      {INT64_MAX, 0, 0},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(*ApplyPpm(c.micros, c.ppm), c.want) << c.micros << " " << c.ppm;
  }
}

}  // namespace
}  // namespace ritornello::royalties
