#include "services/royalties/rpc/statement_gauges.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "libs/server/metrics.h"
#include "libs/server/scraped_gauges.h"
#include "libs/sql/testing/backends.h"
#include "libs/sql/transaction.h"
#include "libs/status/status_matchers.h"
#include "libs/time/fake_clock.h"
#include "services/royalties/storage/schema.h"
#include "services/royalties/storage/statement_store.h"

namespace ritornello::royalties {
namespace {

using ::ritornello::testing::IsOk;

std::string Page(int received, int resolved, int held, int suspense) {
  return absl::StrCat(
      "# HELP ritornello_royalties_statements"
      " Statements that are neither posted nor void.\n"
      "# TYPE ritornello_royalties_statements gauge\n"
      "ritornello_royalties_statements{state=\"RECEIVED\"} ",
      received, "\nritornello_royalties_statements{state=\"RIGHTS_RESOLVED\"} ",
      resolved, "\nritornello_royalties_statements{state=\"HELD\"} ", held,
      "\n# HELP ritornello_royalties_suspense_lines"
      " Lines of posted statements that are in suspense.\n"
      "# TYPE ritornello_royalties_suspense_lines gauge\n"
      "ritornello_royalties_suspense_lines ",
      suspense, "\n");
}

class StatementGaugesTest
    : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  void Write(const std::function<absl::Status(sql::Transaction&)>& work) {
    EXPECT_THAT(sql::RunTransaction(*pool_, work), IsOk());
  }
  void Update(const Statement& statement) {
    Write([&](sql::Transaction& t) { return UpdateStatement(t, statement); });
  }
  std::string Scrape() { return server::MetricsText(gauges_); }

  ritornello::testing::FakeClock clock_;
  sql::testing::TestDatabase database_{GetParam(), MigrateRoyalties};
  std::unique_ptr<sql::Pool> pool_ = database_.OpenPool();
  prometheus::Registry registry_;
  server::Log log_{clock_, [](absl::string_view) {}};
  server::ScrapedGauges gauges_{"royalties",
                                [this] { return ReadStatementGauges(*pool_); },
                                registry_,
                                log_,
                                {.hold = absl::ZeroDuration()}};
};

INSTANTIATE_TEST_SUITE_P(Both, StatementGaugesTest,
                         sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(StatementGaugesTest, AStatementIsCountedWhereItWaits) {
  EXPECT_EQ(Scrape(), Page(0, 0, 0, 0));
  Statement statement{.key = {"main", "october"},
                      .source = "artlist",
                      .source_account = "a",
                      .period = absl::CivilMonth(2026, 10),
                      .currency = ParseCurrency("c", "USD").value()};
  Write([&](sql::Transaction& t) { return InsertStatement(t, statement); });
  EXPECT_EQ(Scrape(), Page(1, 0, 0, 0));
  statement.state = StatementState::kRightsResolved;
  Update(statement);
  EXPECT_EQ(Scrape(), Page(0, 1, 0, 0));
  statement.state = StatementState::kHeld;
  Update(statement);
  EXPECT_EQ(Scrape(), Page(0, 0, 1, 0));
  statement.state = StatementState::kPosted;
  statement.suspense_line_count = 12;
  Update(statement);
  EXPECT_EQ(Scrape(), Page(0, 0, 0, 12));
  statement.state = StatementState::kVoid;
  Update(statement);
  EXPECT_EQ(Scrape(), Page(0, 0, 0, 0));
}

TEST_P(StatementGaugesTest, ADatabaseThatFailsLeavesTheGaugesOut) {
  const auto run = [this](const std::string& script) {
    EXPECT_THAT(pool_->Borrow().value()->RunScript(script), IsOk());
  };
  EXPECT_NE(Scrape(), "");
  run("ALTER TABLE statements RENAME TO gone");
  EXPECT_EQ(Scrape(), "");
  EXPECT_NE(server::MetricsText(registry_).find(
                "ritornello_scrapes_incomplete_total{group=\"royalties\"} 1\n"),
            std::string::npos);
  run("ALTER TABLE gone RENAME TO statements");
  EXPECT_EQ(Scrape(), Page(0, 0, 0, 0));
}

}  // namespace
}  // namespace ritornello::royalties
