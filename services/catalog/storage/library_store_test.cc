#include "services/catalog/storage/library_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/sql/transaction.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "services/catalog/storage/testing/catalog_database.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Every field has a value of its own, so that two that are mixed up differ.
Library Full() {
  Library library;
  library.id = "titan";
  library.display_name = "Titan";
  library.description = "Trailers";
  library.licensing_model = LicensingModel::kDirectPayout;
  library.delivery_spec = {.integrated_min_lufs = -20.5,
                           .integrated_max_lufs = -10.25,
                           .true_peak_max_dbtp = -1,
                           .loudness_range_min_lu = 5,
                           .loudness_range_max_lu = 25,
                           .clipped_ppm_max = 7,
                           .dc_offset_max = 0.01,
                           .head_silence_max_seconds = 0.5,
                           .tail_silence_max_seconds = 10,
                           .stereo_correlation_min = -0.3,
                           .mono_fold_loss_max_lu = 6,
                           .containers = {"WAV", "AIFF"},
                           .sample_rates_hz = {48'000, 96'000},
                           .channel_counts = {2, 6},
                           .bit_depth_min = 24,
                           .short_version_min_seconds = 15,
                           .short_version_max_seconds = 30};
  library.required_versions = {{MixType::kFullMix},
                               {MixType::kStinger, MixType::kLoop}};
  library.required_metadata = {.mood_count_min = 2,
                               .instrument_count_min = 3,
                               .use_count_min = 4,
                               .genre_count_min = 5,
                               .needs_tempo = true,
                               .needs_key = false,
                               .needs_isrc = true};
  library.favoured_moods = {"Epic", "Dark"};
  library.favoured_uses = {"Film Trailer"};
  library.favoured_genres = {"Orchestral"};
  library.exclusivity_scope = ExclusivityScope::kContentId;
  library.submission_track_count_min = 8;
  library.submission_track_count_max = 9;
  library.pro_policy = ProPolicy::kNotAllowed;
  library.content_id_policy = ContentIdPolicy::kWithWhitelist;
  library.revision = 1;
  library.create_time = absl::FromUnixMicros(11);
  library.update_time = absl::FromUnixMicros(12);
  return library;
}

Library Bare(const std::string& id) {
  Library library;
  library.id = id;
  library.display_name = id;
  library.revision = 1;
  library.create_time = library.update_time = absl::UnixEpoch();
  return library;
}

class LibraryStoreTest
    : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  bool Insert(const Library& library) {
    bool inserted = false;
    EXPECT_THAT(sql::RunTransaction(db_.pool(),
                                    [&](sql::Transaction& transaction) {
                                      const auto result =
                                          InsertLibrary(transaction, library);
                                      inserted = result.ok() && *result;
                                      return result.status();
                                    }),
                IsOk());
    return inserted;
  }
  // Without the second tries that RunTransaction makes.
  absl::Status Update(const Library& library) {
    auto transaction = sql::Transaction::Begin(db_.connection());
    const absl::Status status = UpdateLibrary(*transaction, library);
    return status.ok() ? transaction->Commit() : status;
  }

  testing::CatalogDatabase db_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Both, LibraryStoreTest,
                         sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(LibraryStoreTest, WhatIsInsertedIsRead) {
  EXPECT_TRUE(Insert(Full()));
  EXPECT_TRUE(Insert(Bare("artlist")));
  EXPECT_EQ(GetLibrary(db_.connection(), "titan").value(), Full());
  EXPECT_EQ(GetLibrary(db_.connection(), "artlist").value(), Bare("artlist"));
  const auto missing = GetLibrary(db_.connection(), "pond").status();
  EXPECT_THAT(missing,
              FailsWith(absl::StatusCode::kNotFound, "libraries/pond"));
  EXPECT_EQ(ReasonOf(missing).reason, "LIBRARY_NOT_FOUND");
}

TEST_P(LibraryStoreTest, ATakenIdIsLeftAlone) {
  ASSERT_TRUE(Insert(Full()));
  Library other = Bare("titan");
  other.favoured_moods = {"Calm"};
  EXPECT_FALSE(Insert(other));
  EXPECT_EQ(GetLibrary(db_.connection(), "titan").value(), Full());
}

TEST_P(LibraryStoreTest, AnUpdateReplacesAllAndNeedsTheRevisionBefore) {
  ASSERT_TRUE(Insert(Full()));
  Library after = Bare("titan");
  after.revision = 2;
  ASSERT_THAT(Update(after), IsOk());
  EXPECT_EQ(GetLibrary(db_.connection(), "titan").value(), after);
  EXPECT_THAT(Update(after),
              FailsWith(absl::StatusCode::kAborted, "meanwhile"));
}

TEST_P(LibraryStoreTest, ListsAreByIdWithTheirItems) {
  ASSERT_TRUE(Insert(Full()));
  ASSERT_TRUE(Insert(Bare("artlist")));
  Library zest = Bare("zest");
  zest.favoured_uses = {"Travel Vlog"};
  ASSERT_TRUE(Insert(zest));
  EXPECT_THAT(ListLibraries(db_.connection(), "", 9).value(),
              ElementsAre(Bare("artlist"), Full(), zest));
  EXPECT_THAT(ListLibraries(db_.connection(), "artlist", 1).value(),
              ElementsAre(Full()));
  EXPECT_THAT(ListLibraries(db_.connection(), "zest", 1).value(), IsEmpty());
}

TEST_P(LibraryStoreTest, MissingLibraries) {
  ASSERT_TRUE(Insert(Bare("artlist")));
  const auto missing = [&](const std::set<std::string>& ids) {
    return MissingLibraries(db_.connection(), ids).value();
  };
  EXPECT_THAT(missing({}), IsEmpty());
  EXPECT_THAT(missing({"artlist"}), IsEmpty());
  EXPECT_THAT(missing({"artlist", "none", "zest"}),
              ElementsAre("none", "zest"));
}

}  // namespace
}  // namespace ritornello::catalog
