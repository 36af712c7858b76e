#include "services/catalog/model/library.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "services/catalog/model/named.h"

namespace ritornello::catalog {
namespace {

constexpr double kUnlimited = std::numeric_limits<double>::max();

constexpr Named<LicensingModel> kLicensingModels[] = {
    {LicensingModel::kUnspecified, "UNSPECIFIED"},
    {LicensingModel::kDirectPayout, "DIRECT_PAYOUT"},
    {LicensingModel::kRoyaltySplit, "ROYALTY_SPLIT"}};
constexpr Named<ExclusivityScope> kExclusivityScopes[] = {
    {ExclusivityScope::kUnspecified, "UNSPECIFIED"},
    {ExclusivityScope::kNonExclusive, "NON_EXCLUSIVE"},
    {ExclusivityScope::kLicensing, "LICENSING"},
    {ExclusivityScope::kStreaming, "STREAMING"},
    {ExclusivityScope::kContentId, "CONTENT_ID"},
    {ExclusivityScope::kAll, "ALL"}};
constexpr Named<ProPolicy> kProPolicies[] = {
    {ProPolicy::kUnspecified, "UNSPECIFIED"},
    {ProPolicy::kRequired, "REQUIRED"},
    {ProPolicy::kAllowed, "ALLOWED"},
    {ProPolicy::kNotAllowed, "NOT_ALLOWED"}};
constexpr Named<ContentIdPolicy> kContentIdPolicies[] = {
    {ContentIdPolicy::kUnspecified, "UNSPECIFIED"},
    {ContentIdPolicy::kAllowed, "ALLOWED"},
    {ContentIdPolicy::kNotAllowed, "NOT_ALLOWED"},
    {ContentIdPolicy::kWithWhitelist, "WITH_WHITELIST"}};

constexpr absl::string_view kContainers[] = {"WAV", "AIFF", "FLAC", "OGG",
                                             "MP3"};

// Collects what is wrong, so that the operator sees all of it at once.
class Check {
 public:
  void Refuse(absl::string_view field, absl::string_view description) {
    violations_.push_back({std::string(field), std::string(description)});
  }

  // False for what is too long. What is in it is not looked at then: it may be
  // millions, and each would want a sentence.
  bool Size(absl::string_view field, size_t size, size_t size_max) {
    if (size <= size_max) return true;
    Refuse(field, absl::StrCat("must have at most ", size_max, ", got ", size));
    return false;
  }

  void Finite(absl::string_view field, const std::optional<double>& value) {
    if (value.has_value() && !std::isfinite(*value)) {
      Refuse(field, "must be a finite number");
    }
  }

  // 0..max.
  void Amount(absl::string_view field, std::optional<double> value,
              double max) {
    if (!value.has_value() || (*value >= 0 && *value <= max)) return;
    Refuse(field,
           max < kUnlimited
               ? absl::StrCat("must be 0..", max, ", got ", *value)
               : absl::StrCat("must be 0 or more and finite, got ", *value));
  }

  void InOrder(absl::string_view field_min, std::optional<double> min,
               absl::string_view field_max, std::optional<double> max) {
    if (!min.has_value() || !max.has_value() || *min <= *max) return;
    Refuse(field_min, absl::StrCat("must be at most ", field_max, " ", *max,
                                   ", got ", *min));
  }

  absl::Status Result() const {
    return violations_.empty() ? absl::OkStatus() : InvalidFields(violations_);
  }

 private:
  std::vector<FieldViolation> violations_;
};

std::optional<double> Real(std::optional<int64_t> value) {
  if (!value.has_value()) return std::nullopt;
  return static_cast<double>(*value);
}

void CheckLevels(const DeliverySpec& spec, Check& check) {
  check.Finite("delivery_spec.integrated_min_lufs", spec.integrated_min_lufs);
  check.Finite("delivery_spec.integrated_max_lufs", spec.integrated_max_lufs);
  check.InOrder("delivery_spec.integrated_min_lufs", spec.integrated_min_lufs,
                "integrated_max_lufs", spec.integrated_max_lufs);
  check.Finite("delivery_spec.true_peak_max_dbtp", spec.true_peak_max_dbtp);
  const struct {
    absl::string_view field;
    std::optional<double> value;
    double max = kUnlimited;
  } amounts[] = {
      {"loudness_range_min_lu", spec.loudness_range_min_lu},
      {"loudness_range_max_lu", spec.loudness_range_max_lu},
      {"clipped_ppm_max", Real(spec.clipped_ppm_max), 1e6},
      {"dc_offset_max", spec.dc_offset_max, 1.0},
      {"head_silence_max_seconds", spec.head_silence_max_seconds},
      {"tail_silence_max_seconds", spec.tail_silence_max_seconds},
      {"mono_fold_loss_max_lu", spec.mono_fold_loss_max_lu},
      {"short_version_min_seconds", spec.short_version_min_seconds},
      {"short_version_max_seconds", spec.short_version_max_seconds},
  };
  for (const auto& amount : amounts) {
    const std::string field = absl::StrCat("delivery_spec.", amount.field);
    check.Amount(field, amount.value, amount.max);
  }
  check.InOrder("delivery_spec.loudness_range_min_lu",
                spec.loudness_range_min_lu, "loudness_range_max_lu",
                spec.loudness_range_max_lu);
  check.InOrder("delivery_spec.short_version_min_seconds",
                spec.short_version_min_seconds, "short_version_max_seconds",
                spec.short_version_max_seconds);
  if (spec.stereo_correlation_min.has_value() &&
      !(std::abs(*spec.stereo_correlation_min) <= 1.0)) {
    check.Refuse(
        "delivery_spec.stereo_correlation_min",
        absl::StrCat("must be -1..1, got ", *spec.stereo_correlation_min));
  }
}

void CheckContainers(const std::vector<std::string>& containers, Check& check) {
  if (!check.Size("delivery_spec.containers", containers.size(),
                  kFormatListSizeMax)) {
    return;
  }
  for (size_t i = 0; i < containers.size(); ++i) {
    if (std::find(std::begin(kContainers), std::end(kContainers),
                  containers[i]) != std::end(kContainers)) {
      continue;
    }
    check.Refuse(absl::StrCat("delivery_spec.containers[", i, "]"),
                 absl::StrCat("must be WAV, AIFF, FLAC, OGG or MP3, got \"",
                              containers[i].substr(0, 50), "\""));
  }
}

void CheckNumbers(absl::string_view field, const std::vector<int64_t>& numbers,
                  int64_t low, int64_t high, Check& check) {
  if (!check.Size(field, numbers.size(), kFormatListSizeMax)) return;
  for (size_t i = 0; i < numbers.size(); ++i) {
    if (numbers[i] >= low && numbers[i] <= high) continue;
    check.Refuse(
        absl::StrCat(field, "[", i, "]"),
        absl::StrCat("must be ", low, "..", high, ", got ", numbers[i]));
  }
}

void CheckFormats(const DeliverySpec& spec, Check& check) {
  CheckContainers(spec.containers, check);
  CheckNumbers("delivery_spec.sample_rates_hz", spec.sample_rates_hz,
               kSampleRateMinHz, kSampleRateMaxHz, check);
  CheckNumbers("delivery_spec.channel_counts", spec.channel_counts, 1,
               kChannelCountMax, check);
  if (spec.bit_depth_min.has_value() &&
      (*spec.bit_depth_min < 1 || *spec.bit_depth_min > kBitDepthMax)) {
    check.Refuse("delivery_spec.bit_depth_min",
                 absl::StrCat("must be 1..", kBitDepthMax, ", got ",
                              *spec.bit_depth_min));
  }
}

void CheckVersions(const std::vector<std::vector<MixType>>& required,
                   Check& check) {
  if (!check.Size("required_versions", required.size(), kLibraryListSizeMax)) {
    return;
  }
  for (size_t i = 0; i < required.size(); ++i) {
    const std::string field = absl::StrCat("required_versions[", i, "].any_of");
    if (required[i].empty()) check.Refuse(field, "must name a mix type");
    check.Size(field, required[i].size(), kLibraryListSizeMax);
  }
}

void CheckRequirements(const Library& library, Check& check) {
  CheckVersions(library.required_versions, check);
  const MetadataRequirement& metadata = library.required_metadata;
  const struct {
    absl::string_view field;
    int64_t count;
  } counts[] = {
      {"required_metadata.mood_count_min", metadata.mood_count_min},
      {"required_metadata.instrument_count_min", metadata.instrument_count_min},
      {"required_metadata.use_count_min", metadata.use_count_min},
      {"required_metadata.genre_count_min", metadata.genre_count_min},
      {"submission_track_count_min", library.submission_track_count_min},
      {"submission_track_count_max", library.submission_track_count_max},
  };
  for (const auto& c : counts) check.Amount(c.field, Real(c.count), kUnlimited);
  check.InOrder(
      "submission_track_count_min", Real(library.submission_track_count_min),
      "submission_track_count_max", Real(library.submission_track_count_max));
}

void ResolveTerms(Facet facet, absl::string_view field,
                  const Vocabulary& vocabulary, std::vector<std::string>& terms,
                  Check& check) {
  if (!check.Size(field, terms.size(), kLibraryListSizeMax)) return;
  std::vector<std::string> resolved;
  bool all_known = true;
  for (size_t i = 0; i < terms.size(); ++i) {
    const auto term = vocabulary.Resolve(facet, terms[i]);
    if (!term.ok()) {
      check.Refuse(absl::StrCat(field, "[", i, "]"), term.status().message());
      all_known = false;
    } else if (std::find(resolved.begin(), resolved.end(), *term) ==
               resolved.end()) {
      resolved.push_back(*term);
    }
  }
  if (all_known) terms = std::move(resolved);
}

}  // namespace

absl::string_view LicensingModelName(LicensingModel model) {
  return NameIn(kLicensingModels, model);
}
absl::string_view ExclusivityScopeName(ExclusivityScope scope) {
  return NameIn(kExclusivityScopes, scope);
}
absl::string_view ProPolicyName(ProPolicy policy) {
  return NameIn(kProPolicies, policy);
}
absl::string_view ContentIdPolicyName(ContentIdPolicy policy) {
  return NameIn(kContentIdPolicies, policy);
}

absl::StatusOr<LicensingModel> ParseLicensingModel(absl::string_view name) {
  return ValueIn(kLicensingModels, "licensing model", name);
}
absl::StatusOr<ExclusivityScope> ParseExclusivityScope(absl::string_view name) {
  return ValueIn(kExclusivityScopes, "exclusivity scope", name);
}
absl::StatusOr<ProPolicy> ParseProPolicy(absl::string_view name) {
  return ValueIn(kProPolicies, "PRO policy", name);
}
absl::StatusOr<ContentIdPolicy> ParseContentIdPolicy(absl::string_view name) {
  return ValueIn(kContentIdPolicies, "Content ID policy", name);
}

absl::Status Normalize(Library& library, const Vocabulary& vocabulary) {
  Check check;
  absl::StripAsciiWhitespace(&library.display_name);
  if (library.display_name.empty()) {
    check.Refuse("display_name", "must not be empty");
  }
  check.Size("display_name", library.display_name.size(), kLibraryNameSizeMax);
  check.Size("description", library.description.size(),
             kLibraryDescriptionSizeMax);
  if (library.licensing_model == LicensingModel::kUnspecified) {
    check.Refuse("licensing_model", "must be DIRECT_PAYOUT or ROYALTY_SPLIT");
  }
  CheckLevels(library.delivery_spec, check);
  CheckFormats(library.delivery_spec, check);
  CheckRequirements(library, check);
  ResolveTerms(Facet::kMood, "favoured_moods", vocabulary,
               library.favoured_moods, check);
  ResolveTerms(Facet::kUse, "favoured_uses", vocabulary, library.favoured_uses,
               check);
  ResolveTerms(Facet::kGenre, "favoured_genres", vocabulary,
               library.favoured_genres, check);
  return check.Result();
}

absl::Status CopyFields(std::span<const std::string> mask, const Library& from,
                        Library& to) {
  size_t known_count = 0;
  const auto copy = [&](absl::string_view field, const auto& source,
                        auto& target) {
    const auto named = std::count(mask.begin(), mask.end(), field);
    known_count += static_cast<size_t>(named);
    if (named > 0 || mask.empty()) target = source;
  };
  copy("display_name", from.display_name, to.display_name);
  copy("description", from.description, to.description);
  copy("licensing_model", from.licensing_model, to.licensing_model);
  copy("delivery_spec", from.delivery_spec, to.delivery_spec);
  copy("required_versions", from.required_versions, to.required_versions);
  copy("required_metadata", from.required_metadata, to.required_metadata);
  copy("favoured_moods", from.favoured_moods, to.favoured_moods);
  copy("favoured_uses", from.favoured_uses, to.favoured_uses);
  copy("favoured_genres", from.favoured_genres, to.favoured_genres);
  copy("exclusivity_scope", from.exclusivity_scope, to.exclusivity_scope);
  copy("submission_track_count_min", from.submission_track_count_min,
       to.submission_track_count_min);
  copy("submission_track_count_max", from.submission_track_count_max,
       to.submission_track_count_max);
  copy("pro_policy", from.pro_policy, to.pro_policy);
  copy("content_id_policy", from.content_id_policy, to.content_id_policy);
  if (known_count == mask.size()) return absl::OkStatus();
  return InvalidField(
      "update_mask",
      "must name top-level fields of a library that can be changed");
}

}  // namespace ritornello::catalog
