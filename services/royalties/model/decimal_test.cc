#include "services/royalties/model/decimal.h"

#include <gmpxx.h>
#include <gtest/gtest.h>

#include <random>

#include "absl/strings/str_cat.h"
#include "libs/status/status_matchers.h"
#include "services/royalties/model/testing/exact.h"

namespace ritornello::royalties {
namespace {

using ::ritornello::testing::FailsWith;

TEST(ParseDecimalTest, ReadsNumbersExactly) {
  const struct {
    const char* text;
    const char* want;
  } cases[] = {
      {"0", "0"},
      {"-0", "0"},
      {"0.00", "0"},
      {"12.50", "12.5"},
      {"+12.5", "12.5"},
      {" 12.5\t", "12.5"},
      {"-0.000000000000000001", "-0.000000000000000001"},
      {"9999999999999.999999999999999999", "9999999999999.999999999999999999"},
      {"00000000000000000012", "12"},
      {"1.0000000000000000000000", "1"},
      {"4.2E-05", "0.000042"},
      {"4.2e-05", "0.000042"},
      {"1E12", "1000000000000"},
      {"1e+3", "1000"},
      {"5.06E+12", "5060000000000"},
      {"1E-18", "0.000000000000000001"},
      {"0E12", "0"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    const auto got = ParseDecimal(c.text, {});
    ASSERT_TRUE(got.ok()) << got.status();
    EXPECT_EQ(DecimalText(*got), c.want);
  }
}

TEST(ParseDecimalTest, RefusesWhatIsNoNumber) {
  for (const char* text : {"",
                           " ",
                           "-",
                           "+",
                           ".",
                           ".5",
                           "5.",
                           "1..2",
                           "1.2.3",
                           "--1",
                           "1-",
                           "NaN",
                           "nan",
                           "Inf",
                           "-Infinity",
                           "0x10",
                           "1_000",
                           "1 000",
                           "1,000",
                           "(4.10)",
                           "1e",
                           "1e+",
                           "1e13",
                           "1e-19",
                           "1e1.0",
                           "1e 3",
                           "1e0x1",
                           "1e003",
                           "$1",
                           "1%",
                           "\xEF\xBC\x91",  // fullwidth 1
                           "\xD9\xA1",      // Arabic-Indic 1
                           "=1+1",
                           "1\n2"}) {
    EXPECT_THAT(ParseDecimal(text, {}),
                FailsWith(absl::StatusCode::kInvalidArgument, "12.50"))
        << text;
  }
}

TEST(ParseDecimalTest, RefusesMoreDigitsThanItKeeps) {
  for (const char* text :
       {"10000000000000", "0.0000000000000000001", "10E12", "1.2E-18",
        "1.0000000000000000001", "99999999999999999999999999999999999999"}) {
    EXPECT_THAT(ParseDecimal(text, {}),
                FailsWith(absl::StatusCode::kOutOfRange, "at most 13 digits"))
        << text;
  }
}

TEST(ParseDecimalTest, FormatsAllowWhatTheySay) {
  const DecimalFormat comma = {.has_decimal_comma = true,
                               .has_thousands = true};
  const DecimalFormat thousands = {.has_thousands = true};
  const DecimalFormat parentheses = {.has_parentheses = true};
  const struct {
    const char* text;
    DecimalFormat format;
    const char* want;  // nullptr: refused
  } cases[] = {
      {"1.234,56", comma, "1234.56"},     {"1234,56", comma, "1234.56"},
      {"1.234.567", comma, "1234567"},    {"12,5", comma, "12.5"},
      {"1.23,4", comma, nullptr},         {"1,234.56", comma, nullptr},
      {"1,234.56", thousands, "1234.56"}, {"1234.56", thousands, "1234.56"},
      {"12,34", thousands, nullptr},      {",123", thousands, nullptr},
      {"1234,567", thousands, nullptr},   {"(4.10)", parentheses, "-4.1"},
      {"(4.10", parentheses, nullptr},    {"-(4.10)", parentheses, nullptr},
      {"(-4.10)", parentheses, nullptr},  {"4.10", parentheses, "4.1"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    const auto got = ParseDecimal(c.text, c.format);
    ASSERT_EQ(got.ok(), c.want != nullptr) << got.status();
    if (got.ok()) {
      EXPECT_EQ(DecimalText(*got), c.want);
    }
  }
}

// The model: arbitrary precision, from another library.
TEST(ParseDecimalTest, AgreesWithArbitraryPrecision) {
  std::mt19937_64 random(20'261'123);  // fixed: a failure must reproduce
  for (int round = 0; round < 10'000; ++round) {
    std::string integer = absl::StrCat(random() % 10'000'000'000'000);
    std::string fraction;
    for (size_t n = random() % 19; n > 0; --n) {
      fraction.push_back(static_cast<char>('0' + random() % 10));
    }
    const bool is_negative = random() % 2 == 0;
    const std::string text = absl::StrCat(
        is_negative ? "-" : "", integer, fraction.empty() ? "" : ".", fraction);
    mpz_class model(integer);
    for (const char digit : fraction) model = model * 10 + (digit - '0');
    for (size_t i = fraction.size(); i < 18; ++i) model *= 10;
    if (is_negative) model = -model;
    const auto got = ParseDecimal(text, {});
    ASSERT_TRUE(got.ok()) << got.status();
    ASSERT_EQ(testing::Exact(*got), model) << text;
  }
}

}  // namespace
}  // namespace ritornello::royalties
