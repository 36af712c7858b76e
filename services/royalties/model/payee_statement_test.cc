#include "services/royalties/model/payee_statement.h"

#include <gtest/gtest.h>

#include <limits>

#include "libs/status/status_matchers.h"

namespace ritornello::royalties {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;

PayeeStatementLine Line(const std::string& currency, int64_t micros) {
  PayeeStatementLine line;
  line.earning.currency = currency;
  line.earning.amount_micros = micros;
  return line;
}

TEST(PayeeStatementTest, OpeningAndLinesMakeClosing) {
  const auto currencies =
      SumByCurrency({{"USD", 100}, {"JPY", 7}},
                    {Line("USD", 5), Line("EUR", 3), Line("USD", -1)});
  ASSERT_THAT(currencies, IsOk());
  struct {
    const char* currency;
    int64_t opening, line_count, earned, closing;
  } const want[] = {
      {"EUR", 0, 1, 3, 3}, {"JPY", 7, 0, 0, 7}, {"USD", 100, 2, 4, 104}};
  ASSERT_EQ(currencies->size(), std::size(want));
  for (size_t i = 0; i < std::size(want); ++i) {
    const PayeeStatementCurrency& got = (*currencies)[i];
    EXPECT_EQ(got.currency, want[i].currency);
    EXPECT_EQ(got.opening_micros, want[i].opening);
    EXPECT_EQ(static_cast<int64_t>(got.lines.size()), want[i].line_count);
    EXPECT_EQ(got.earned_micros, want[i].earned);
    EXPECT_EQ(got.closing_micros, want[i].closing);
  }
  EXPECT_EQ((*currencies)[2].lines[1].earning.amount_micros, -1);
}

TEST(PayeeStatementTest, SumsThatDoNotFit) {
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  EXPECT_THAT(SumByCurrency({}, {Line("USD", kMax), Line("USD", 1)}),
              FailsWith(absl::StatusCode::kOutOfRange, "USD"));
  EXPECT_THAT(SumByCurrency({{"USD", kMax}}, {Line("USD", 1)}),
              FailsWith(absl::StatusCode::kOutOfRange, "USD"));
  EXPECT_THAT(SumByCurrency({{"USD", kMax}}, {Line("USD", -1)}), IsOk());
}

}  // namespace
}  // namespace ritornello::royalties
