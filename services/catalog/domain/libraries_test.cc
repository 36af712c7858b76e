#include "services/catalog/domain/libraries.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "libs/time/fake_clock.h"
#include "services/catalog/storage/library_store.h"
#include "services/catalog/storage/testing/catalog_database.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class LibrariesTest : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  LibrariesTest() {
    for (const char* account : {"acme", "globex"}) {
      db_.AddAccount(account);
      db_.AddTrack({account, "nocturne"}, "");
    }
  }
  // The jobs that the last change made.
  std::vector<std::string> TakeJobs() {
    const std::vector<std::string> jobs = db_.Jobs();
    db_.Run("DELETE FROM jobs", {});
    return jobs;
  }
  static auto AreOfEveryTrack() {
    return ElementsAre("accounts/acme/tracks/nocturne ASSESS",
                       "accounts/globex/tracks/nocturne ASSESS");
  }

  ritornello::testing::FakeClock clock_;
  testing::CatalogDatabase db_{GetParam()};
  const Vocabulary vocabulary_ =
      Vocabulary::Parse(
          "facet,term,synonyms,broader\nmood,Uplifting,happy,Positive\n")
          .value();
  Libraries libraries_{db_.pool(), clock_, vocabulary_};
};

INSTANTIATE_TEST_SUITE_P(Both, LibrariesTest, sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

LibraryChange Artlist() {
  LibraryChange change;
  change.library.id = "artlist";
  change.library.display_name = "Artlist";
  change.library.licensing_model = LicensingModel::kRoyaltySplit;
  change.library.favoured_moods = {"happy"};
  return change;
}

TEST_P(LibrariesTest, AMissingOneIsMadeOnlyWhenAllowed) {
  EXPECT_THAT(libraries_.Update(Artlist(), {}),
              FailsWith(absl::StatusCode::kNotFound, "libraries/artlist"));
  EXPECT_THAT(TakeJobs(), IsEmpty());

  LibraryChange change = Artlist();
  change.allow_missing = true;
  change.mask = {"description"};  // ignored
  Library want = change.library;
  want.favoured_moods = {"Uplifting"};
  want.revision = 1;
  want.create_time = want.update_time = clock_.Now();
  EXPECT_EQ(libraries_.Update(change, {}).value(), want);
  EXPECT_THAT(TakeJobs(), AreOfEveryTrack());
}

TEST_P(LibrariesTest, AChangeReassessesEveryTrack) {
  ASSERT_THAT(libraries_.AddMissing(Artlist().library), IsOk());
  EXPECT_THAT(TakeJobs(), AreOfEveryTrack());

  LibraryChange change = Artlist();
  change.mask = {"delivery_spec", "pro_policy"};
  change.library.display_name = "";
  change.library.delivery_spec.integrated_min_lufs = -18;
  change.library.pro_policy = ProPolicy::kRequired;
  change.expected_revision = 1;
  const auto changed = libraries_.Update(change, {});
  ASSERT_THAT(changed, IsOk());
  EXPECT_EQ(changed->display_name, "Artlist");
  EXPECT_EQ(changed->delivery_spec.integrated_min_lufs, -18);
  EXPECT_EQ(changed->pro_policy, ProPolicy::kRequired);
  EXPECT_EQ(changed->revision, 2);
  EXPECT_THAT(TakeJobs(), AreOfEveryTrack());

  change.expected_revision = 2;
  EXPECT_EQ(libraries_.Update(change, {})->revision, 2);
  EXPECT_THAT(TakeJobs(), IsEmpty()) << "nothing changed";
}

TEST_P(LibrariesTest, UpdateRefuses) {
  ASSERT_THAT(libraries_.AddMissing(Artlist().library), IsOk());
  LibraryChange stale = Artlist();
  stale.expected_revision = 7;
  const absl::Status status = libraries_.Update(stale, {}).status();
  EXPECT_THAT(status, FailsWith(absl::StatusCode::kAborted, "artlist"));
  EXPECT_EQ(ReasonOf(status).reason, "ETAG_MISMATCH");

  // An etag says that there is something to change.
  stale.library.id = "pond";
  stale.allow_missing = true;
  EXPECT_EQ(ReasonOf(libraries_.Update(stale, {}).status()).reason,
            "ETAG_MISMATCH");

  LibraryChange unknown = Artlist();
  unknown.library.favoured_moods = {"hapy"};
  EXPECT_THAT(libraries_.Update(unknown, {}),
              FailsWith(absl::StatusCode::kInvalidArgument,
                        "library.favoured_moods[0]"));
  for (const char* field :
       {"name", "etag", "revision", "delivery_spec.dc_offset_max", "*"}) {
    LibraryChange masked = Artlist();
    masked.mask = {"description", field};
    EXPECT_THAT(libraries_.Update(masked, {}),
                FailsWith(absl::StatusCode::kInvalidArgument, "update_mask"))
        << field;
  }
}

TEST_P(LibrariesTest, AddMissingLeavesAnExistingOneAlone) {
  ASSERT_THAT(libraries_.AddMissing(Artlist().library), IsOk());
  LibraryChange change = Artlist();
  change.library.description = "the operator's own words";
  ASSERT_THAT(libraries_.Update(change, {}), IsOk());
  TakeJobs();
  ASSERT_THAT(libraries_.AddMissing(Artlist().library), IsOk());
  EXPECT_EQ(GetLibrary(db_.connection(), "artlist")->description,
            "the operator's own words");
  EXPECT_THAT(TakeJobs(), IsEmpty());
}

}  // namespace
}  // namespace ritornello::catalog
