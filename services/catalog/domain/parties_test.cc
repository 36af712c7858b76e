#include "services/catalog/domain/parties.h"

#include <gtest/gtest.h>

#include <thread>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "libs/time/fake_clock.h"
#include "services/catalog/storage/testing/catalog_database.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;

class PartiesTest : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  PartiesTest() { db_.AddAccount("acme"); }

  ritornello::testing::FakeClock clock_;
  testing::CatalogDatabase db_{GetParam()};
  Parties parties_{db_.pool(), clock_};
};

INSTANTIATE_TEST_SUITE_P(Both, PartiesTest, sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

Party Ana() {
  return {.key = {"acme", "ana"},
          .display_name = "Ana Souza",
          .isni = "0000 0001 2103 2683"};
}

TEST_P(PartiesTest, Create) {
  Party want = Ana();
  want.isni = "0000000121032683";
  want.revision = 1;
  want.create_time = want.update_time = clock_.Now();
  EXPECT_EQ(parties_.Create(Ana(), {}).value(), want);
}

TEST_P(PartiesTest, CreateRefuses) {
  ASSERT_THAT(parties_.Create(Ana(), {}), IsOk());
  EXPECT_THAT(parties_.Create(Ana(), {}),
              FailsWith(absl::StatusCode::kAlreadyExists, "parties/ana"));

  Party stray = Ana();
  stray.key.account_id = "globex";
  EXPECT_THAT(parties_.Create(stray, {}),
              FailsWith(absl::StatusCode::kNotFound, "accounts/globex"));

  Party bad_id = Ana();
  bad_id.key.party_id = "Ana";
  EXPECT_THAT(parties_.Create(bad_id, {}),
              FailsWith(absl::StatusCode::kInvalidArgument, "party_id"));

  Party bad_isni = Ana();
  bad_isni.isni = "0000 0001 2103 2684";
  const absl::Status status = parties_.Create(bad_isni, {}).status();
  ASSERT_EQ(FieldViolationsOf(status).size(), 1u) << status;
  EXPECT_EQ(FieldViolationsOf(status)[0].field, "party.isni");
}

TEST_P(PartiesTest, UpdateTakesTheFieldsOfTheMask) {
  Party want = parties_.Create(Ana(), {}).value();
  clock_.Advance(absl::Seconds(1));
  const Party change{.key = want.key, .display_name = "Ana", .pro = "PRS"};
  want.pro = "PRS";
  want.revision = 2;
  want.update_time = clock_.Now();
  const std::string pro[] = {"pro"};
  EXPECT_EQ(parties_.Update(change, pro, std::nullopt, {}).value(), want);

  // Without a mask all fields are taken, also empty ones.
  want.display_name = "Ana";
  want.isni = "";
  want.revision = 3;
  EXPECT_EQ(parties_.Update(change, {}, 2, {}).value(), want);

  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(parties_.Update(change, {}, 3, {}).value(), want)
      << "nothing changed, so nothing was written";
}

TEST_P(PartiesTest, UpdateRefuses) {
  EXPECT_THAT(parties_.Update(Ana(), {}, std::nullopt, {}),
              FailsWith(absl::StatusCode::kNotFound, "parties/ana"));
  const Party ana = parties_.Create(Ana(), {}).value();
  const absl::Status stale = parties_.Update(Ana(), {}, 2, {}).status();
  EXPECT_THAT(stale, FailsWith(absl::StatusCode::kAborted, "parties/ana"));
  EXPECT_EQ(ReasonOf(stale).reason, "ETAG_MISMATCH");
  for (const char* field : {"name", "create_time", "etag", "isni.x", ""}) {
    const std::string mask[] = {"pro", field};
    EXPECT_THAT(parties_.Update(Ana(), mask, std::nullopt, {}),
                FailsWith(absl::StatusCode::kInvalidArgument, "update_mask"));
  }
  Party nameless = Ana();
  nameless.display_name = "";
  EXPECT_THAT(
      parties_.Update(nameless, {}, std::nullopt, {}),
      FailsWith(absl::StatusCode::kInvalidArgument, "party.display_name"));
}

TEST_P(PartiesTest, OfRacingUpdatesWithOneEtagOneWins) {
  ASSERT_THAT(parties_.Create(Ana(), {}), IsOk());
  constexpr int kThreadCount = 6;
  std::vector<absl::Status> results(kThreadCount);
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreadCount; ++i) {
    threads.emplace_back([&, i] {
      Party change = Ana();
      change.pro = absl::StrCat("PRO ", i);
      const std::string pro[] = {"pro"};
      results[static_cast<size_t>(i)] =
          parties_.Update(change, pro, 1, {}).status();
    });
  }
  for (std::thread& thread : threads) thread.join();
  int won_count = 0;
  for (const absl::Status& status : results) {
    if (status.ok()) {
      ++won_count;
    } else {
      EXPECT_EQ(ReasonOf(status).reason, "ETAG_MISMATCH") << status;
    }
  }
  EXPECT_EQ(won_count, 1);
}

}  // namespace
}  // namespace ritornello::catalog
