#include "services/catalog/storage/sample_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "services/catalog/storage/agreement_store.h"
#include "services/catalog/storage/testing/catalog_database.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const TrackKey kAir{"acme", "air"};
const TrackKey kNocturne{"acme", "nocturne"};

Sample Of(const TrackKey& track, int64_t number,
          const std::string& agreement_id) {
  return {.key = {track, number},
          .source = "Amen, Brother",
          .agreement_id = agreement_id,
          .create_time = absl::FromUnixMicros(7)};
}

class SampleStoreTest : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  SampleStoreTest() {
    db_.AddAccount("acme");
    db_.AddParty({"acme", "winstons"});
    db_.AddTrack(kAir, "");
    db_.AddTrack(kNocturne, "");
    Write([](sql::Transaction& transaction) {
      return InsertAgreement(
          transaction, {.key = {"acme", "cleared"}, .party_id = "winstons"});
    });
  }
  void Write(const std::function<absl::Status(sql::Transaction&)>& work) {
    ASSERT_THAT(sql::RunTransaction(db_.pool(), work), IsOk());
  }

  testing::CatalogDatabase db_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Both, SampleStoreTest, sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(SampleStoreTest, WhatIsWrittenIsRead) {
  Write([](sql::Transaction& transaction) {
    const Sample samples[] = {Of(kNocturne, 1, ""), Of(kAir, 2, ""),
                              Of(kAir, 1, "cleared")};
    return InsertSamples(transaction, samples);
  });
  EXPECT_THAT(SamplesOf(db_.connection(), {kAir, kNocturne}).value(),
              ElementsAre(Of(kAir, 1, "cleared"), Of(kAir, 2, ""),
                          Of(kNocturne, 1, "")));
  EXPECT_THAT(SamplesOf(db_.connection(), {}).value(), IsEmpty());
  Write([](sql::Transaction& transaction) {
    EXPECT_THAT(DeleteSample(transaction, {kAir, 1}), IsOk());
    const Sample cleared = Of(kAir, 2, "cleared");
    return UpdateSamples(transaction, {&cleared, 1});
  });
  EXPECT_THAT(SamplesOf(db_.connection(), {kAir, kNocturne}).value(),
              ElementsAre(Of(kAir, 2, "cleared"), Of(kNocturne, 1, "")));
  EXPECT_EQ(GetSample(db_.connection(), {kAir, 2}).value(),
            Of(kAir, 2, "cleared"));
  const absl::Status none = GetSample(db_.connection(), {kAir, 1}).status();
  EXPECT_THAT(none, FailsWith(absl::StatusCode::kNotFound, "samples/1"));
  EXPECT_EQ(ReasonOf(none).reason, "SAMPLE_NOT_FOUND");
}

}  // namespace
}  // namespace ritornello::catalog
