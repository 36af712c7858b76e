#include "services/catalog/domain/works.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "libs/time/fake_clock.h"
#include "services/catalog/storage/testing/catalog_database.h"
#include "services/catalog/storage/work_store.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;

class WorksTest : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  WorksTest() { db_.AddAccount("acme"); }
  absl::StatusOr<Work> Update(const Work& work,
                              const std::vector<std::string>& mask,
                              std::optional<int64_t> revision = {},
                              const request_log::Request& request = {}) {
    return works_.Update(work, mask, revision, request);
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

TEST_P(WorksTest, EachOfManyAtOnceIsOneRevision) {
  constexpr int kRacers = 6;
  const Work made = works_.Create(Nocturne(), {}).value();
  std::vector<std::thread> threads;
  for (int i = 0; i < kRacers; ++i) {
    threads.emplace_back([&, i] {
      Work other = made;
      other.title = absl::StrCat("Nocturne ", i);
      EXPECT_THAT(Update(other, {"title"}), IsOk());
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(GetWork(db_.connection(), made.key)->revision, 1 + kRacers);
}

}  // namespace
}  // namespace ritornello::catalog
