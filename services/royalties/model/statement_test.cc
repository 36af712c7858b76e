#include "services/royalties/model/statement.h"

#include <gtest/gtest.h>

#include <string>

#include "libs/status/status_matchers.h"

namespace ritornello::royalties {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;

// Where the day begins first it is November in one microsecond.
const absl::Time kNow =
    absl::FromCivil(absl::CivilHour(2026, 10, 31, 10), absl::UTCTimeZone()) -
    absl::Microseconds(1);

StatementHeader Header() {
  return {.book = "main",
          .source = "artlist",
          .source_account = "a",
          .period = absl::CivilMonth(2026, 10),
          .currency = ParseCurrency("currency", "USD").value(),
          .file_name = "october.csv"};
}

TEST(StatementTest, Id) {
  const struct {
    const char* account;
    int revision;
    const char* want;
  } cases[] = {
      {"a", 1, "artlist-a-2026-10"},
      {"a", 2, "artlist-a-2026-10-2"},
      {"A & B, Ltd.", 1, "artlist-a-b-ltd-2026-10"},
      {"--", 1, "artlist-2026-10"},
      {"\xE6\x97\xA5\xE6\x9C\xAC", 3, "artlist-2026-10-3"},
  };
  for (const auto& c : cases) {
    StatementHeader header = Header();
    header.source_account = c.account;
    EXPECT_EQ(StatementId(header, c.revision), c.want);
  }
}

TEST(StatementTest, Validate) {
  EXPECT_THAT(Validate(Header(), kNow), IsOk());
  const struct {
    void (*spoil)(StatementHeader&);
    const char* want;  // nullptr: accepted
  } cases[] = {
      {[](StatementHeader& h) { h.source = ""; }, "header.source"},
      {[](StatementHeader& h) { h.source = "Artlist"; }, "header.source"},
      {[](StatementHeader& h) { h.source_account = ""; }, "source_account"},
      {[](StatementHeader& h) { h.source_account = "a\nb"; }, "source_account"},
      {[](StatementHeader& h) { h.source_account = "a "; }, "no blanks"},
      {[](StatementHeader& h) { h.source_account = " a"; }, "no blanks"},
      {[](StatementHeader& h) { h.source_account = "a b"; }, nullptr},
      {[](StatementHeader& h) { h.file_sha256 = "12"; }, "header.file_sha256"},
      {[](StatementHeader& h) {
         h.source_account = std::string(kSourceAccountSizeMax, 'x');
       },
       nullptr},
      {[](StatementHeader& h) {
         h.source_account = std::string(kSourceAccountSizeMax + 1, 'x');
       },
       "source_account"},
      {[](StatementHeader& h) {
         h.file_name = std::string(kFileNameSizeMax, 'x');
       },
       nullptr},
      {[](StatementHeader& h) {
         h.file_name = std::string(kFileNameSizeMax + 1, 'x');
       },
       "file_name"},
      {[](StatementHeader& h) {
         h.declared_total = Money(ParseCurrency("c", "EUR").value(), 1);
       },
       "header.declared_total.currency_code: must be USD"},
  };
  for (const auto& c : cases) {
    StatementHeader header = Header();
    c.spoil(header);
    if (c.want == nullptr) {
      EXPECT_THAT(Validate(header, kNow), IsOk());
    } else {
      EXPECT_THAT(Validate(header, kNow),
                  FailsWith(absl::StatusCode::kInvalidArgument, c.want));
    }
  }
}

TEST(StatementTest, AMonthHasBegunWhereTheDayBeginsFirst) {
  StatementHeader header = Header();
  header.period = absl::CivilMonth(2026, 11);
  EXPECT_THAT(Validate(header, kNow),
              FailsWith(absl::StatusCode::kInvalidArgument,
                        "header.period: must have begun, as 2026-10 has, got "
                        "2026-11"));
  EXPECT_THAT(Validate(header, kNow + absl::Microseconds(1)), IsOk());
}

TEST(StatementTest, Transitions) {
  using enum StatementState;
  const StatementState all[] = {kReceived, kRightsResolved, kPosted, kHeld,
                                kVoid};
  // Columns in the order of `all`; 1 where the row may become the column.
  const struct {
    StatementState from;
    const char* to;
  } rows[] = {{kReceived, "01011"},
              {kRightsResolved, "00111"},
              {kPosted, "00001"},
              {kHeld, "10001"},
              {kVoid, "00000"}};
  for (const auto& row : rows) {
    std::string to;
    for (const StatementState state : all) {
      to.push_back(MayBecome(row.from, state) ? '1' : '0');
    }
    EXPECT_EQ(to, row.to) << StateName(row.from);
  }
}

TEST(StatementTest, NamesAreReadBack) {
  for (const char* name :
       {"RECEIVED", "RIGHTS_RESOLVED", "POSTED", "HELD", "VOID"}) {
    EXPECT_EQ(StateName(ParseStatementState(name).value()), name);
  }
  for (const char* name : {"OPEN", "MATCHED", "SUSPENSE"}) {
    EXPECT_EQ(StateName(ParseLineState(name).value()), name);
  }
  for (const char* name :
       {"", "TRACK_UNKNOWN", "TRACK_AMBIGUOUS", "IDENTIFIER_LOST",
        "DEAL_MISSING", "DEAL_EARNS_NOTHING", "RIGHTS_MISSING"}) {
    EXPECT_EQ(ReasonName(ParseSuspenseReason(name).value()), name);
  }
  EXPECT_FALSE(ParseStatementState("OPEN").ok());
  EXPECT_FALSE(ParseLineState("").ok());
  EXPECT_FALSE(ParseSuspenseReason("LOST").ok());
}

TEST(StatementTest, EarningDay) {
  StatementLine line;
  EXPECT_EQ(EarningDay(line, absl::CivilMonth(2024, 2)),
            absl::CivilDay(2024, 2, 29));
  line.usage_date = absl::CivilDay(2024, 1, 5);
  EXPECT_EQ(EarningDay(line, absl::CivilMonth(2024, 2)),
            absl::CivilDay(2024, 1, 5));
}

}  // namespace
}  // namespace ritornello::royalties
