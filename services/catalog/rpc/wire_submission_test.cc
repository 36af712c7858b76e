#include "services/catalog/rpc/wire_submission.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>

#include "libs/status/status_matchers.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

template <typename Message>
Message FromText(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message))
      << text;
  return message;
}

TEST(WireSubmissionTest, ASubmissionIsWrittenInFull) {
  const Submission submission{
      .key = {"acme", "spring"},
      .library_id = "artlist",
      .tracks = {{.track_id = "air",
                  .decision =
                      Decision{.outcome = DecisionOutcome::kRejected,
                               .category = RejectionCategory::kUniqueness,
                               .words = "too plain",
                               .decide_time = absl::FromUnixSeconds(4)},
                  .declared_availability = {"x"},
                  .audio_sha256 = "not on the wire"},
                 {.track_id = "aria"}},
      .extent = {.territories = {"DE"}},
      .note = "hello",
      .reapplies_to = "winter",
      .state = SubmissionState::kInReview,
      .create_time = absl::FromUnixSeconds(1),
      .submit_time = absl::FromUnixSeconds(2),
      .update_time = absl::FromUnixSeconds(3),
      .revision = 5};
  EXPECT_EQ(
      ToWire(submission).DebugString(),
      FromText<v1::Submission>(
          "name: 'accounts/acme/submissions/spring' "
          "library: 'libraries/artlist' "
          "tracks { track: 'accounts/acme/tracks/air' decision { "
          "track: 'accounts/acme/tracks/air' outcome: REJECTED "
          "category: UNIQUENESS words: 'too plain' "
          "decide_time { seconds: 4 } } declared_availability: 'x' } "
          "tracks { track: 'accounts/acme/tracks/aria' } "
          "extent { territories: 'DE' } note: 'hello' "
          "reapplies_to: 'accounts/acme/submissions/winter' state: IN_REVIEW "
          "create_time { seconds: 1 } submit_time { seconds: 2 } "
          "update_time { seconds: 3 } etag: 'r5'")
          .DebugString());
}

TEST(WireSubmissionTest, WhatTheSenderSaysIsRead) {
  const auto read = FromWire(
      FromText<v1::Submission>(
          "library: 'libraries/artlist' "
          "tracks { track: 'accounts/acme/tracks/air' "
          "decision { outcome: ACCEPTED } } note: 'hello' "
          "reapplies_to: 'accounts/acme/submissions/winter' state: ACCEPTED"),
      "acme");
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(*read, (Submission{.library_id = "artlist",
                               .tracks = {{.track_id = "air"}},
                               .note = "hello",
                               .reapplies_to = "winter"}));
}

TEST(WireSubmissionTest, ACheckIsWrittenWithTheVersionsItIsAbout) {
  const SubmissionCheck check{
      .passes = false,
      .problems = {{.rule = "TOO_FEW_TRACKS"}},
      .tracks = {{.track = {"acme", "air"},
                  .track_title = "Air",
                  .problems = {{.severity = Severity::kNotMeasured,
                                .rule = "TEMPO",
                                .version_number = 2}},
                  .availability = {"x", "y"}}},
      .consistency = 42};
  const v1::SubmissionCheck wire = ToWire(check);
  EXPECT_FALSE(wire.passes());
  EXPECT_EQ(wire.problems(0).rule(), "TOO_FEW_TRACKS");
  EXPECT_EQ(wire.tracks(0).track(), "accounts/acme/tracks/air");
  EXPECT_EQ(wire.tracks(0).track_title(), "Air");
  EXPECT_EQ(wire.tracks(0).problems(0).version(),
            "accounts/acme/tracks/air/versions/2");
  EXPECT_EQ(wire.tracks(0).availability(1), "y");
  EXPECT_EQ(wire.consistency(), 42);
  EXPECT_FALSE(ToWire(SubmissionCheck()).has_consistency());
}

TEST(WireSubmissionTest, CountsAreGatheredByLibrary) {
  const auto rejected = DecisionOutcome::kRejected;
  const DecisionCount counts[] = {
      {"artlist", std::nullopt, std::nullopt, 1},
      {"artlist", DecisionOutcome::kAccepted, std::nullopt, 2},
      {"titan", rejected, RejectionCategory::kSaturation, 3},
      {"titan", rejected, RejectionCategory::kTechnical, 4},
      {"titan", rejected, RejectionCategory::kUniqueness, 5}};
  EXPECT_EQ(ToWire(counts).DebugString(),
            FromText<v1::SummarizeDecisionsResponse>(
                "summaries { library: 'libraries/artlist' undecided_count: 1 "
                "accepted_count: 2 } "
                "summaries { library: 'libraries/titan' "
                "saturation_rejection_count: 3 technical_rejection_count: 4 "
                "uniqueness_rejection_count: 5 }")
                .DebugString());
}

TEST(WireSubmissionTest, DecisionsAreRead) {
  const auto read = FromWire(
      FromText<v1::RecordDecisionsRequest>(
          "decisions { track: 'accounts/acme/tracks/air' outcome: ACCEPTED } "
          "decisions { track: 'accounts/acme/tracks/aria' outcome: REJECTED "
          "category: SATURATION words: 'enough' }")
          .decisions(),
      "acme");
  ASSERT_THAT(read, IsOk());
  ASSERT_EQ(read->size(), 2u);
  EXPECT_EQ((*read)[0].track_id, "air");
  EXPECT_EQ((*read)[0].decision.category, std::nullopt);
  EXPECT_EQ((*read)[1].decision,
            (Decision{.outcome = DecisionOutcome::kRejected,
                      .category = RejectionCategory::kSaturation,
                      .words = "enough"}));
  EXPECT_THAT(FromWire(FromText<v1::RecordDecisionsRequest>(
                           "decisions { track: 'accounts/acme/tracks/air' "
                           "outcome: REJECTED category: 9 }")
                           .decisions(),
                       "acme"),
              FailsWith(kInvalid, "decisions[0].category"));
}

}  // namespace
}  // namespace ritornello::catalog
