#include "services/catalog/storage/submission_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "services/catalog/storage/library_store.h"
#include "services/catalog/storage/testing/catalog_database.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Decision Rejected(RejectionCategory category) {
  return {.outcome = DecisionOutcome::kRejected,
          .category = category,
          .words = "no, thank you",
          .decide_time = absl::FromUnixMicros(4)};
}

// Every field has a value of its own, so that two that are mixed up differ.
Submission Full(const std::string& id, const std::string& library_id) {
  return {
      .key = {"acme", id},
      .library_id = library_id,
      .tracks = {{.track_id = "nocturne",
                  .decision = Rejected(RejectionCategory::kSaturation),
                  .declared_availability = {"a/1", "b/2"},
                  .audio_sha256 = "abc"},
                 {.track_id = "air",
                  .decision = Decision{.words = "yes",
                                       .decide_time = absl::FromUnixMicros(5)}},
                 {.track_id = "aria"}},
      .extent = {.territories = {"DE"},
                 .last_day = absl::CivilDay(2027, 3, 31)},
      .note = "hello",
      .reapplies_to = "winter",
      .state = SubmissionState::kInReview,
      .create_time = absl::FromUnixMicros(1),
      .submit_time = absl::FromUnixMicros(2),
      .update_time = absl::FromUnixMicros(3),
      .revision = 7};
}

class SubmissionStoreTest
    : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  SubmissionStoreTest() {
    for (const char* account : {"acme", "globex"}) {
      db_.AddAccount(account);
      for (const char* track : {"air", "aria", "nocturne"}) {
        db_.AddTrack({account, track}, "");
      }
    }
    Write([](sql::Transaction& transaction) {
      for (const char* id : {"artlist", "titan"}) {
        EXPECT_THAT(InsertLibrary(transaction, {.id = id}), IsOk());
      }
      return absl::OkStatus();
    });
  }
  void Write(const std::function<absl::Status(sql::Transaction&)>& work) {
    ASSERT_THAT(sql::RunTransaction(db_.pool(), work), IsOk());
  }
  void Insert(const std::vector<Submission>& submissions) {
    Write([&](sql::Transaction& transaction) {
      for (const Submission& submission : submissions) {
        EXPECT_THAT(InsertSubmission(transaction, submission), IsOk());
      }
      return absl::OkStatus();
    });
  }

  testing::CatalogDatabase db_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Both, SubmissionStoreTest,
                         sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(SubmissionStoreTest, WhatIsInsertedIsRead) {
  const Submission bare{.key = {"acme", "bare"},
                        .library_id = "titan",
                        .tracks = {{.track_id = "air"}},
                        .create_time = absl::FromUnixMicros(1),
                        .update_time = absl::FromUnixMicros(1),
                        .revision = 1};
  Insert({Full("spring", "artlist"), bare});
  EXPECT_EQ(GetSubmission(db_.connection(), {"acme", "spring"}).value(),
            Full("spring", "artlist"));
  EXPECT_EQ(GetSubmission(db_.connection(), bare.key).value(), bare);
  absl::Status again;
  Write([&](sql::Transaction& transaction) {
    again = InsertSubmission(transaction, bare);
    return absl::OkStatus();
  });
  EXPECT_THAT(again, FailsWith(absl::StatusCode::kAlreadyExists, "bare"));
  EXPECT_EQ(ReasonOf(again).reason, "SUBMISSION_EXISTS");
  const absl::Status none =
      GetSubmission(db_.connection(), {"globex", "spring"}).status();
  EXPECT_THAT(none, FailsWith(absl::StatusCode::kNotFound, "globex"));
  EXPECT_EQ(ReasonOf(none).reason, "SUBMISSION_NOT_FOUND");
}

TEST_P(SubmissionStoreTest, UpdatingWritesAllOfIt) {
  Insert({Full("spring", "artlist"), Full("summer", "titan")});
  Submission after = Full("spring", "artlist");
  after.tracks = {{.track_id = "aria"}, {.track_id = "nocturne"}};
  after.state = SubmissionState::kWithdrawn;
  after.submit_time.reset();
  after.note = "bye";
  after.reapplies_to.clear();
  after.extent = {};
  after.update_time = absl::FromUnixMicros(9);
  after.revision = 8;
  Write([&](sql::Transaction& transaction) {
    EXPECT_EQ(LockSubmission(transaction, after.key).value(),
              Full("spring", "artlist"));
    return UpdateSubmission(transaction, after);
  });
  EXPECT_THAT(
      ListSubmissions(db_.connection(), {.account_id = "acme", .count_max = 10})
          .value(),
      ElementsAre(after, Full("summer", "titan")));
}

TEST_P(SubmissionStoreTest, ListsById) {
  Insert({Full("c", "titan"), Full("a", "artlist"), Full("b", "titan")});
  const auto ids = [&](const SubmissionQuery& query) {
    const auto list = ListSubmissions(db_.connection(), query);
    EXPECT_THAT(list, IsOk());
    std::vector<std::string> found;
    for (const Submission& one : list.value()) {
      EXPECT_EQ(one, Full(one.key.submission_id, one.library_id));
      found.push_back(one.key.submission_id);
    }
    return found;
  };
  EXPECT_THAT(ids({.account_id = "acme", .count_max = 10}),
              ElementsAre("a", "b", "c"));
  EXPECT_THAT(
      ids({.account_id = "acme", .library_id = "titan", .count_max = 10}),
      ElementsAre("b", "c"));
  EXPECT_THAT(ids({.account_id = "acme", .after_id = "a", .count_max = 1}),
              ElementsAre("b"));
  EXPECT_THAT(ids({.account_id = "globex", .count_max = 10}), IsEmpty());
}

TEST_P(SubmissionStoreTest, WhatWentToALibraryBefore) {
  Submission late = Full("a", "titan");
  late.submit_time = absl::FromUnixMicros(20);
  Submission draft = Full("d", "titan");
  draft.state = SubmissionState::kDraft;
  draft.submit_time.reset();
  Insert({late, Full("b", "titan"), Full("c", "artlist"), draft});
  const auto earlier =
      EarlierTracks(db_.connection(), {"acme", "new"}, "titan").value();
  std::vector<std::string> seen;
  for (const EarlierTrack& one : earlier) {
    seen.push_back(absl::StrCat(one.submission_id, " ", one.track_id));
  }
  EXPECT_THAT(seen, ElementsAre("b nocturne", "b air", "b aria", "a nocturne",
                                "a air", "a aria"));
  EXPECT_EQ(earlier[0].decision, Rejected(RejectionCategory::kSaturation));
  EXPECT_EQ(earlier[0].audio_sha256, "abc");
  EXPECT_EQ(earlier[0].state, SubmissionState::kInReview);
  EXPECT_EQ(earlier[2].decision, std::nullopt);
  EXPECT_EQ(
      EarlierTracks(db_.connection(), {"acme", "a"}, "titan").value().size(),
      3u);
}

TEST_P(SubmissionStoreTest, DecisionsAreCountedByLibrary) {
  Submission draft = Full("d", "artlist");
  draft.state = SubmissionState::kDraft;
  Submission withdrawn = Full("w", "artlist");
  withdrawn.state = SubmissionState::kWithdrawn;
  Insert({Full("a", "titan"), Full("b", "titan"), draft, withdrawn});
  std::vector<std::string> counts;
  for (const DecisionCount& count :
       CountDecisions(db_.connection(), "acme")
           .value_or(std::vector<DecisionCount>())) {
    counts.push_back(absl::StrCat(
        count.library_id, " ",
        count.outcome.has_value() ? DecisionOutcomeName(*count.outcome) : "-",
        " ",
        count.category.has_value() ? RejectionCategoryName(*count.category)
                                   : "-",
        " ", count.track_count));
  }
  EXPECT_THAT(counts,
              ElementsAre("artlist ACCEPTED - 1",
                          "artlist REJECTED SATURATION 1", "titan - - 2",
                          "titan ACCEPTED - 2", "titan REJECTED SATURATION 2"));
}

}  // namespace
}  // namespace ritornello::catalog
