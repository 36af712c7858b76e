#include "services/catalog/model/library.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <limits>

#include "libs/status/error.h"
#include "libs/status/status_matchers.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

Vocabulary Words() {
  return Vocabulary::Parse(
             "facet,term,synonyms,broader\n"
             "mood,Uplifting,happy,Positive\n"
             "use,Travel Vlog,travel,\n"
             "genre,Lo-fi,lofi,\n")
      .value();
}

Library Artlist() {
  Library library;
  library.id = "artlist";
  library.display_name = "Artlist";
  library.licensing_model = LicensingModel::kRoyaltySplit;
  return library;
}

TEST(LibraryTest, FavouredTermsAreResolvedOnce) {
  Library library = Artlist();
  library.display_name = " Artlist ";
  library.favoured_moods = {"happy", "positive", "UPLIFTING"};
  library.favoured_uses = {"travel"};
  library.favoured_genres = {"lofi"};
  ASSERT_THAT(Normalize(library, Words()), IsOk());
  EXPECT_EQ(library.display_name, "Artlist");
  EXPECT_THAT(library.favoured_moods, ElementsAre("Uplifting", "Positive"));
  EXPECT_THAT(library.favoured_uses, ElementsAre("Travel Vlog"));
  EXPECT_THAT(library.favoured_genres, ElementsAre("Lo-fi"));
}

TEST(LibraryTest, EachFieldIsCheckedAtItsLimit) {
  using Change = std::function<void(Library&)>;
  struct {
    const char* field;  // nullptr: accepted
    Change change;
  } const cases[] = {
      {nullptr, [](Library&) {}},
      {"display_name", [](Library& l) { l.display_name = " "; }},
      {"licensing_model",
       [](Library& l) { l.licensing_model = LicensingModel::kUnspecified; }},
      {nullptr, [](Library& l) { l.display_name.assign(200, 'n'); }},
      {"display_name", [](Library& l) { l.display_name.assign(201, 'n'); }},
      {nullptr, [](Library& l) { l.description.assign(2'000, 'd'); }},
      {"description", [](Library& l) { l.description.assign(2'001, 'd'); }},
      {nullptr,
       [](Library& l) {
         l.delivery_spec.integrated_min_lufs = -14;
         l.delivery_spec.integrated_max_lufs = -14;
       }},
      {"delivery_spec.integrated_min_lufs",
       [](Library& l) {
         l.delivery_spec.integrated_min_lufs = -13.9;
         l.delivery_spec.integrated_max_lufs = -14;
       }},
      {"delivery_spec.integrated_max_lufs",
       [](Library& l) { l.delivery_spec.integrated_max_lufs = kNan; }},
      {"delivery_spec.true_peak_max_dbtp",
       [](Library& l) { l.delivery_spec.true_peak_max_dbtp = -kInfinity; }},
      {"delivery_spec.loudness_range_min_lu",
       [](Library& l) {
         l.delivery_spec.loudness_range_min_lu = 9;
         l.delivery_spec.loudness_range_max_lu = 8;
       }},
      {"delivery_spec.loudness_range_max_lu",
       [](Library& l) { l.delivery_spec.loudness_range_max_lu = -1; }},
      {nullptr, [](Library& l) { l.delivery_spec.clipped_ppm_max = 0; }},
      {"delivery_spec.clipped_ppm_max",
       [](Library& l) { l.delivery_spec.clipped_ppm_max = -1; }},
      {"delivery_spec.dc_offset_max",
       [](Library& l) { l.delivery_spec.dc_offset_max = kNan; }},
      {nullptr,
       [](Library& l) { l.delivery_spec.stereo_correlation_min = -1; }},
      {"delivery_spec.stereo_correlation_min",
       [](Library& l) { l.delivery_spec.stereo_correlation_min = -1.01; }},
      {"delivery_spec.short_version_min_seconds",
       [](Library& l) {
         l.delivery_spec.short_version_min_seconds = 31;
         l.delivery_spec.short_version_max_seconds = 30;
       }},
      {nullptr,
       [](Library& l) {
         l.delivery_spec.containers = {"WAV", "AIFF", "FLAC", "OGG", "MP3"};
       }},
      {"delivery_spec.containers[1]",
       [](Library& l) {
         l.delivery_spec.containers = {"WAV", "wav"};
       }},
      {nullptr,
       [](Library& l) {
         l.delivery_spec.sample_rates_hz = {8'000, 384'000};
       }},
      {"delivery_spec.sample_rates_hz[0]",
       [](Library& l) { l.delivery_spec.sample_rates_hz = {7'999}; }},
      {"delivery_spec.sample_rates_hz[0]",
       [](Library& l) { l.delivery_spec.sample_rates_hz = {384'001}; }},
      {"delivery_spec.channel_counts[0]",
       [](Library& l) { l.delivery_spec.channel_counts = {0}; }},
      {"delivery_spec.bit_depth_min",
       [](Library& l) { l.delivery_spec.bit_depth_min = 0; }},
      {nullptr,
       [](Library& l) {
         l.required_versions = {{MixType::kStinger, MixType::kLoop}};
       }},
      {"required_versions[0].any_of",
       [](Library& l) { l.required_versions = {{}}; }},
      {nullptr,
       [](Library& l) {
         l.required_versions.assign(100, {MixType::kFullMix});
       }},
      {"required_versions",
       [](Library& l) {
         l.required_versions.assign(101, {MixType::kFullMix});
       }},
      {"required_metadata.use_count_min",
       [](Library& l) { l.required_metadata.use_count_min = -1; }},
      {nullptr,
       [](Library& l) {
         l.submission_track_count_min = 5;
         l.submission_track_count_max = 5;
       }},
      {"submission_track_count_min",
       [](Library& l) {
         l.submission_track_count_min = 6;
         l.submission_track_count_max = 5;
       }},
      {"submission_track_count_max",
       [](Library& l) {
         l.submission_track_count_min = -2;
         l.submission_track_count_max = -1;
       }},
      {"favoured_moods[0]", [](Library& l) { l.favoured_moods = {"hapy"}; }},
      {"favoured_uses[1]",
       [](Library& l) {
         l.favoured_uses = {"travel", "happy"};
       }},
      {"favoured_genres",
       [](Library& l) { l.favoured_genres.assign(101, "lofi"); }},
  };
  for (const auto& c : cases) {
    Library library = Artlist();
    c.change(library);
    const absl::Status status = Normalize(library, Words());
    if (c.field == nullptr) {
      EXPECT_THAT(status, IsOk());
    } else {
      std::vector<std::string> fields;
      for (const auto& violation : FieldViolationsOf(status)) {
        fields.push_back(violation.field);
      }
      EXPECT_THAT(fields, ::testing::Contains(c.field)) << status;
    }
  }
}

TEST(LibraryTest, AListThatIsTooLongIsOneViolation) {
  const struct {
    const char* field;
    void (*change)(Library&);
  } cases[] = {
      {"delivery_spec.containers",
       [](Library& l) { l.delivery_spec.containers.assign(33, "wav"); }},
      {"delivery_spec.sample_rates_hz",
       [](Library& l) { l.delivery_spec.sample_rates_hz.assign(33, 0); }},
      {"delivery_spec.channel_counts",
       [](Library& l) { l.delivery_spec.channel_counts.assign(33, 0); }},
      {"required_versions",
       [](Library& l) { l.required_versions.resize(101); }},
      {"favoured_moods",
       [](Library& l) { l.favoured_moods.assign(101, "hapy"); }},
  };
  for (const auto& c : cases) {
    Library library = Artlist();
    c.change(library);
    const auto violations = FieldViolationsOf(Normalize(library, Words()));
    ASSERT_EQ(violations.size(), 1u) << c.field;
    EXPECT_EQ(violations[0].field, c.field);
  }
}

TEST(LibraryTest, EveryMistakeIsToldAtOnce) {
  Library library;
  library.delivery_spec.dc_offset_max = -1;
  library.favoured_moods = {"hapy"};
  EXPECT_EQ(FieldViolationsOf(Normalize(library, Words())).size(), 4u);
  EXPECT_THAT(Normalize(library, Words()),
              FailsWith(absl::StatusCode::kInvalidArgument,
                        "did you mean Uplifting (happy)?"));
}

template <typename Enum, typename Name, typename Parse>
void ExpectNames(const std::vector<const char*>& names, Name name_of,
                 Parse parse) {
  for (size_t i = 0; i < names.size(); ++i) {
    const auto value = static_cast<Enum>(i);
    EXPECT_EQ(name_of(value), names[i]);
    EXPECT_EQ(parse(names[i]).value(), value);
  }
  EXPECT_THAT(parse("OTHER"),
              FailsWith(absl::StatusCode::kInvalidArgument, "OTHER"));
}

TEST(LibraryTest, NamesOfEnumerators) {
  ExpectNames<LicensingModel>({"UNSPECIFIED", "DIRECT_PAYOUT", "ROYALTY_SPLIT"},
                              LicensingModelName, ParseLicensingModel);
  ExpectNames<ExclusivityScope>({"UNSPECIFIED", "NON_EXCLUSIVE", "LICENSING",
                                 "STREAMING", "CONTENT_ID", "ALL"},
                                ExclusivityScopeName, ParseExclusivityScope);
  ExpectNames<ProPolicy>({"UNSPECIFIED", "REQUIRED", "ALLOWED", "NOT_ALLOWED"},
                         ProPolicyName, ParseProPolicy);
  ExpectNames<ContentIdPolicy>(
      {"UNSPECIFIED", "ALLOWED", "NOT_ALLOWED", "WITH_WHITELIST"},
      ContentIdPolicyName, ParseContentIdPolicy);
}

}  // namespace
}  // namespace ritornello::catalog
