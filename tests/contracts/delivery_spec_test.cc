// What one service accepts and sends on, the other accepts: a delivery spec
// that the catalogue keeps and analysis refuses would stop every assessment.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "services/analysis/rpc/wire.h"
#include "services/catalog/model/library.h"
#include "services/catalog/model/vocabulary.h"
#include "services/catalog/peers/wire.h"

namespace ritornello {
namespace {

using catalog::DeliverySpec;

absl::Status CatalogAnswer(const DeliverySpec& spec) {
  catalog::Library library{.id = "one", .display_name = "One"};
  library.licensing_model = catalog::LicensingModel::kRoyaltySplit;
  library.delivery_spec = spec;
  return catalog::Normalize(
      library,
      catalog::Vocabulary::Parse("facet,term,synonyms,broader\n").value());
}

bool CatalogAccepts(const DeliverySpec& spec) {
  return CatalogAnswer(spec).ok();
}

// True as well for what is not refused.
bool CatalogNames(absl::string_view field, const DeliverySpec& spec) {
  for (const FieldViolation& violation :
       FieldViolationsOf(CatalogAnswer(spec))) {
    const std::string path = absl::StrCat("delivery_spec.", field);
    if (violation.field != path &&
        !absl::StartsWith(violation.field, path + "[")) {
      return false;
    }
  }
  return true;
}

// As full mix and as loop: the latter has the window of short versions.
bool AnalysisAccepts(const DeliverySpec& spec) {
  for (const auto mix_type :
       {catalog::MixType::kFullMix, catalog::MixType::kLoop}) {
    if (!analysis::FromWire(
             catalog::ToWire(
                 {.library_id = "one", .spec = spec, .mix_type = mix_type}))
             .ok()) {
      return false;
    }
  }
  return true;
}

TEST(DeliverySpecTest, NumbersAreAcceptedByBothOrByNeither) {
  const struct {
    const char* field;
    std::function<void(DeliverySpec&, double)> set;
  } fields[] = {
      {"integrated_min_lufs",
       [](DeliverySpec& s, double v) { s.integrated_min_lufs = v; }},
      {"integrated_max_lufs",
       [](DeliverySpec& s, double v) { s.integrated_max_lufs = v; }},
      {"true_peak_max_dbtp",
       [](DeliverySpec& s, double v) { s.true_peak_max_dbtp = v; }},
      {"loudness_range_min_lu",
       [](DeliverySpec& s, double v) { s.loudness_range_min_lu = v; }},
      {"loudness_range_max_lu",
       [](DeliverySpec& s, double v) { s.loudness_range_max_lu = v; }},
      {"dc_offset_max", [](DeliverySpec& s, double v) { s.dc_offset_max = v; }},
      {"head_silence_max_seconds",
       [](DeliverySpec& s, double v) { s.head_silence_max_seconds = v; }},
      {"tail_silence_max_seconds",
       [](DeliverySpec& s, double v) { s.tail_silence_max_seconds = v; }},
      {"stereo_correlation_min",
       [](DeliverySpec& s, double v) { s.stereo_correlation_min = v; }},
      {"mono_fold_loss_max_lu",
       [](DeliverySpec& s, double v) { s.mono_fold_loss_max_lu = v; }},
      {"short_version_min_seconds",
       [](DeliverySpec& s, double v) { s.short_version_min_seconds = v; }},
      {"short_version_max_seconds",
       [](DeliverySpec& s, double v) { s.short_version_max_seconds = v; }},
  };
  constexpr double kMax = std::numeric_limits<double>::max();
  const double up = std::nextafter(1.0, 2.0);
  const double values[] = {0.0,   -0.0, 1.0,   -1.0,      up,          -up,
                           -16.0, 1e6,  -1e-9, kMax,      -kMax,       HUGE_VAL,
                           100.0, 1e9,  -100., -HUGE_VAL, std::nan("")};
  for (const auto& field : fields) {
    int accepted_count = 0;
    for (const double value : values) {
      DeliverySpec spec;
      field.set(spec, value);
      EXPECT_EQ(CatalogAccepts(spec), AnalysisAccepts(spec))
          << field.field << " = " << value;
      EXPECT_TRUE(CatalogNames(field.field, spec)) << CatalogAnswer(spec);
      accepted_count += CatalogAccepts(spec) ? 1 : 0;
    }
    EXPECT_GT(accepted_count, 0) << field.field;
    EXPECT_LT(accepted_count, static_cast<int>(std::size(values)))
        << field.field;
  }
}

// Numbers by themselves, or how often they stand in a list.
TEST(DeliverySpecTest, CountsAreAcceptedByBothOrByNeither) {
  const struct {
    const char* field;
    std::function<void(DeliverySpec&, int64_t)> set;
  } fields[] = {
      {"clipped_ppm_max",
       [](DeliverySpec& s, int64_t v) { s.clipped_ppm_max = v; }},
      {"bit_depth_min",
       [](DeliverySpec& s, int64_t v) { s.bit_depth_min = v; }},
      {"channel_counts",
       [](DeliverySpec& s, int64_t v) {
         s.channel_counts = {2, v};
       }},
      {"sample_rates_hz",
       [](DeliverySpec& s, int64_t v) {
         s.sample_rates_hz = {44'100, v};
       }},
      {"containers",
       [](DeliverySpec& s, int64_t v) {
         s.containers.assign(static_cast<size_t>(v < 0 ? 0 : v % 1'000), "WAV");
       }},
      {"sample_rates_hz",
       [](DeliverySpec& s, int64_t v) {
         s.sample_rates_hz.assign(static_cast<size_t>(v < 0 ? 0 : v % 1'000),
                                  48'000);
       }},
      {"channel_counts",
       [](DeliverySpec& s, int64_t v) {
         s.channel_counts.assign(static_cast<size_t>(v < 0 ? 0 : v % 1'000), 2);
       }},
  };
  const int64_t values[] = {-1,        0,
                            1,         2,
                            7,         8,
                            9,         24,
                            31,        32,
                            33,        63,
                            64,        65,
                            100,       101,
                            7'999,     8'000,
                            8'001,     96'000,
                            384'000,   384'001,
                            999'999,   1'000'000,
                            1'000'001, std::numeric_limits<int32_t>::max()};
  for (const auto& field : fields) {
    for (const int64_t value : values) {
      DeliverySpec spec;
      field.set(spec, value);
      EXPECT_EQ(CatalogAccepts(spec), AnalysisAccepts(spec))
          << field.field << ": " << value;
      EXPECT_TRUE(CatalogNames(field.field, spec)) << CatalogAnswer(spec);
    }
  }
}

TEST(DeliverySpecTest, PairsAreAcceptedByBothOrByNeither) {
  for (const double max : {0.0, 1.0, 2.0, 3.0}) {
    const DeliverySpec specs[] = {
        {.integrated_min_lufs = 2.0, .integrated_max_lufs = max},
        {.loudness_range_min_lu = 2.0, .loudness_range_max_lu = max},
        {.short_version_min_seconds = 2.0, .short_version_max_seconds = max}};
    for (const DeliverySpec& spec : specs) {
      EXPECT_EQ(CatalogAccepts(spec), AnalysisAccepts(spec)) << max;
      EXPECT_EQ(CatalogAccepts(spec), max >= 2.0) << max;
    }
  }
}

}  // namespace
}  // namespace ritornello
