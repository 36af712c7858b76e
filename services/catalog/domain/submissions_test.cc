#include "services/catalog/domain/submissions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/barrier.h"
#include "libs/sql/transaction.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "libs/time/fake_clock.h"
#include "services/catalog/domain/placements.h"
#include "services/catalog/storage/library_store.h"
#include "services/catalog/storage/placement_store.h"
#include "services/catalog/storage/readiness_store.h"
#include "services/catalog/storage/split_sheet_store.h"
#include "services/catalog/storage/testing/catalog_database.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

using State = SubmissionState;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr auto kNotFound = absl::StatusCode::kNotFound;
constexpr auto kPrecondition = absl::StatusCode::kFailedPrecondition;

const SubmissionKey kSpring{"acme", "spring"};

// acme's tracks a, b, c and d are Ana's, who is the account itself, and ready
// for "artlist", which is exclusive and takes two or three at a time.
class SubmissionsTest : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  SubmissionsTest() {
    db_.AddAccount("acme");
    db_.AddParty({"acme", "ana"});
    db_.Run("UPDATE parties SET is_own = 1", {});
    Write([&](sql::Transaction& transaction) {
      for (const char* id : {"artlist", "titan"}) {
        EXPECT_THAT(
            InsertLibrary(transaction,
                          {.id = id,
                           .exclusivity_scope = ExclusivityScope::kLicensing,
                           .submission_track_count_min = 2,
                           .submission_track_count_max = 3}),
            IsOk());
      }
      return absl::OkStatus();
    });
    for (const char* id : {"a", "b", "c", "d"}) AddReady({"acme", id});
  }

  void Write(const std::function<absl::Status(sql::Transaction&)>& work) {
    ASSERT_THAT(sql::RunTransaction(db_.pool(), work), IsOk());
  }
  void AddReady(const TrackKey& track) {
    db_.AddTrack(track, "");
    db_.Run("INSERT INTO track_items VALUES ($1, $2, 'mood', 1, 'Dark')",
            {track.account_id, track.track_id});
    std::vector<Readiness> readiness;
    for (const char* library : {"artlist", "titan"}) {
      Readiness one{.key = {track, library},
                    .state = ReadinessState::kReady,
                    .assess_time = clock_.Now()};
      for (const Dimension dimension :
           {Dimension::kTechnical, Dimension::kVersions, Dimension::kMetadata,
            Dimension::kRights}) {
        one.checks.push_back({.dimension = dimension});
      }
      readiness.push_back(std::move(one));
    }
    std::vector<TrackSplitSheet> sheets;
    for (const Right right : {Right::kMaster, Right::kSyncComposition}) {
      sheets.push_back({track,
                        {.right = right,
                         .number = 1,
                         .shares = {{"ana", ShareRole::kOwner, 1}}}});
    }
    Write([&](sql::Transaction& transaction) {
      EXPECT_THAT(InsertSplitSheets(transaction, sheets), IsOk());
      return ReplaceReadiness(transaction, track, readiness);
    });
  }
  static Submission Of(const SubmissionKey& key,
                       const std::vector<std::string>& track_ids,
                       const std::string& library_id = "artlist") {
    Submission submission{.key = key, .library_id = library_id};
    for (const std::string& id : track_ids) {
      submission.tracks.push_back({.track_id = id});
    }
    return submission;
  }
  // "a HELD", … of all placements.
  std::vector<std::string> Placed() {
    std::vector<std::string> placed;
    const auto list = ListPlacements(db_.connection(),
                                     {.account_id = "acme", .count_max = 100});
    EXPECT_THAT(list, IsOk());
    for (const Placement& one : list.value()) {
      placed.push_back(absl::StrCat(one.key.track.track_id, " ",
                                    PlacementStateName(one.state)));
    }
    return placed;
  }
  absl::StatusOr<Submission> Draft(const std::vector<std::string>& track_ids) {
    return submissions_.Create(Of(kSpring, track_ids), {});
  }
  absl::StatusOr<Submission> Submitted(
      const std::vector<std::string>& track_ids) {
    EXPECT_THAT(Draft(track_ids), IsOk());
    return submissions_.Submit(kSpring, true, {});
  }
  static TrackDecision Yes(const std::string& id) {
    return {id, {.outcome = DecisionOutcome::kAccepted}};
  }
  static TrackDecision No(const std::string& id, RejectionCategory category) {
    return {id,
            {.outcome = DecisionOutcome::kRejected,
             .category = category,
             .words = "no"}};
  }

  ritornello::testing::FakeClock clock_;
  testing::CatalogDatabase db_{GetParam()};
  Submissions submissions_{db_.pool(), clock_};
  Placements placements_{db_.pool(), clock_};
};

INSTANTIATE_TEST_SUITE_P(Both, SubmissionsTest, sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(SubmissionsTest, DraftsAreMadeAndChanged) {
  const Submission draft = Draft({"b", "a"}).value();
  EXPECT_EQ(draft.state, State::kDraft);
  EXPECT_EQ(draft.tracks[0].track_id, "b");
  EXPECT_EQ(draft.revision, 1);
  EXPECT_EQ(draft.create_time, clock_.Now());
  EXPECT_THAT(Draft({"a"}),
              FailsWith(absl::StatusCode::kAlreadyExists, "spring"));

  clock_.Advance(absl::Seconds(1));
  Submission change = Of(kSpring, {"c"});
  change.note = "please";
  const std::string note[] = {"note"};
  const Submission noted =
      submissions_.Update(change, note, draft.revision, {}).value();
  EXPECT_EQ(noted.note, "please");
  EXPECT_EQ(noted.tracks.size(), 2u);
  EXPECT_EQ(noted.revision, 2);
  EXPECT_EQ(noted.update_time, clock_.Now());
  EXPECT_THAT(submissions_.Update(change, note, draft.revision, {}),
              FailsWith(absl::StatusCode::kAborted, "spring"));
}

TEST_P(SubmissionsTest, DraftsThatCannotBe) {
  EXPECT_THAT(submissions_.Create(Of({"acme", "Spring"}, {"a"}), {}),
              FailsWith(kInvalid, "submission_id"));
  EXPECT_THAT(submissions_.Create(Of(kSpring, {}), {}),
              FailsWith(kInvalid, "submission.tracks"));
  EXPECT_THAT(submissions_.Create(Of({"nobody", "x"}, {"a"}), {}),
              FailsWith(kNotFound, "accounts/nobody"));
  EXPECT_THAT(submissions_.Create(Of(kSpring, {"a"}, "none"), {}),
              FailsWith(kNotFound, "libraries/none"));
  EXPECT_THAT(submissions_.Create(Of(kSpring, {"a", "none"}), {}),
              FailsWith(kNotFound, "tracks/none"));
  Submission linked = Of(kSpring, {"a"});
  linked.reapplies_to = "none";
  EXPECT_THAT(submissions_.Create(linked, {}),
              FailsWith(kNotFound, "submissions/none"));
}

TEST_P(SubmissionsTest, SubmittingOffersTheTracks) {
  const Submission sent = Submitted({"a", "b"}).value();
  EXPECT_EQ(sent.state, State::kSubmitted);
  EXPECT_EQ(sent.submit_time, clock_.Now());
  EXPECT_EQ(sent.tracks[0].audio_sha256.size(), 64u);
  EXPECT_THAT(Placed(), ElementsAre("a OFFERED", "b OFFERED"));
  // Its own offers do not hinder it when somebody looks again.
  EXPECT_TRUE(submissions_.Check({.key = kSpring}).value().passes);
  // What is offered exclusively is offered to nobody else, by whatever way.
  EXPECT_THAT(placements_.Create(
                  {.key = {{"acme", "a"}, 0}, .library_id = "titan"}, {}),
              FailsWith(kPrecondition, "libraries/artlist is offered it"));
  const SubmissionCheck check =
      submissions_.Check(Of({"acme", "other"}, {"a", "c"}, "titan")).value();
  EXPECT_FALSE(check.passes);
  EXPECT_EQ(check.tracks[0].problems[0].rule, "NOT_AVAILABLE");
  EXPECT_THAT(check.tracks[1].problems, IsEmpty());
}

TEST_P(SubmissionsTest, WhatFailsIsNotSubmitted) {
  ASSERT_THAT(Draft({"a", "b", "c", "d"}), IsOk());
  const absl::Status fails = submissions_.Submit(kSpring, true, {}).status();
  EXPECT_THAT(fails, FailsWith(kPrecondition,
                               "TOO_MANY_TRACKS: has 4 of at most 3 tracks"));
  EXPECT_EQ(ReasonOf(fails).reason, "SUBMISSION_FAILS");
  EXPECT_EQ(ReasonOf(fails).metadata["failure_count"], "1");
  EXPECT_THAT(Placed(), IsEmpty());
  EXPECT_EQ(submissions_.Check({.key = kSpring}).value().problems[0].rule,
            "TOO_MANY_TRACKS");
  // A change that has not been looked at might have spoilt it.
  const Submission smaller = Of(kSpring, {"a", "b"});
  ASSERT_THAT(submissions_.Update(smaller, {}, std::nullopt, {}), IsOk());
  db_.Run(
      "INSERT INTO jobs VALUES ('ASSESS', 'acme', 'b', 0, 'PENDING', 0, '',"
      " 0, '')",
      {});
  EXPECT_THAT(submissions_.Submit(kSpring, true, {}),
              FailsWith(kPrecondition, "tracks/b: ASSESSMENT_PENDING"));
  db_.Run("DELETE FROM jobs", {});
  const absl::Status undeclared =
      submissions_.Submit(kSpring, false, {}).status();
  EXPECT_EQ(ReasonOf(undeclared).reason, "AVAILABILITY_NOT_DECLARED");
  EXPECT_THAT(submissions_.Submit(kSpring, true, {}), IsOk());
}

TEST_P(SubmissionsTest, DecisionsSettleTheOffers) {
  ASSERT_THAT(Submitted({"a", "b", "c"}), IsOk());
  const TrackDecision first[] = {Yes("a")};
  const Submission partly =
      submissions_.RecordDecisions(kSpring, first, {}).value();
  EXPECT_EQ(partly.state, State::kSubmitted);
  EXPECT_THAT(Placed(), ElementsAre("a HELD", "b OFFERED", "c OFFERED"));
  ASSERT_THAT(submissions_.StartReview(kSpring, {}), IsOk());
  const TrackDecision rest[] = {No("c", RejectionCategory::kTechnical),
                                No("b", RejectionCategory::kSaturation)};
  clock_.Advance(absl::Seconds(1));
  const Submission done =
      submissions_.RecordDecisions(kSpring, rest, {}).value();
  EXPECT_EQ(done.state, State::kPartlyAccepted);
  EXPECT_EQ(done.tracks[2].decision->words, "no");
  EXPECT_EQ(done.tracks[2].decision->decide_time, clock_.Now());
  EXPECT_THAT(Placed(), ElementsAre("a HELD", "b CLOSED", "c CLOSED"));
  // Said again it changes nothing; said otherwise it is refused.
  EXPECT_EQ(submissions_.RecordDecisions(kSpring, rest, {}).value(), done);
  const TrackDecision other[] = {Yes("b")};
  EXPECT_THAT(submissions_.RecordDecisions(kSpring, other, {}),
              FailsWith(kPrecondition, "tracks/b was decided: REJECTED"));
  // What was rejected as technical comes again only with other audio.
  Submission again = Of({"acme", "summer"}, {"c", "d"});
  again.reapplies_to = "spring";
  const SubmissionCheck check = submissions_.Check(again).value();
  ASSERT_EQ(check.tracks[0].problems.size(), 1u);
  EXPECT_EQ(check.tracks[0].problems[0].rule, "AUDIO_UNCHANGED");
  EXPECT_THAT(check.problems, IsEmpty());
}

TEST_P(SubmissionsTest, WithdrawingFreesTheTracks) {
  ASSERT_THAT(Submitted({"a", "b"}), IsOk());
  const TrackDecision one[] = {Yes("a")};
  ASSERT_THAT(submissions_.RecordDecisions(kSpring, one, {}), IsOk());
  EXPECT_EQ(submissions_.Withdraw(kSpring, {}).value().state,
            State::kWithdrawn);
  EXPECT_THAT(Placed(), ElementsAre("a HELD", "b CLOSED"));
  EXPECT_THAT(submissions_.Check(Of({"acme", "x"}, {"b", "c"}, "titan"))
                  .value()
                  .tracks[0]
                  .problems,
              IsEmpty());
}

// From each state, what may be done.
TEST_P(SubmissionsTest, IllegalJumpsAreRefused) {
  const TrackDecision yes[] = {Yes("a"), Yes("b")};
  const TrackDecision no[] = {No("a", RejectionCategory::kUniqueness),
                              No("b", RejectionCategory::kUniqueness)};
  const TrackDecision mixed[] = {Yes("a"),
                                 No("b", RejectionCategory::kUniqueness)};
  using Act = std::function<absl::Status()>;
  const std::map<std::string, Act> acts = {
      {"update",
       [&] {
         return submissions_.Update(Of(kSpring, {"a", "b"}), {}, {}, {})
             .status();
       }},
      {"submit",
       [&] { return submissions_.Submit(kSpring, true, {}).status(); }},
      {"review",
       [&] { return submissions_.StartReview(kSpring, {}).status(); }},
      {"decide",
       [&] { return submissions_.RecordDecisions(kSpring, yes, {}).status(); }},
      {"withdraw", [&] { return submissions_.Withdraw(kSpring, {}).status(); }},
  };
  const struct {
    State state;
    std::vector<std::string> allowed;
  } cases[] = {
      {State::kDraft, {"submit", "update", "withdraw"}},
      {State::kSubmitted, {"decide", "review", "withdraw"}},
      {State::kInReview, {"decide", "withdraw"}},
      {State::kAccepted, {"decide"}},  // the same again
      {State::kPartlyAccepted, {}},    // another stands
      {State::kRejected, {}},
      {State::kWithdrawn, {}},
  };
  for (const auto& c : cases) {
    std::vector<std::string> allowed;
    for (const auto& [name, act] : acts) {
      db_.Run("DELETE FROM placements", {});
      db_.Run("DELETE FROM submission_tracks", {});
      db_.Run("DELETE FROM submissions", {});
      ASSERT_THAT(Draft({"a", "b"}), IsOk());
      if (c.state != State::kDraft) {
        ASSERT_THAT(submissions_.Submit(kSpring, true, {}), IsOk());
      }
      if (c.state == State::kInReview) {
        ASSERT_THAT(submissions_.StartReview(kSpring, {}), IsOk());
      }
      if (c.state == State::kWithdrawn) {
        ASSERT_THAT(submissions_.Withdraw(kSpring, {}), IsOk());
      }
      const std::map<State, std::span<const TrackDecision>> decisions = {
          {State::kAccepted, yes},
          {State::kRejected, no},
          {State::kPartlyAccepted, mixed}};
      if (decisions.count(c.state) > 0) {
        ASSERT_THAT(
            submissions_.RecordDecisions(kSpring, decisions.at(c.state), {}),
            IsOk());
      }
      const absl::Status status = act();
      if (status.ok()) {
        allowed.push_back(name);
      } else {
        EXPECT_EQ(status.code(), kPrecondition) << name << ": " << status;
      }
    }
    EXPECT_EQ(allowed, c.allowed) << SubmissionStateName(c.state);
  }
}

// Two libraries that both want a track for themselves are not both sent it.
TEST_P(SubmissionsTest, TwoSubmissionsOfOneTrackRace) {
  for (int round = 0; round < 4; ++round) {
    const std::vector<std::string> tracks = {absl::StrCat("x", round),
                                             absl::StrCat("y", round)};
    for (const std::string& id : tracks) AddReady({"acme", id});
    const SubmissionKey keys[] = {{"acme", absl::StrCat("one-", round)},
                                  {"acme", absl::StrCat("two-", round)}};
    ASSERT_THAT(submissions_.Create(Of(keys[0], tracks, "artlist"), {}),
                IsOk());
    // In the other order, which must not end in each waiting for the other.
    ASSERT_THAT(
        submissions_.Create(Of(keys[1], {tracks[1], tracks[0]}, "titan"), {}),
        IsOk());
    absl::Status outcomes[2];
    {
      absl::Barrier start(2);
      std::vector<std::jthread> rivals;
      for (int i = 0; i < 2; ++i) {
        rivals.emplace_back([&, i] {
          start.Block();
          outcomes[i] = submissions_.Submit(keys[i], true, {}).status();
        });
      }
    }
    EXPECT_NE(outcomes[0].ok(), outcomes[1].ok())
        << outcomes[0] << " / " << outcomes[1];
    EXPECT_THAT(outcomes[0].ok() ? outcomes[1] : outcomes[0],
                FailsWith(kPrecondition, "NOT_AVAILABLE"));
  }
}

TEST_P(SubmissionsTest, ARepeatedRequestIsOneSubmission) {
  ASSERT_THAT(Draft({"a", "b"}), IsOk());
  const request_log::Request request{.subject = "ana",
                                     .request_id = "r-1",
                                     .method = "SubmitSubmission",
                                     .payload_sha256 = std::string(64, '0')};
  const Submission once = submissions_.Submit(kSpring, true, request).value();
  EXPECT_EQ(submissions_.Submit(kSpring, true, request).value(), once);
  EXPECT_THAT(Placed(), ElementsAre("a OFFERED", "b OFFERED"));
}

}  // namespace
}  // namespace ritornello::catalog
