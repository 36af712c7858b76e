#include "services/catalog/domain/ingest_samples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "services/catalog/domain/agreements.h"
#include "services/catalog/domain/testing/ingested_catalog.h"
#include "services/catalog/storage/sample_store.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Item;
using ::testing::SizeIs;
using Outcome = IngestAck::Outcome;

Sample From(const std::string& source, const std::string& agreement_id = "") {
  return {.source = source, .agreement_id = agreement_id};
}

IngestItem Sampling(const std::string& reference, std::vector<Sample> samples) {
  IngestItem item = Item(reference);
  item.samples = std::move(samples);
  return item;
}

class IngestSamplesTest
    : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  IngestSamplesTest() {
    Agreements agreements(catalog_.db().pool(), catalog_.clock());
    for (const char* id : {"one", "two"}) {
      EXPECT_THAT(
          agreements.Create(
              {.key = {"acme", id}, .party_id = "ana", .document = "binder"},
              {}),
          IsOk());
    }
  }
  // "1 Amen one" …: number, source and agreement.
  std::vector<std::string> SamplesIn(const TrackKey& track) {
    std::vector<std::string> samples;
    const auto found = SamplesOf(catalog_.db().connection(), {track});
    for (const Sample& sample : found.value()) {
      samples.push_back(absl::StrCat(sample.key.number, " ", sample.source, " ",
                                     sample.agreement_id));
    }
    return samples;
  }

  testing::IngestedCatalog catalog_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Both, IngestSamplesTest,
                         sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(IngestSamplesTest, WhatIsNotDeclaredIsAndWhatIsNotClearedIs) {
  const struct {
    std::vector<Sample> samples;
    Outcome outcome;
    std::vector<std::string> want;
  } steps[] = {
      {{From(" Amen "), From("Funky", "one")},
       Outcome::kCreated,
       {"1 Amen ", "2 Funky one"}},
      {{From("Funky"), From("Amen")},
       Outcome::kUnchanged,
       {"1 Amen ", "2 Funky one"}},
      {{}, Outcome::kUnchanged, {"1 Amen ", "2 Funky one"}},
      {{From("Amen", "two"), From("Think")},
       Outcome::kUpdated,
       {"1 Amen two", "2 Funky one", "3 Think "}},
      // Cleared it stays.
      {{From("Amen", "one"), From("Funky", "two")},
       Outcome::kUnchanged,
       {"1 Amen two", "2 Funky one", "3 Think "}},
      {{From("Think", "one")},
       Outcome::kUpdated,
       {"1 Amen two", "2 Funky one", "3 Think one"}},
  };
  for (const auto& step : steps) {
    const IngestAck ack = catalog_.Ingest({Sampling("r1", step.samples)})[0];
    EXPECT_EQ(ack.outcome, step.outcome);
    EXPECT_EQ(SamplesIn(ack.track), step.want);
  }
}

TEST_P(IngestSamplesTest, WhatNoSampleCanBeRejectsTheItem) {
  std::vector<Sample> too_many;
  for (size_t i = 0; i <= kIngestSampleCountMax; ++i) {
    too_many.push_back(From(absl::StrCat(i)));
  }
  const struct {
    std::vector<Sample> samples;
    const char* field;
  } cases[] = {
      {too_many, "samples"},
      {{From("a"), From(" ")}, "samples[1].source"},
      {{From("a"), From(std::string("a\0b", 3))}, "samples[1].source"},
      {{From("a"), From("b"), From("a ")}, "samples[2].source"},
      {{From("a", "one"), From("b", "none")}, "samples[1].agreement"},
  };
  for (const auto& c : cases) {
    const auto acks =
        catalog_.Ingest({Sampling("bad", c.samples), Sampling("good", {})});
    EXPECT_EQ(acks[0].outcome, Outcome::kRejected);
    EXPECT_NE(acks[1].outcome, Outcome::kRejected);
    const auto violations = FieldViolationsOf(acks[0].error);
    ASSERT_THAT(violations, SizeIs(1));
    EXPECT_EQ(violations[0].field, c.field);
  }
  EXPECT_THAT(catalog_.db().Run("SELECT number FROM samples", {}), IsEmpty());
}

TEST_P(IngestSamplesTest, ATrackHasSoManyAndNoMore) {
  std::vector<Sample> samples;
  for (size_t i = 0; i < kSampleCountMax; ++i) {
    samples.push_back(From(absl::StrCat(i)));
  }
  const TrackKey track = catalog_.IngestOne(Sampling("r1", samples));
  EXPECT_THAT(SamplesIn(track), SizeIs(kSampleCountMax));
  const absl::Status error =
      catalog_.Ingest({Sampling("r1", {From("more")})})[0].error;
  ASSERT_THAT(FieldViolationsOf(error), SizeIs(1));
  EXPECT_EQ(FieldViolationsOf(error)[0].field, "samples");
}

}  // namespace
}  // namespace ritornello::catalog
