#include "services/royalties/storage/deal_use_store.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "libs/sql/migrations.h"
#include "libs/sql/testing/backends.h"
#include "libs/status/status_matchers.h"
#include "royalties_migrations/royalties_migrations.h"
#include "services/royalties/storage/deal_store.h"
#include "services/royalties/storage/schema.h"
#include "services/royalties/storage/statement_store.h"

namespace ritornello::royalties {
namespace {

using ::ritornello::testing::IsOk;
using sql::testing::Backend;
using sql::testing::TestDatabase;

const DealKey kDeal{"acme", "artlist"};
const StatementKey kOctober{"main", "artlist-a-2026-10"};
const StatementKey kNovember{"main", "artlist-a-2026-11"};

class DealUseStoreTest : public ::testing::TestWithParam<Backend> {
 protected:
  DealUseStoreTest() : database_(GetParam()), connection_(database_.Open()) {}

  void InsertDealAndStatements() {
    auto transaction = sql::Transaction::Begin(*connection_);
    ASSERT_THAT(transaction, IsOk());
    ASSERT_THAT(
        InsertDeal(*transaction, {.key = kDeal,
                                  .library_id = "artlist",
                                  .start_date = absl::CivilDay(2026, 1, 1)}),
        IsOk());
    for (const StatementKey& key : {kOctober, kNovember}) {
      Statement statement{.key = key,
                          .source = "artlist",
                          .source_account = key.statement_id,
                          .period = absl::CivilMonth(2026, 10),
                          .currency = ParseCurrency("c", "USD").value()};
      ASSERT_THAT(InsertStatement(*transaction, statement), IsOk());
    }
    ASSERT_THAT(transaction->Commit(), IsOk());
  }

  absl::Status Record(const StatementKey& statement, absl::CivilDay day) {
    auto transaction = sql::Transaction::Begin(*connection_);
    const absl::Status recorded =
        RecordDealUses(*transaction, statement, {{kDeal, day}});
    return recorded.ok() ? transaction->Commit() : recorded;
  }
  std::string Last() {
    auto transaction = sql::Transaction::Begin(*connection_);
    const auto last = FindLastDealUse(*transaction, kDeal);
    EXPECT_THAT(last, IsOk());
    if (!last->has_value()) return "";
    return absl::StrCat((*last)->statement.statement_id, " ",
                        absl::FormatCivilTime((*last)->day));
  }
  void Update(Deal deal) {
    auto transaction = sql::Transaction::Begin(*connection_);
    ASSERT_THAT(UpdateDeal(*transaction, deal), IsOk());
    ASSERT_THAT(transaction->Commit(), IsOk());
  }

  TestDatabase database_;
  std::unique_ptr<sql::Connection> connection_;
};

INSTANTIATE_TEST_SUITE_P(Both, DealUseStoreTest,
                         sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(DealUseStoreTest, TheLatestDayOfStatementsThatAreNotVoid) {
  ASSERT_THAT(MigrateRoyalties(*connection_, absl::UnixEpoch()), IsOk());
  InsertDealAndStatements();
  EXPECT_EQ(Last(), "");
  ASSERT_THAT(Record(kOctober, absl::CivilDay(2026, 10, 9)), IsOk());
  EXPECT_EQ(Last(), "artlist-a-2026-10 2026-10-09");
  ASSERT_THAT(Record(kOctober, absl::CivilDay(2026, 10, 8)), IsOk());
  EXPECT_EQ(Last(), "artlist-a-2026-10 2026-10-09");
  ASSERT_THAT(Record(kNovember, absl::CivilDay(2026, 11, 30)), IsOk());
  EXPECT_EQ(Last(), "artlist-a-2026-11 2026-11-30");
  ASSERT_THAT(connection_->RunScript("UPDATE statements SET state = 'VOID'"
                                     " WHERE id = 'artlist-a-2026-11'"),
              IsOk());
  EXPECT_EQ(Last(), "artlist-a-2026-10 2026-10-09");
}

TEST_P(DealUseStoreTest, ADealThatNoLongerHoldsIsNotUsed) {
  ASSERT_THAT(MigrateRoyalties(*connection_, absl::UnixEpoch()), IsOk());
  InsertDealAndStatements();
  Deal deal = GetDeal(*connection_, kDeal).value();
  deal.end_date = absl::CivilDay(2026, 10, 9);
  Update(deal);
  EXPECT_THAT(Record(kOctober, absl::CivilDay(2026, 10, 9)), IsOk());
  EXPECT_EQ(Record(kOctober, absl::CivilDay(2026, 10, 10)).code(),
            absl::StatusCode::kAborted);
  EXPECT_EQ(Last(), "artlist-a-2026-10 2026-10-09");
  deal.void_time = absl::UnixEpoch();
  deal.void_reason = "withdrawn";
  Update(deal);
  EXPECT_EQ(Record(kNovember, absl::CivilDay(2026, 10, 9)).code(),
            absl::StatusCode::kAborted);
  const auto stored = GetDeal(*connection_, kDeal);
  EXPECT_EQ(stored->void_time, absl::UnixEpoch());
  EXPECT_EQ(stored->void_reason, "withdrawn");
}

// A database from before uses were kept learns them from the lines.
TEST_P(DealUseStoreTest, MigrationFindsTheUsesThereWere) {
  std::vector<std::pair<absl::string_view, absl::string_view>> before;
  for (const auto& file : royalties_migrations::Files()) {
    const absl::string_view path = file.path;
    if (path.substr(path.rfind('/') + 1) < "0003") {
      before.emplace_back(path, file.content);
    }
  }
  ASSERT_THAT(sql::Migrate(*connection_,
                           sql::MigrationsFor(connection_->dialect(), before),
                           absl::UnixEpoch()),
              IsOk());
  ASSERT_THAT(
      connection_->RunScript(
          "INSERT INTO deals VALUES ('acme', 'artlist', 'artlist',"
          " 'ROYALTY_SPLIT', 1, 0, 0, 0, NULL, NULL, '2026-01-01',"
          " '9999-12-31', 0);"
          "INSERT INTO statements VALUES ('main', 'artlist-a-2026-10',"
          " 'artlist', 'a', '2026-02', 'USD', 'generic', '', '', 'POSTED', '',"
          " 0, '', 3, 2, 1, 0, NULL, 0, 0, 0, 1);"),
      IsOk());
  const auto insert_line = [&](int ordinal, absl::string_view day,
                               absl::string_view state) {
    ASSERT_THAT(
        connection_->RunScript(absl::StrCat(
            "INSERT INTO statement_lines VALUES ('main', 'artlist-a-2026-10', ",
            ordinal, ", '', '', '', '', 0, '', '', '', '", day, "', '', '', '",
            state, "', '', 'accounts/acme/deals/artlist', '', '', '', '')")),
        IsOk());
  };
  insert_line(1, "2026-01-15", "MATCHED");
  insert_line(2, "", "MATCHED");
  insert_line(3, "2026-09-15", "SUSPENSE");
  ASSERT_THAT(MigrateRoyalties(*connection_, absl::UnixEpoch()), IsOk());
  EXPECT_EQ(Last(), "artlist-a-2026-10 2026-02-28");
}

}  // namespace
}  // namespace ritornello::royalties
