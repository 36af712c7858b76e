#include "services/catalog/rpc/seed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "libs/status/status_matchers.h"
#include "libs/time/fake_clock.h"
#include "services/catalog/storage/library_store.h"
#include "services/catalog/storage/testing/catalog_database.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class SeedTest : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  std::vector<std::string> Ids() {
    std::vector<std::string> ids;
    const auto libraries = ListLibraries(db_.connection(), "", 100);
    for (const Library& library : libraries.value()) ids.push_back(library.id);
    return ids;
  }

  ritornello::testing::FakeClock clock_;
  testing::CatalogDatabase db_{GetParam()};
  const Vocabulary vocabulary_ = EmbeddedVocabulary();
  Libraries libraries_{db_.pool(), clock_, vocabulary_};
};

INSTANTIATE_TEST_SUITE_P(Both, SeedTest, sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(SeedTest, MakesTheLibrariesThatTheProgramCarries) {
  ASSERT_THAT(SeedLibraries(libraries_), IsOk());
  EXPECT_THAT(Ids(), ElementsAre("artlist", "default", "epidemic-sound",
                                 "northbridge-corporate", "titan-trailer"));
}

// The rules of the trade, as product rule 4 and 5 have them.
TEST_P(SeedTest, TheDefaultDemandsWhatTheTradeDemands) {
  ASSERT_THAT(SeedLibraries(libraries_), IsOk());
  const auto library = GetLibrary(db_.connection(), "default");
  ASSERT_THAT(library, IsOk());
  const DeliverySpec want = {
      .integrated_min_lufs = -16,
      .integrated_max_lufs = -14,
      .true_peak_max_dbtp = -1,
      .clipped_ppm_max = 0,
      .dc_offset_max = 0.01,
      .head_silence_max_seconds = 0.5,
      .tail_silence_max_seconds = 5,
      .stereo_correlation_min = -0.3,
      .mono_fold_loss_max_lu = 6,
      .containers = {"WAV", "AIFF", "FLAC"},
      .sample_rates_hz = {44'100, 48'000, 88'200, 96'000},
      .channel_counts = {2},
      .bit_depth_min = 16,
      .short_version_min_seconds = 15,
      .short_version_max_seconds = 30};
  EXPECT_EQ(library->delivery_spec, want);
  using Versions = std::vector<MixType>;
  EXPECT_THAT(
      library->required_versions,
      ElementsAre(Versions{MixType::kFullMix}, Versions{MixType::kInstrumental},
                  Versions{MixType::kNoMelody},
                  Versions{MixType::kStinger, MixType::kLoop}));
  const MetadataRequirement metadata = {.mood_count_min = 2,
                                        .instrument_count_min = 1,
                                        .use_count_min = 1,
                                        .genre_count_min = 1,
                                        .needs_tempo = true,
                                        .needs_key = true};
  EXPECT_EQ(library->required_metadata, metadata);
}

// Nobody may take our figures for a library's own.
TEST_P(SeedTest, EveryDescriptionSaysWhatItsFiguresAre) {
  ASSERT_THAT(SeedLibraries(libraries_), IsOk());
  for (const char* id : {"artlist", "epidemic-sound"}) {
    EXPECT_THAT(GetLibrary(db_.connection(), id)->description,
                HasSubstr("placeholders"));
  }
  for (const char* id : {"northbridge-corporate", "titan-trailer"}) {
    EXPECT_THAT(GetLibrary(db_.connection(), id)->description,
                HasSubstr("invented"));
  }
}

TEST_P(SeedTest, AnExistingLibraryIsNeverTouched) {
  ASSERT_THAT(SeedLibraries(libraries_), IsOk());
  LibraryChange change{.library = {.id = "artlist", .description = "ours"},
                       .mask = {"description"}};
  ASSERT_THAT(libraries_.Update(change, {}), IsOk());
  db_.Run("DELETE FROM library_items WHERE library_id = 'default'", {});
  db_.Run("DELETE FROM libraries WHERE id = 'default'", {});
  ASSERT_THAT(SeedLibraries(libraries_), IsOk());
  EXPECT_EQ(GetLibrary(db_.connection(), "artlist")->description, "ours");
  EXPECT_EQ(GetLibrary(db_.connection(), "artlist")->revision, 2);
  EXPECT_EQ(Ids().size(), 5u);
}

TEST_P(SeedTest, ProgramsThatStartTogetherMakeEachLibraryOnce) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back(
        [&] { EXPECT_THAT(SeedLibraries(libraries_), IsOk()); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Ids().size(), 5u);
}

}  // namespace
}  // namespace ritornello::catalog
