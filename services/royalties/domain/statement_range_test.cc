// Exports over several months, and lines that come with two files: nobody is
// paid twice for one line, and every line can be paid once.
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "libs/sql/testing/backends.h"
#include "libs/status/status_matchers.h"
#include "libs/time/fake_clock.h"
#include "services/royalties/domain/statements.h"
#include "services/royalties/formats/testing/profiles.h"
#include "services/royalties/storage/schema.h"
#include "services/royalties/storage/statement_line_store.h"
#include "services/royalties/storage/statement_store.h"

namespace ritornello::royalties {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::FakeClock;
using ::ritornello::testing::IsOk;
using sql::testing::TestDatabase;

// As DistroKid writes them: what was reported in a month was sold before.
constexpr char kNames[] = "Reporting Date\tSale Month\tISRC\tEarnings (USD)\n";
constexpr char kJanuary[] =
    "2026-01-12\t2025-11\tGBAYE6800011\t1\n"
    "2026-01-12\t2025-11\tGBAYE6800011\t1\n";
constexpr char kFebruary[] = "2026-02-12\t2025-11\tGBAYE6800011\t20\n";
constexpr char kMarch[] = "2026-03-12\t2026-01\tGBAYE6800011\t300\n";
constexpr char kApril[] = "2026-04-12\t2026-02\tGBAYE6800011\t4000\n";

std::string FirstQuarter() {
  return absl::StrCat(kNames, kJanuary, kFebruary, kMarch);
}
std::string FebruaryToApril() {
  return absl::StrCat(kNames, kFebruary, kMarch, kApril);
}

// As a table of our own columns has them, which says no month of reporting.
constexpr char kUsed[] = "isrc,net,usage_date\n";
constexpr char kUsedInMarch[] =
    "GBAYE6800011,1,2026-03-01\nGBAYE6800011,1,2026-03-01\n"
    "GBAYE6800011,2,2026-03-02\nGBAYE6800011,3,2026-03\n";

class StatementRangeTest
    : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  StatementRangeTest()
      : database_(GetParam(), MigrateRoyalties),
        pool_(database_.OpenPool()),
        connection_(database_.Open()) {}

  static StatementHeader Header(int month, bool is_range = false) {
    return {.book = "main",
            .source = "shop",
            .source_account = "a",
            .period = absl::CivilMonth(2026, month),
            .currency = ParseCurrency("c", "USD").value(),
            .file_name = "export.tsv",
            .is_range = is_range};
  }
  absl::StatusOr<Statement> Import(const StatementHeader& header,
                                   absl::string_view text) {
    auto file = SpooledFile::Create();
    EXPECT_THAT(file, IsOk());
    EXPECT_THAT(file->Append(text), IsOk());
    return statements_.Import(header, *file);
  }
  // "RECEIVED 22", or "HELD 22: why".
  std::string Imported(const StatementHeader& header, absl::string_view text) {
    const auto statement = Import(header, text);
    EXPECT_THAT(statement, IsOk());
    return statement.ok() ? TextOf(*statement) : "";
  }
  static std::string TextOf(const Statement& statement) {
    return absl::StrCat(
        StateName(statement.state), " ", statement.total_micros / 1'000'000,
        statement.hold_reason.empty() ? "" : ": ", statement.hold_reason);
  }
  std::string Released(const std::string& id) {
    const auto statement = statements_.Release({"main", id});
    EXPECT_THAT(statement, IsOk());
    return statement.ok() ? TextOf(*statement) : "";
  }

  TestDatabase database_;
  std::unique_ptr<sql::Pool> pool_;
  std::unique_ptr<sql::Connection> connection_;
  FakeClock clock_;
  Statements statements_{*pool_, clock_, testing::BuiltInProfiles()};
};

INSTANTIATE_TEST_SUITE_P(Both, StatementRangeTest,
                         sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(StatementRangeTest, AFileThatIsNotOfItsMonthIsRefused) {
  const std::string undated = "isrc,net\nGBAYE6800011,1\n";
  const std::string half_told =
      "isrc,net,reporting_month\nGBAYE6800011,1,2026-01\nGBAYE6800011,1,\n";
  const struct {
    StatementHeader header;
    std::string file;
    const char* want;
  } cases[] = {
      {Header(2), absl::StrCat(kNames, kJanuary),
       "header.period: must be a month in which the source reported lines, "
       "2026-01 (2 lines from line 2), got 2026-02"},
      {Header(3), FirstQuarter(),
       "header.is_range: must be true for a file with lines of several months, "
       "2026-01 (2 lines from line 2), 2026-02 (1 line from line 4), 2026-03 "
       "(1 line from line 5); then those of one month are taken, and the file "
       "is imported once for each"},
      {Header(4, true), FirstQuarter(),
       "header.period: must be a month in which the source reported lines, "
       "2026-01 (2 lines from line 2), 2026-02 (1 line from line 4), 2026-03 "
       "(1 line from line 5), got 2026-04"},
      // An export by the day of sale says nothing of months of reporting.
      {Header(3, true), absl::StrCat(kUsed, kUsedInMarch),
       "header.is_range: must be false: line 2 does not say in which month "
       "the source reported it; export each month by itself"},
      {Header(1, true), half_told, "header.is_range: must be false: line 3"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.want);
    EXPECT_THAT(Import(c.header, c.file),
                FailsWith(absl::StatusCode::kInvalidArgument, c.want));
  }
  EXPECT_EQ(Imported(Header(1), half_told), "RECEIVED 2");
  EXPECT_EQ(Imported(Header(5), undated), "RECEIVED 1");
}

TEST_P(StatementRangeTest, OfTwoExportsThatOverlapEachLineIsTakenOnce) {
  EXPECT_EQ(Imported(Header(1, true), FirstQuarter()), "RECEIVED 2");
  EXPECT_EQ(Imported(Header(2, true), FirstQuarter()), "RECEIVED 20");
  EXPECT_EQ(Imported(Header(3, true), FirstQuarter()), "RECEIVED 300");
  const std::string there_is =
      ": there is another file for this source, account and period: "
      "books/main/statements/shop-a-2026-";
  EXPECT_EQ(Imported(Header(2, true), FebruaryToApril()),
            absl::StrCat("HELD 20", there_is, "02"));
  EXPECT_EQ(Imported(Header(3, true), FebruaryToApril()),
            absl::StrCat("HELD 300", there_is, "03"));
  EXPECT_EQ(Imported(Header(4, true), FebruaryToApril()), "RECEIVED 4000");
  // The month by itself is another file for it.
  EXPECT_EQ(Imported(Header(4), absl::StrCat(kNames, kApril)),
            absl::StrCat("HELD 4000", there_is, "04"));
  // Again: the same statement.
  EXPECT_EQ(Imported(Header(1, true), FirstQuarter()), "RECEIVED 2");
  const auto lines =
      ListLines(*connection_, {"main", "shop-a-2026-03"}, std::nullopt, 0, 10);
  ASSERT_THAT(lines, IsOk());
  ASSERT_EQ(lines->size(), 1u);
  EXPECT_EQ(lines->at(0).ordinal, 5);  // as in the file
}

TEST_P(StatementRangeTest, AMonthThatIsHeldIsReleasedBesideItsNeighbours) {
  StatementHeader february = Header(2, true);
  february.declared_total = Money(february.currency, 21'000'000);
  EXPECT_EQ(Imported(february, FirstQuarter()),
            "HELD 20: the declared total is 21, the sum of the lines 20, 1 "
            "less");
  EXPECT_EQ(Imported(Header(1, true), FirstQuarter()), "RECEIVED 2");
  EXPECT_EQ(Released("shop-a-2026-02"), "RECEIVED 20");
  // But the whole file of another account is the same file.
  StatementHeader other = Header(3, true);
  other.source_account = "b";
  EXPECT_EQ(Imported(other, FirstQuarter()),
            "HELD 300: the same file came before: "
            "books/main/statements/shop-a-2026-01; the same file came before: "
            "books/main/statements/shop-a-2026-02");
}

TEST_P(StatementRangeTest, TotalsAreOfTheFileAndHoldsOfTheMonth) {
  const std::string names =
      "Reporting Date\tSale Month\tISRC\tTeam Percentage\tEarnings (USD)\n";
  const std::string lines =
      "2026-01-12\t2025-11\tGBAYE6800011\t100\t1\n"
      "2026-02-12\t2025-12\tGBAYE6800011\t50\t2\n";
  const std::string why =
      "1 line has Team Percentage below 100: the rest was paid to others by "
      "the source";
  const std::string file = absl::StrCat(names, lines, "Total\t\t\t\t3\n");
  const auto january = Import(Header(1, true), file);
  ASSERT_THAT(january, IsOk());
  EXPECT_EQ(TextOf(*january), "RECEIVED 1");
  EXPECT_EQ(january->declared_total_micros, std::nullopt);
  EXPECT_EQ(Imported(Header(2, true), file), "HELD 2: " + why);
  EXPECT_EQ(
      Imported(Header(2, true), absl::StrCat(names, lines, "Total\t\t\t\t4\n")),
      absl::StrCat("HELD 2: the total in the file is 4, the sum of the "
                   "lines 3, 1 less; ",
                   why,
                   "; there is another file for this source, account and "
                   "period: books/main/statements/shop-a-2026-02"));
}

// Where the file says nothing of the month, the lines speak for themselves.
TEST_P(StatementRangeTest, LinesThatCameWithAnotherMonthAreNamed) {
  const std::string quarter =
      absl::StrCat(kUsed, "GBAYE6800011,9,2026-01-01\n", kUsedInMarch);
  const std::string later =
      absl::StrCat(kUsed, kUsedInMarch, "GBAYE6800011,7,2026-04-01\n");
  EXPECT_EQ(Imported(Header(3), quarter), "RECEIVED 16");
  const std::string held =
      "HELD 14: lines 2, 3, 4 and 1 more came before, word for word, in: "
      "books/main/statements/shop-a-2026-03";
  EXPECT_EQ(Imported(Header(4), later), held);
  EXPECT_EQ(GetStatement(*connection_, {"main", "shop-a-2026-04"})->state,
            StatementState::kHeld);
  // Another source, account or currency has lines of its own.
  StatementHeader other = Header(4);
  other.source_account = "b";
  EXPECT_EQ(Imported(other, later + "GBAYE6800011,1,2026-04-01\n"),
            "RECEIVED 15");
  // When the first is void, the second may be all there is.
  ASSERT_THAT(statements_.Void({"main", "shop-a-2026-03"}, "wrong"), IsOk());
  ASSERT_THAT(statements_.Void({"main", "shop-a-2026-04"}, "again"), IsOk());
  EXPECT_EQ(Imported(Header(4), later), "RECEIVED 14");
  EXPECT_EQ(Imported(Header(3), quarter),
            "HELD 16: lines 3, 4, 5 and 1 more came before, word for word, in: "
            "books/main/statements/shop-a-2026-04-2");
}

TEST_P(StatementRangeTest, WhatIsNoSecondPayment) {
  const struct {
    const char* name;
    std::string first;
    std::string second;
  } cases[] = {
      {"the same fee each month, without a day", "isrc,net\nGBAYE6800011,5\n",
       "isrc,net\n\nGBAYE6800011,5\n"},
      {"other days", absl::StrCat(kUsed, "GBAYE6800011,5,2026-03-01\n"),
       absl::StrCat(kUsed, "GBAYE6800011,5,2026-04-01\n")},
      {"other amounts", absl::StrCat(kUsed, "GBAYE6800011,5,2026-03-05\n"),
       absl::StrCat(kUsed, "GBAYE6800011,6,2026-03-05\n")},
      // Late sales of a month that the source says it reports anew.
      {"another month of reporting",
       "isrc,net,usage_date,reporting_month\nGBAYE6800011,5,2026-01,2026-03\n",
       "isrc,net,usage_date,reporting_month\nGBAYE6800011,5,2026-01,2026-04\n"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    StatementHeader march = Header(3);
    march.source_account = absl::StrReplaceAll(c.name, {{",", ""}});
    StatementHeader april = march;
    april.period = absl::CivilMonth(2026, 4);
    const auto first = Import(march, c.first);
    ASSERT_THAT(first, IsOk());
    EXPECT_EQ(first->state, StatementState::kReceived);
    const auto second = Import(april, c.second);
    ASSERT_THAT(second, IsOk());
    EXPECT_EQ(second->state, StatementState::kReceived) << second->hold_reason;
  }
}

TEST_P(StatementRangeTest, WhoeverReleasesLearnsOfLinesPostedSince) {
  StatementHeader march = Header(3);
  march.declared_total = Money(march.currency, 8'000'000);
  EXPECT_EQ(Imported(march, absl::StrCat(kUsed, kUsedInMarch)),
            "HELD 7: the declared total is 8, the sum of the lines 7, 1 less");
  EXPECT_EQ(Imported(Header(4), absl::StrCat(kUsed, kUsedInMarch,
                                             "GBAYE6800011,7,2026-04-01\n")),
            "HELD 14: lines 2, 3, 4 and 1 more came before, word for word, in: "
            "books/main/statements/shop-a-2026-03");
  EXPECT_EQ(Released("shop-a-2026-04"), "RECEIVED 14");
  EXPECT_EQ(Released("shop-a-2026-03"),
            "HELD 7: the declared total is 8, the sum of the lines 7, 1 less; "
            "lines 2, 3, 4 and 1 more came into the books since, word for "
            "word, with: books/main/statements/shop-a-2026-04");
  EXPECT_EQ(Released("shop-a-2026-03"), "RECEIVED 7");
}

TEST_P(StatementRangeTest, OfTwoThatComeAtOnceOneIsHeld) {
  for (int round = 0; round < 4; ++round) {
    std::vector<std::thread> threads;
    for (const int month : {3, 4, 5}) {
      threads.emplace_back([this, round, month] {
        StatementHeader header = Header(month);
        header.source_account = absl::StrCat(round);
        Imported(header, absl::StrCat(kUsed, kUsedInMarch, "GBAYE6800011,",
                                      10 * round + month, ",2026-04-01\n"));
      });
    }
    for (std::thread& thread : threads) thread.join();
    int received = 0;
    for (const int month : {3, 4, 5}) {
      const auto statement = GetStatement(
          *connection_,
          {"main", absl::StrCat("shop-", round, "-2026-0", month)});
      ASSERT_THAT(statement, IsOk());
      received += statement->state == StatementState::kReceived ? 1 : 0;
    }
    EXPECT_EQ(received, 1);
  }
}

}  // namespace
}  // namespace ritornello::royalties
