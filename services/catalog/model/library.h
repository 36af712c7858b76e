// A stock-music library as the operator describes it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/catalog/model/track.h"
#include "services/catalog/model/vocabulary.h"

namespace ritornello::catalog {

enum class LicensingModel { kUnspecified, kDirectPayout, kRoyaltySplit };
enum class ExclusivityScope {
  kUnspecified,
  kNonExclusive,
  kLicensing,
  kStreaming,
  kContentId,
  kAll
};
enum class ProPolicy { kUnspecified, kRequired, kAllowed, kNotAllowed };
enum class ContentIdPolicy {
  kUnspecified,
  kAllowed,
  kNotAllowed,
  kWithWhitelist
};

// Limits on one audio file, inclusive; absent means not judged. Units and
// meaning: ritornello.catalog.v1.DeliverySpec.
struct DeliverySpec {
  std::optional<double> integrated_min_lufs;
  std::optional<double> integrated_max_lufs;
  std::optional<double> true_peak_max_dbtp;
  std::optional<double> loudness_range_min_lu;
  std::optional<double> loudness_range_max_lu;
  std::optional<int64_t> clipped_ppm_max;
  std::optional<double> dc_offset_max;
  std::optional<double> head_silence_max_seconds;
  std::optional<double> tail_silence_max_seconds;
  std::optional<double> stereo_correlation_min;
  std::optional<double> mono_fold_loss_max_lu;
  std::vector<std::string> containers;
  std::vector<int64_t> sample_rates_hz;
  std::vector<int64_t> channel_counts;
  std::optional<int64_t> bit_depth_min;
  std::optional<double> short_version_min_seconds;
  std::optional<double> short_version_max_seconds;
  friend bool operator==(const DeliverySpec&, const DeliverySpec&) = default;
};

struct MetadataRequirement {
  int64_t mood_count_min = 0;
  int64_t instrument_count_min = 0;
  int64_t use_count_min = 0;
  int64_t genre_count_min = 0;
  bool needs_tempo = false;
  bool needs_key = false;
  bool needs_isrc = false;
  friend bool operator==(const MetadataRequirement&,
                         const MetadataRequirement&) = default;
};

struct Library {
  std::string id;
  std::string display_name;
  std::string description;
  LicensingModel licensing_model = LicensingModel::kUnspecified;
  DeliverySpec delivery_spec;
  // Each entry is met by one version of any of its mix types.
  std::vector<std::vector<MixType>> required_versions;
  MetadataRequirement required_metadata;
  std::vector<std::string> favoured_moods;
  std::vector<std::string> favoured_uses;
  std::vector<std::string> favoured_genres;
  ExclusivityScope exclusivity_scope = ExclusivityScope::kUnspecified;
  int64_t submission_track_count_min = 0;
  int64_t submission_track_count_max = 0;
  ProPolicy pro_policy = ProPolicy::kUnspecified;
  ContentIdPolicy content_id_policy = ContentIdPolicy::kUnspecified;
  int64_t revision = 0;
  absl::Time create_time;
  absl::Time update_time;
  friend bool operator==(const Library&, const Library&) = default;
};

// Names as on the wire without the enum's prefix: "DIRECT_PAYOUT",
// "NON_EXCLUSIVE", "REQUIRED", "WITH_WHITELIST".
absl::string_view LicensingModelName(LicensingModel model);
absl::string_view ExclusivityScopeName(ExclusivityScope scope);
absl::string_view ProPolicyName(ProPolicy policy);
absl::string_view ContentIdPolicyName(ContentIdPolicy policy);

// InvalidArgument for any other name.
absl::StatusOr<LicensingModel> ParseLicensingModel(absl::string_view name);
absl::StatusOr<ExclusivityScope> ParseExclusivityScope(absl::string_view name);
absl::StatusOr<ProPolicy> ParseProPolicy(absl::string_view name);
absl::StatusOr<ContentIdPolicy> ParseContentIdPolicy(absl::string_view name);

inline constexpr size_t kLibraryNameSizeMax = 200;
inline constexpr size_t kLibraryDescriptionSizeMax = 2'000;
inline constexpr size_t kLibraryListSizeMax = 100;  // of each list
// A spec is sent to analysis, whose limits these are: one it refused would be
// refused for every track.
inline constexpr size_t kFormatListSizeMax = 32;
inline constexpr int64_t kChannelCountMax = 8;
inline constexpr int64_t kBitDepthMax = 64;
inline constexpr int64_t kSampleRateMinHz = 8'000;
inline constexpr int64_t kSampleRateMaxHz = 384'000;

// Refuses an empty display name, no licensing model, minima above maxima,
// numbers that are not finite, unknown containers, sample rates, channel counts
// and bit depths out of range, negative counts, version requirements that
// nothing meets, lists that are too long, without looking into them; resolves
// favoured terms in place, each once. InvalidArgument names every such field:
// "delivery_spec.integrated_min_lufs".
absl::Status Normalize(Library& library, const Vocabulary& vocabulary);

// Copies the fields named by `mask`, or all that may be changed when it is
// empty: those from display_name to content_id_policy, each as a whole.
// InvalidArgument naming "update_mask" for any other; then `to` is spoiled.
absl::Status CopyFields(std::span<const std::string> mask, const Library& from,
                        Library& to);

}  // namespace ritornello::catalog
