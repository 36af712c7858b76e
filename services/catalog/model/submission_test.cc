#include "services/catalog/model/submission.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;

using State = SubmissionState;
constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr auto kPrecondition = absl::StatusCode::kFailedPrecondition;

Submission Of(const std::vector<std::string>& track_ids) {
  Submission submission{.key = {"acme", "spring"}, .library_id = "artlist"};
  for (const std::string& id : track_ids) {
    submission.tracks.push_back({.track_id = id});
  }
  return submission;
}

Decision Accepted() { return {.outcome = DecisionOutcome::kAccepted}; }
Decision Rejected(RejectionCategory category) {
  return {.outcome = DecisionOutcome::kRejected, .category = category};
}

std::vector<std::string> FieldsOf(const absl::Status& status) {
  std::vector<std::string> fields;
  for (const FieldViolation& violation : FieldViolationsOf(status)) {
    fields.push_back(violation.field);
  }
  return fields;
}

TEST(SubmissionTest, WhatIsNoSubmissionIsRefused) {
  Submission good = Of({"a", "b"});
  good.note = " hello ";
  good.extent.territories = {"de"};
  ASSERT_THAT(Normalize(good), IsOk());
  EXPECT_EQ(good.note, "hello");
  EXPECT_THAT(good.extent.territories, ElementsAre("DE"));

  Submission bad = Of({"a", "b", "a"});
  bad.note = std::string(kNoteSizeMax + 1, 'x');
  bad.reapplies_to = "spring";
  bad.extent.territories = {"UK"};
  EXPECT_THAT(FieldsOf(Normalize(bad)),
              ElementsAre("tracks[2].track", "note", "reapplies_to",
                          "extent.territories[0]"));
  Submission empty = Of({});
  EXPECT_THAT(FieldsOf(Normalize(empty)), ElementsAre("tracks"));
  std::vector<std::string> many;
  for (size_t i = 0; i < kSubmittedTrackCountMax; ++i) {
    many.push_back(absl::StrCat("t", i));
  }
  Submission full = Of(many);
  EXPECT_THAT(Normalize(full), IsOk());
  full.tracks.push_back({.track_id = "one-more"});
  EXPECT_THAT(FieldsOf(Normalize(full)), ElementsAre("tracks"));
}

TEST(SubmissionTest, TheMaskSaysWhatChanges) {
  Submission from = Of({"b"});
  from.note = "new";
  from.reapplies_to = "winter";
  from.extent.territories = {"DE"};
  from.library_id = "titan";
  Submission to = Of({"a"});
  const std::string note[] = {"note"};
  ASSERT_THAT(CopyFields(note, from, to), IsOk());
  EXPECT_EQ(to.note, "new");
  EXPECT_EQ(to.tracks[0].track_id, "a");
  ASSERT_THAT(CopyFields({}, from, to), IsOk());
  EXPECT_EQ(to.tracks[0].track_id, "b");
  EXPECT_EQ(to.reapplies_to, "winter");
  EXPECT_EQ(to.extent, from.extent);
  EXPECT_EQ(to.library_id, "artlist");
  for (const std::string field : {"library", "state", "x"}) {
    EXPECT_THAT(CopyFields({&field, 1}, from, to),
                FailsWith(kInvalid, "update_mask"));
  }
}

TEST(SubmissionTest, TheLastDecisionConcludes) {
  const auto technical = Rejected(RejectionCategory::kTechnical);
  const struct {
    std::vector<TrackDecision> decisions;
    State state;
  } cases[] = {
      {{{"a", Accepted()}}, State::kInReview},
      {{{"a", Accepted()}, {"b", Accepted()}}, State::kAccepted},
      {{{"a", technical}, {"b", technical}}, State::kRejected},
      {{{"b", technical}, {"a", Accepted()}}, State::kPartlyAccepted},
  };
  for (const auto& c : cases) {
    Submission submission = Of({"a", "b"});
    submission.state = State::kInReview;
    ASSERT_THAT(Decide(c.decisions, submission), IsOk());
    EXPECT_EQ(submission.state, c.state);
  }
}

TEST(SubmissionTest, DecisionsThatCannotBe) {
  const auto refused = [](std::vector<TrackDecision> decisions) {
    Submission submission = Of({"a", "b"});
    submission.state = State::kSubmitted;
    submission.tracks[1].decision = Accepted();
    return Decide(decisions, submission);
  };
  EXPECT_THAT(FieldsOf(refused({})), ElementsAre("decisions"));
  EXPECT_THAT(FieldsOf(refused({{"a", Accepted()}, {"c", Accepted()}})),
              ElementsAre("decisions[1].track"));
  EXPECT_THAT(FieldsOf(refused({{"a", Accepted()}, {"a", Accepted()}})),
              ElementsAre("decisions[1].track"));
  EXPECT_THAT(
      FieldsOf(refused({{"a", {.outcome = DecisionOutcome::kRejected}}})),
      ElementsAre("decisions[0].category"));
  Decision odd = Accepted();
  odd.category = RejectionCategory::kSaturation;
  EXPECT_THAT(FieldsOf(refused({{"a", odd}})),
              ElementsAre("decisions[0].category"));
  Decision wordy = Accepted();
  wordy.words = std::string(kDecisionWordsSizeMax + 1, 'x');
  EXPECT_THAT(FieldsOf(refused({{"a", wordy}})),
              ElementsAre("decisions[0].words"));
  // The same again is no other decision.
  EXPECT_THAT(refused({{"b", Accepted()}}), IsOk());
  const absl::Status stands =
      refused({{"b", Rejected(RejectionCategory::kUniqueness)}});
  EXPECT_THAT(stands, FailsWith(kPrecondition, "was decided: ACCEPTED"));
  EXPECT_EQ(ReasonOf(stands).reason, "DECISION_STANDS");
}

TEST(SubmissionTest, AStateThatIsNotAllowedIsNamed) {
  Submission submission = Of({"a"});
  EXPECT_THAT(RequireState(submission, {State::kDraft}), IsOk());
  submission.state = State::kWithdrawn;
  const absl::Status status =
      RequireState(submission, {State::kDraft, State::kSubmitted});
  EXPECT_THAT(status, FailsWith(kPrecondition,
                                "accounts/acme/submissions/spring is "
                                "WITHDRAWN, and would have to be DRAFT or "
                                "SUBMITTED"));
  EXPECT_EQ(ReasonOf(status).reason, "SUBMISSION_STATE");
}

}  // namespace
}  // namespace ritornello::catalog
