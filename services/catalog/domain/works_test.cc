#include "services/catalog/domain/works.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "libs/time/fake_clock.h"
#include "services/catalog/storage/testing/catalog_database.h"
#include "services/catalog/storage/work_store.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class WorksTest : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  WorksTest() { db_.AddAccount("acme"); }
  absl::StatusOr<Work> Update(const Work& work,
                              const std::vector<std::string>& mask,
                              std::optional<int64_t> revision = {},
                              const request_log::Request& request = {}) {
    return works_.Update(work, mask, revision, request);
  }
  std::vector<bool> Set(const std::vector<Work>& works) {
    std::vector<bool> is_changed;
    EXPECT_THAT(sql::RunTransaction(db_.pool(),
                                    [&](sql::Transaction& transaction) {
                                      auto result = SetWorks(transaction, works,
                                                             clock_.Now());
                                      if (result.ok()) is_changed = *result;
                                      return result.status();
                                    }),
                IsOk());
    return is_changed;
  }

  ritornello::testing::FakeClock clock_;
  testing::CatalogDatabase db_{GetParam()};
  Works works_{db_.pool(), clock_};
};

INSTANTIATE_TEST_SUITE_P(Both, WorksTest, sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

Work Nocturne() {
  return {.key = {"acme", "nocturne"},
          .title = "Nocturne",
          .iswc = "T-034.524.680-1"};
}

TEST_P(WorksTest, Create) {
  Work want = Nocturne();
  want.iswc = "T0345246801";
  want.revision = 1;
  want.create_time = want.update_time = clock_.Now();
  EXPECT_EQ(works_.Create(Nocturne(), {}).value(), want);
}

TEST_P(WorksTest, CreateRefuses) {
  ASSERT_THAT(works_.Create(Nocturne(), {}), IsOk());
  EXPECT_THAT(works_.Create(Nocturne(), {}),
              FailsWith(absl::StatusCode::kAlreadyExists, "works/nocturne"));
  Work stray = Nocturne();
  stray.key.account_id = "globex";
  EXPECT_THAT(works_.Create(stray, {}),
              FailsWith(absl::StatusCode::kNotFound, "accounts/globex"));
  Work bad_id = Nocturne();
  bad_id.key.work_id = "Nocturne";
  EXPECT_THAT(works_.Create(bad_id, {}),
              FailsWith(absl::StatusCode::kInvalidArgument, "work_id"));
  Work bad_iswc = Nocturne();
  bad_iswc.key.work_id = "etude";
  bad_iswc.iswc = "T-034.524.680-2";
  EXPECT_THAT(works_.Create(bad_iswc, {}),
              FailsWith(absl::StatusCode::kInvalidArgument, "work.iswc"));
}

TEST_P(WorksTest, ARepeatedRequestIsDoneOnce) {
  const request_log::Request create{"ana", "c-1", "CreateWork", "sha"};
  const Work made = works_.Create(Nocturne(), create).value();
  EXPECT_EQ(works_.Create(Nocturne(), create).value(), made);
  Work other = made;
  other.title = "Nocturne in E flat";
  const request_log::Request update{"ana", "u-1", "UpdateWork", "sha"};
  EXPECT_EQ(Update(other, {}, 1, update)->revision, 2);
  EXPECT_EQ(Update(other, {}, 1, update)->revision, 2);
}

TEST_P(WorksTest, UpdateTakesTheFieldsNamedAndWritesOnlyWhatIsNew) {
  Work want = works_.Create(Nocturne(), {}).value();
  clock_.Advance(absl::Hours(1));
  const Work other{.key = want.key, .title = " Etude ", .iswc = ""};
  want.title = "Etude";
  want.revision = 2;
  want.update_time = clock_.Now();
  EXPECT_EQ(Update(other, {"title"}).value(), want);
  clock_.Advance(absl::Hours(1));
  EXPECT_EQ(Update(other, {"title"}).value(), want);
  want.iswc = "";
  want.revision = 3;
  want.update_time = clock_.Now();
  EXPECT_EQ(Update(other, {}, 2).value(), want);
}

TEST_P(WorksTest, UpdateRefuses) {
  const Work made = works_.Create(Nocturne(), {}).value();
  Work other = made;
  other.title = "";
  EXPECT_THAT(Update(other, {"title"}),
              FailsWith(absl::StatusCode::kInvalidArgument, "work.title"));
  EXPECT_THAT(Update(other, {"name"}),
              FailsWith(absl::StatusCode::kInvalidArgument, "update_mask"));
  const auto stale = Update(other, {"iswc"}, 2);
  EXPECT_THAT(stale, FailsWith(absl::StatusCode::kAborted, "etag"));
  EXPECT_EQ(ReasonOf(stale.status()).reason, "ETAG_MISMATCH");
  other.key.work_id = "etude";
  EXPECT_THAT(Update(other, {"iswc"}),
              FailsWith(absl::StatusCode::kNotFound, "works/etude"));
  EXPECT_EQ(GetWork(db_.connection(), made.key).value(), made);
}

TEST_P(WorksTest, SetMakesAndChangesWhatDiffers) {
  Work nocturne = Nocturne();
  nocturne.iswc = "T0345246801";
  const Work etude{.key = {"acme", "etude"}, .title = "Etude"};
  EXPECT_THAT(Set({nocturne, etude}), ElementsAre(true, true));
  EXPECT_EQ(GetWork(db_.connection(), etude.key)->create_time, clock_.Now());
  clock_.Advance(absl::Hours(1));
  EXPECT_THAT(Set({nocturne, etude}), ElementsAre(false, false));
  EXPECT_EQ(GetWork(db_.connection(), nocturne.key)->revision, 1);
  nocturne.title = "Nocturne in E flat";
  EXPECT_THAT(Set({etude, nocturne}), ElementsAre(false, true));
  const Work changed = GetWork(db_.connection(), nocturne.key).value();
  EXPECT_EQ(changed.revision, 2);
  EXPECT_EQ(changed.update_time, clock_.Now());
  EXPECT_EQ(changed.create_time, clock_.Now() - absl::Hours(1));
  EXPECT_THAT(Set({}), IsEmpty());
}

TEST_P(WorksTest, RacersThatSetOneWorkMakeItOnce) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&] {
      EXPECT_THAT(sql::RunTransaction(db_.pool(),
                                      [&](sql::Transaction& transaction) {
                                        const Work work = Nocturne();
                                        return SetWorks(transaction,
                                                        std::span(&work, 1),
                                                        clock_.Now())
                                            .status();
                                      }),
                  IsOk());
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(GetWork(db_.connection(), Nocturne().key)->title, "Nocturne");
}

}  // namespace
}  // namespace ritornello::catalog
