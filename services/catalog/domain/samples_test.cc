#include "services/catalog/domain/samples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "libs/sql/transaction.h"
#include "libs/status/status_matchers.h"
#include "libs/time/fake_clock.h"
#include "services/catalog/storage/agreement_store.h"
#include "services/catalog/storage/sample_store.h"
#include "services/catalog/storage/testing/catalog_database.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using ::testing::SizeIs;

const TrackKey kAir{"acme", "air"};
constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr auto kNotFound = absl::StatusCode::kNotFound;

class SamplesTest : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  SamplesTest() {
    db_.AddAccount("acme");
    db_.AddParty({"acme", "winstons"});
    db_.AddTrack(kAir, "");
    EXPECT_THAT(sql::RunTransaction(db_.pool(),
                                    [](sql::Transaction& transaction) {
                                      return InsertAgreement(
                                          transaction,
                                          {.key = {"acme", "cleared"},
                                           .party_id = "winstons"});
                                    }),
                IsOk());
  }
  static Sample Amen() { return {.key = {kAir, 0}, .source = "Amen, Brother"}; }

  ritornello::testing::FakeClock clock_;
  testing::CatalogDatabase db_{GetParam()};
  Samples samples_{db_.pool(), clock_};
};

INSTANTIATE_TEST_SUITE_P(Both, SamplesTest, sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(SamplesTest, NumbersGoUpAndAreNotUsedAgain) {
  Sample want = Amen();
  want.key.number = 1;
  want.create_time = clock_.Now();
  EXPECT_EQ(samples_.Create(Amen(), {}).value(), want);
  EXPECT_EQ(samples_.Create(Amen(), {}).value().key.number, 2);
  EXPECT_THAT(samples_.Delete({kAir, 1}, {}), IsOk());
  EXPECT_EQ(samples_.Create(Amen(), {}).value().key.number, 3);
}

TEST_P(SamplesTest, Clearing) {
  const SampleKey key = samples_.Create(Amen(), {}).value().key;
  EXPECT_EQ(samples_.Clear(key, "cleared", {}).value().agreement_id, "cleared");
  EXPECT_THAT(samples_.Clear(key, "none", {}),
              FailsWith(kNotFound, "agreements/none"));
  EXPECT_THAT(samples_.Clear({kAir, 9}, "cleared", {}),
              FailsWith(kNotFound, "samples/9"));
  EXPECT_EQ(GetSample(db_.connection(), key).value().agreement_id, "cleared");
}

TEST_P(SamplesTest, Refusals) {
  Sample sample = Amen();
  sample.source = " ";
  EXPECT_THAT(samples_.Create(sample, {}),
              FailsWith(kInvalid, "sample.source"));
  sample = Amen();
  sample.agreement_id = "none";
  EXPECT_THAT(samples_.Create(sample, {}),
              FailsWith(kNotFound, "agreements/none"));
  sample = Amen();
  sample.key.track.track_id = "none";
  EXPECT_THAT(samples_.Create(sample, {}), FailsWith(kNotFound, "tracks/none"));
  EXPECT_THAT(samples_.Delete({kAir, 9}, {}),
              FailsWith(kNotFound, "samples/9"));
  for (size_t i = 0; i < kSampleCountMax; ++i) {
    ASSERT_THAT(samples_.Create(Amen(), {}), IsOk());
  }
  EXPECT_THAT(samples_.Create(Amen(), {}), FailsWith(kInvalid, "100"));
  EXPECT_THAT(SamplesOf(db_.connection(), {kAir}).value(),
              SizeIs(kSampleCountMax));
}

}  // namespace
}  // namespace ritornello::catalog
