#include "cli/format.h"

#include <gtest/gtest.h>

#include "libs/status/status_matchers.h"

namespace ritornello::cli {
namespace {

using ::ritornello::testing::FailsWith;

TEST(AmountTextTest, IsExact) {
  const struct {
    int64_t micros;
    const char* want;
  } cases[] = {
      {0, "0.00"},
      {1, "0.000001"},
      {-1, "-0.000001"},
      {1'500'000, "1.50"},
      {999'999'999, "999.999999"},
      {1'234'567'890'000, "1,234,567.89"},
      {INT64_MAX, "9,223,372,036,854.775807"},
      {INT64_MIN, "-9,223,372,036,854.775808"},
  };
  for (const auto& c : cases) {
    royalties::v1::Money money;
    money.set_micros(c.micros);
    EXPECT_EQ(AmountText(money), c.want);
  }
}

TEST(ParsePpmTest, IsExactOrRefused) {
  const struct {
    const char* text;
    int32_t want;  // -1: refused
  } cases[] = {
      {"50%", 500'000},   {"12.5%", 125'000},
      {"0.125", 125'000}, {"100%", 1'000'000},
      {"1", -1},  // percent or all?
      {"1.0", -1},        {"1%", 10'000},
      {"0", 0},           {"33.3333%", 333'333},
      {"0.000001", 1},    {"33.33333%", -1},
      {"0.0000001", -1},  {"101%", -1},
      {"-1%", -1},        {"", -1},
      {"%", -1},          {"1e-1", -1},
      {"1.", -1},         {"0x1", -1},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    const auto got = ParsePpm("--royalty", c.text);
    if (c.want < 0) {
      EXPECT_THAT(got,
                  FailsWith(absl::StatusCode::kInvalidArgument, "--royalty"));
    } else {
      ASSERT_TRUE(got.ok()) << got.status();
      EXPECT_EQ(*got, c.want);
    }
  }
}

TEST(ParseAmountTest, TakesTheTextsCurrencyFirst) {
  const auto money = ParseAmount("--fee", "2000.50 EUR", "USD");
  ASSERT_TRUE(money.ok()) << money.status();
  EXPECT_EQ(money->micros(), 2'000'500'000);
  EXPECT_EQ(money->currency_code(), "EUR");
  EXPECT_EQ(ParseAmount("--fee", "-1", "USD")->micros(), -1'000'000);
  for (const char* bad : {"", "USD", "1.1234567 USD", "1 USD x", "1,000 USD"}) {
    EXPECT_THAT(ParseAmount("--fee", bad, "USD"),
                FailsWith(absl::StatusCode::kInvalidArgument, "--fee"))
        << bad;
  }
  EXPECT_THAT(ParseAmount("--fee", "1", ""),
              FailsWith(absl::StatusCode::kInvalidArgument, "--fee"));
}

TEST(ParseDateTest, KnowsTheCalendar) {
  const auto date = ParseDate("--start", "2028-02-29");
  ASSERT_TRUE(date.ok()) << date.status();
  EXPECT_EQ(DateText(*date), "2028-02-29");
  for (const char* bad :
       {"2026-02-29", "2026-13-01", "2026-1-1", "1 May", ""}) {
    EXPECT_THAT(ParseDate("--start", bad),
                FailsWith(absl::StatusCode::kInvalidArgument, "--start"))
        << bad;
  }
}

TEST(NamesTest, ShortAndFull) {
  EXPECT_EQ(*FullName("x", "tracks", "acme"), "accounts/acme/tracks/x");
  EXPECT_EQ(*FullName("x", "tracks", "accounts/acme"),
            "accounts/acme/tracks/x");
  EXPECT_EQ(*FullName("accounts/a/tracks/y", "tracks", ""),
            "accounts/a/tracks/y");
  EXPECT_THAT(FullName("x", "tracks", ""),
              FailsWith(absl::StatusCode::kInvalidArgument, "--account"));
  EXPECT_EQ(LastPart("accounts/acme/tracks/x"), "x");
  EXPECT_EQ(Humane("FULL_MIX"), "full-mix");
  EXPECT_EQ(Shouted("full-mix"), "FULL_MIX");
}

}  // namespace
}  // namespace ritornello::cli
