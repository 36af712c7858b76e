#include "services/catalog/storage/work_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "libs/sql/in_list.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "services/catalog/storage/testing/catalog_database.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Work WorkNamed(const std::string& account_id, const std::string& id) {
  return {.key = {account_id, id},
          .title = "Nocturne \xC3\xA9",
          .iswc = "T0345246801",
          .revision = 1,
          .create_time = absl::FromUnixMicros(1),
          .update_time = absl::FromUnixMicros(2)};
}

class WorkStoreTest : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  WorkStoreTest() {
    for (const char* account : {"acme", "globex"}) db_.AddAccount(account);
  }
  absl::Status Insert(const Work& work) {
    return sql::RunTransaction(db_.pool(), [&](sql::Transaction& transaction) {
      return InsertWork(transaction, work);
    });
  }
  absl::Status Upsert(const std::vector<Work>& works) {
    return sql::RunTransaction(db_.pool(), [&](sql::Transaction& transaction) {
      return UpsertWorks(transaction, works);
    });
  }

  testing::CatalogDatabase db_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Both, WorkStoreTest, sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(WorkStoreTest, WhatIsInsertedIsRead) {
  const Work work = WorkNamed("acme", "nocturne");
  ASSERT_THAT(Insert(work), IsOk());
  EXPECT_EQ(GetWork(db_.connection(), work.key).value(), work);
  const absl::Status taken = Insert(work);
  EXPECT_THAT(taken, FailsWith(absl::StatusCode::kAlreadyExists,
                               "accounts/acme/works/nocturne"));
  EXPECT_EQ(ReasonOf(taken).reason, "WORK_EXISTS");
  // The same id in another account is another work.
  const auto missing =
      GetWork(db_.connection(), {"globex", "nocturne"}).status();
  EXPECT_THAT(missing, FailsWith(absl::StatusCode::kNotFound,
                                 "accounts/globex/works/nocturne"));
  EXPECT_EQ(ReasonOf(missing).reason, "WORK_NOT_FOUND");
}

TEST_P(WorkStoreTest, UpsertMakesWhatIsNewAndCountsUpWhatIsThere) {
  Work known = WorkNamed("acme", "nocturne");
  ASSERT_THAT(Insert(known), IsOk());
  Work changed = known;
  changed.title = "Nocturne";
  changed.iswc = "";
  changed.create_time = changed.update_time = absl::FromUnixMicros(9);
  const Work fresh = WorkNamed("acme", "etude");
  ASSERT_THAT(Upsert({changed, fresh}), IsOk());
  known.title = "Nocturne";
  known.iswc = "";
  known.revision = 2;
  known.update_time = absl::FromUnixMicros(9);
  EXPECT_EQ(GetWork(db_.connection(), known.key).value(), known);
  EXPECT_EQ(GetWork(db_.connection(), fresh.key).value(), fresh);
  EXPECT_THAT(Upsert({}), IsOk());
}

TEST_P(WorkStoreTest, ListsAreByIdOfOneAccount) {
  for (const char* id : {"c", "a", "b-2", "b"}) {
    ASSERT_THAT(Insert(WorkNamed("acme", id)), IsOk());
  }
  ASSERT_THAT(Insert(WorkNamed("globex", "aa")), IsOk());
  EXPECT_THAT(ListWorks(db_.connection(), "acme", "", 2).value(),
              ElementsAre(WorkNamed("acme", "a"), WorkNamed("acme", "b")));
  EXPECT_THAT(ListWorks(db_.connection(), "acme", "b", 9).value(),
              ElementsAre(WorkNamed("acme", "b-2"), WorkNamed("acme", "c")));
}

TEST_P(WorkStoreTest, MoreKeysThanOneStatementTakesAreLockedTogether) {
  std::set<WorkKey> keys;
  for (size_t i = 0; i < sql::kInListSizeMax + 1; ++i) {
    keys.insert({"acme", absl::StrCat("w", i)});
  }
  const Work first = WorkNamed("acme", "w0");
  const Work last = WorkNamed("acme", "w999");  // in the order of texts
  ASSERT_THAT(Upsert({first, last, WorkNamed("globex", "w1")}), IsOk());
  auto transaction = sql::Transaction::Begin(db_.connection());
  ASSERT_THAT(transaction, IsOk());
  const auto locked = LockWorks(*transaction, keys).value();
  ASSERT_THAT(locked, SizeIs(2));
  EXPECT_EQ(locked.at(first.key), first);
  EXPECT_EQ(locked.at(last.key), last);
  EXPECT_THAT(LockWorks(*transaction, {}).value(), IsEmpty());
}

}  // namespace
}  // namespace ritornello::catalog
