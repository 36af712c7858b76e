#include "services/catalog/rpc/wire_library.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "libs/status/check.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/model/names.h"
#include "services/catalog/rpc/request.h"
#include "services/catalog/rpc/wire_time.h"

namespace ritornello::catalog {
namespace {

constexpr absl::string_view kUnspecified = "UNSPECIFIED";

// The name that the model gives to an enumerator of the wire: without its
// prefix. Of 0 it is UNSPECIFIED.
absl::string_view ModelName(absl::string_view wire_name, int wire_number,
                            absl::string_view prefix) {
  if (wire_number == 0) return kUnspecified;
  absl::ConsumePrefix(&wire_name, prefix);
  return wire_name;
}

// The other way round. `parse` is the generated X_Parse.
template <typename WireEnum, typename Parse>
WireEnum WireValue(absl::string_view model_name, absl::string_view prefix,
                   Parse parse) {
  WireEnum wire{};
  if (model_name == kUnspecified) return wire;
  RITORNELLO_CHECK(parse(absl::StrCat(prefix, model_name), &wire));
  return wire;
}

template <typename T>
absl::Status Take(absl::string_view field, int wire_number,
                  absl::StatusOr<T> parsed, T& to) {
  if (!parsed.ok()) {
    return InvalidField(field, absl::StrCat("is unknown: ", wire_number));
  }
  to = *parsed;
  return absl::OkStatus();
}

absl::Status ReadEnums(const v1::Library& wire, Library& library) {
  RITORNELLO_RETURN_IF_ERROR(
      Take("licensing_model", wire.licensing_model(),
           ParseLicensingModel(
               ModelName(v1::LicensingModel_Name(wire.licensing_model()),
                         wire.licensing_model(), "")),
           library.licensing_model));
  RITORNELLO_ASSIGN_OR_RETURN(library.exclusivity_scope,
                              FromWire(wire.exclusivity_scope()));
  RITORNELLO_RETURN_IF_ERROR(
      Take("pro_policy", wire.pro_policy(),
           ParseProPolicy(ModelName(v1::ProPolicy_Name(wire.pro_policy()),
                                    wire.pro_policy(), "PRO_")),
           library.pro_policy));
  return Take("content_id_policy", wire.content_id_policy(),
              ParseContentIdPolicy(
                  ModelName(v1::ContentIdPolicy_Name(wire.content_id_policy()),
                            wire.content_id_policy(), "CONTENT_ID_")),
              library.content_id_policy);
}

DeliverySpec FromWire(const v1::DeliverySpec& wire) {
  DeliverySpec spec;
  const auto take = [](bool is_set, auto value, auto& to) {
    if (is_set) to = value;
  };
  take(wire.has_integrated_min_lufs(), wire.integrated_min_lufs(),
       spec.integrated_min_lufs);
  take(wire.has_integrated_max_lufs(), wire.integrated_max_lufs(),
       spec.integrated_max_lufs);
  take(wire.has_true_peak_max_dbtp(), wire.true_peak_max_dbtp(),
       spec.true_peak_max_dbtp);
  take(wire.has_loudness_range_min_lu(), wire.loudness_range_min_lu(),
       spec.loudness_range_min_lu);
  take(wire.has_loudness_range_max_lu(), wire.loudness_range_max_lu(),
       spec.loudness_range_max_lu);
  take(wire.has_clipped_ppm_max(), wire.clipped_ppm_max(),
       spec.clipped_ppm_max);
  take(wire.has_dc_offset_max(), wire.dc_offset_max(), spec.dc_offset_max);
  take(wire.has_head_silence_max_seconds(), wire.head_silence_max_seconds(),
       spec.head_silence_max_seconds);
  take(wire.has_tail_silence_max_seconds(), wire.tail_silence_max_seconds(),
       spec.tail_silence_max_seconds);
  take(wire.has_stereo_correlation_min(), wire.stereo_correlation_min(),
       spec.stereo_correlation_min);
  take(wire.has_mono_fold_loss_max_lu(), wire.mono_fold_loss_max_lu(),
       spec.mono_fold_loss_max_lu);
  take(wire.has_bit_depth_min(), wire.bit_depth_min(), spec.bit_depth_min);
  take(wire.has_short_version_min_seconds(), wire.short_version_min_seconds(),
       spec.short_version_min_seconds);
  take(wire.has_short_version_max_seconds(), wire.short_version_max_seconds(),
       spec.short_version_max_seconds);
  spec.containers.assign(wire.containers().begin(), wire.containers().end());
  spec.sample_rates_hz.assign(wire.sample_rates_hz().begin(),
                              wire.sample_rates_hz().end());
  spec.channel_counts.assign(wire.channel_counts().begin(),
                             wire.channel_counts().end());
  return spec;
}

v1::DeliverySpec ToWire(const DeliverySpec& spec) {
  v1::DeliverySpec wire;
  const auto set = [&](const auto& value, auto setter) {
    if (value.has_value()) (wire.*setter)(*value);
  };
  // Whole numbers of the wire have 32 bits, and so have those that came in.
  const auto set_whole = [&](const std::optional<int64_t>& value, auto setter) {
    if (value.has_value()) (wire.*setter)(static_cast<int32_t>(*value));
  };
  using Wire = v1::DeliverySpec;
  set(spec.integrated_min_lufs, &Wire::set_integrated_min_lufs);
  set(spec.integrated_max_lufs, &Wire::set_integrated_max_lufs);
  set(spec.true_peak_max_dbtp, &Wire::set_true_peak_max_dbtp);
  set(spec.loudness_range_min_lu, &Wire::set_loudness_range_min_lu);
  set(spec.loudness_range_max_lu, &Wire::set_loudness_range_max_lu);
  set_whole(spec.clipped_ppm_max, &Wire::set_clipped_ppm_max);
  set(spec.dc_offset_max, &Wire::set_dc_offset_max);
  set(spec.head_silence_max_seconds, &Wire::set_head_silence_max_seconds);
  set(spec.tail_silence_max_seconds, &Wire::set_tail_silence_max_seconds);
  set(spec.stereo_correlation_min, &Wire::set_stereo_correlation_min);
  set(spec.mono_fold_loss_max_lu, &Wire::set_mono_fold_loss_max_lu);
  set_whole(spec.bit_depth_min, &Wire::set_bit_depth_min);
  set(spec.short_version_min_seconds, &Wire::set_short_version_min_seconds);
  set(spec.short_version_max_seconds, &Wire::set_short_version_max_seconds);
  for (const std::string& container : spec.containers) {
    wire.add_containers(container);
  }
  for (const int64_t rate_hz : spec.sample_rates_hz) {
    wire.add_sample_rates_hz(static_cast<int32_t>(rate_hz));
  }
  for (const int64_t count : spec.channel_counts) {
    wire.add_channel_counts(static_cast<int32_t>(count));
  }
  return wire;
}

absl::Status ReadVersions(const v1::Library& wire, Library& library) {
  for (int i = 0; i < wire.required_versions_size(); ++i) {
    std::vector<MixType>& any_of = library.required_versions.emplace_back();
    for (const int number : wire.required_versions(i).any_of()) {
      RITORNELLO_RETURN_IF_ERROR(
          Take(absl::StrCat("required_versions[", i, "].any_of"), number,
               ParseMixType(v1::MixType_Name(number)), any_of.emplace_back()));
    }
  }
  return absl::OkStatus();
}

MetadataRequirement FromWire(const v1::MetadataRequirement& wire) {
  return {.mood_count_min = wire.mood_count_min(),
          .instrument_count_min = wire.instrument_count_min(),
          .use_count_min = wire.use_count_min(),
          .genre_count_min = wire.genre_count_min(),
          .needs_tempo = wire.needs_tempo(),
          .needs_key = wire.needs_key(),
          .needs_isrc = wire.needs_isrc()};
}

v1::MetadataRequirement ToWire(const MetadataRequirement& metadata) {
  v1::MetadataRequirement wire;
  wire.set_mood_count_min(static_cast<int32_t>(metadata.mood_count_min));
  wire.set_instrument_count_min(
      static_cast<int32_t>(metadata.instrument_count_min));
  wire.set_use_count_min(static_cast<int32_t>(metadata.use_count_min));
  wire.set_genre_count_min(static_cast<int32_t>(metadata.genre_count_min));
  wire.set_needs_tempo(metadata.needs_tempo);
  wire.set_needs_key(metadata.needs_key);
  wire.set_needs_isrc(metadata.needs_isrc);
  return wire;
}

}  // namespace

v1::ExclusivityScope ToWire(ExclusivityScope scope) {
  return WireValue<v1::ExclusivityScope>(
      ExclusivityScopeName(scope), "",
      [](const std::string& name, v1::ExclusivityScope* to) {
        return v1::ExclusivityScope_Parse(name, to);
      });
}

v1::ContentIdPolicy ToWire(ContentIdPolicy policy) {
  return WireValue<v1::ContentIdPolicy>(
      ContentIdPolicyName(policy), "CONTENT_ID_",
      [](const std::string& name, v1::ContentIdPolicy* to) {
        return v1::ContentIdPolicy_Parse(name, to);
      });
}

absl::StatusOr<ExclusivityScope> FromWire(v1::ExclusivityScope wire) {
  ExclusivityScope scope = ExclusivityScope::kUnspecified;
  RITORNELLO_RETURN_IF_ERROR(
      Take("exclusivity_scope", wire,
           ParseExclusivityScope(
               ModelName(v1::ExclusivityScope_Name(wire), wire, "")),
           scope));
  return scope;
}

v1::Library ToWire(const Library& library) {
  v1::Library wire;
  wire.set_name(LibraryName(library.id));
  wire.set_display_name(library.display_name);
  wire.set_description(library.description);
  wire.set_licensing_model(WireValue<v1::LicensingModel>(
      LicensingModelName(library.licensing_model), "",
      [](const std::string& name, v1::LicensingModel* to) {
        return v1::LicensingModel_Parse(name, to);
      }));
  *wire.mutable_delivery_spec() = ToWire(library.delivery_spec);
  for (const std::vector<MixType>& any_of : library.required_versions) {
    v1::VersionRequirement& requirement = *wire.add_required_versions();
    for (const MixType type : any_of) {
      requirement.add_any_of(WireValue<v1::MixType>(
          MixTypeName(type), "", [](const std::string& name, v1::MixType* to) {
            return v1::MixType_Parse(name, to);
          }));
    }
  }
  *wire.mutable_required_metadata() = ToWire(library.required_metadata);
  for (const auto& mood : library.favoured_moods) wire.add_favoured_moods(mood);
  for (const auto& use : library.favoured_uses) wire.add_favoured_uses(use);
  for (const auto& genre : library.favoured_genres) {
    wire.add_favoured_genres(genre);
  }
  wire.set_exclusivity_scope(ToWire(library.exclusivity_scope));
  wire.set_submission_track_count_min(
      static_cast<int32_t>(library.submission_track_count_min));
  wire.set_submission_track_count_max(
      static_cast<int32_t>(library.submission_track_count_max));
  wire.set_pro_policy(
      WireValue<v1::ProPolicy>(ProPolicyName(library.pro_policy), "PRO_",
                               [](const std::string& name, v1::ProPolicy* to) {
                                 return v1::ProPolicy_Parse(name, to);
                               }));
  wire.set_content_id_policy(ToWire(library.content_id_policy));
  *wire.mutable_create_time() = TimeToWire(library.create_time);
  *wire.mutable_update_time() = TimeToWire(library.update_time);
  wire.set_etag(EtagOf(library.revision));
  return wire;
}

absl::StatusOr<Library> FromWire(const v1::Library& wire) {
  Library library;
  RITORNELLO_ASSIGN_OR_RETURN(library.id,
                              ParseLibraryName("name", wire.name()));
  library.display_name = wire.display_name();
  library.description = wire.description();
  RITORNELLO_RETURN_IF_ERROR(ReadEnums(wire, library));
  library.delivery_spec = FromWire(wire.delivery_spec());
  RITORNELLO_RETURN_IF_ERROR(ReadVersions(wire, library));
  library.required_metadata = FromWire(wire.required_metadata());
  library.favoured_moods.assign(wire.favoured_moods().begin(),
                                wire.favoured_moods().end());
  library.favoured_uses.assign(wire.favoured_uses().begin(),
                               wire.favoured_uses().end());
  library.favoured_genres.assign(wire.favoured_genres().begin(),
                                 wire.favoured_genres().end());
  library.submission_track_count_min = wire.submission_track_count_min();
  library.submission_track_count_max = wire.submission_track_count_max();
  return library;
}

}  // namespace ritornello::catalog
