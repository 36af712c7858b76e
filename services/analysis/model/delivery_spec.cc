#include "services/analysis/model/delivery_spec.h"

#include <limits>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"

namespace ritornello::analysis {
namespace {

constexpr double kDouble = std::numeric_limits<double>::max();

double Value(double number) { return number; }
template <typename Quantity>
double Value(const Quantity& quantity) {
  return quantity.value();
}

class Screening {
 public:
  // NaN is inside no range, so this refuses it as well.
  template <typename Number>
  void InRange(absl::string_view field, const std::optional<Number>& limit,
               double low, double high) {
    if (!limit.has_value()) return;
    const double value = Value(*limit);
    if (value >= low && value <= high) return;
    Refuse(field, low == -kDouble
                      ? "must be a finite number"
                      : absl::StrCat("must be ", low,
                                     high == kDouble ? " or more and finite"
                                                     : absl::StrCat("..", high),
                                     ", got ", value));
  }

  template <typename Number>
  void Ordered(absl::string_view min_field, const std::optional<Number>& min,
               absl::string_view max_field, const std::optional<Number>& max) {
    if (!min.has_value() || !max.has_value()) return;
    if (!(Value(*min) > Value(*max))) return;
    Refuse(min_field, absl::StrCat("must not be above ", max_field, ", got ",
                                   Value(*min), " and ", Value(*max)));
  }

  void CountInRange(absl::string_view field,
                    const std::optional<int32_t>& limit, int32_t low,
                    int32_t high) {
    if (limit.has_value()) OneInRange(field, *limit, low, high);
  }

  void ListInRange(absl::string_view field, const std::vector<int32_t>& list,
                   int32_t low, int32_t high) {
    if (!NotTooLong(field, list.size())) return;
    for (size_t i = 0; i < list.size(); ++i) {
      OneInRange(absl::StrCat(field, "[", i, "]"), list[i], low, high);
    }
  }

  // False for a list that is too long. Nothing is said of what is in it: it
  // may be millions.
  bool NotTooLong(absl::string_view field, size_t count) {
    if (count <= kAllowedValueCountMax) return true;
    Refuse(field, absl::StrCat("must number at most ", kAllowedValueCountMax,
                               ", got ", count));
    return false;
  }

  absl::Status Verdict() const {
    return violations_.empty() ? absl::OkStatus() : InvalidFields(violations_);
  }

 private:
  void OneInRange(absl::string_view field, int32_t value, int32_t low,
                  int32_t high) {
    if (value >= low && value <= high) return;
    Refuse(field, absl::StrCat("must be ", low, "..", high, ", got ", value));
  }

  void Refuse(absl::string_view field, absl::string_view description) {
    violations_.push_back({std::string(field), std::string(description)});
  }

  std::vector<FieldViolation> violations_;
};

}  // namespace

absl::Status Validate(const DeliverySpec& spec) {
  Screening screening;
  screening.InRange("integrated_min_lufs", spec.integrated_min, -kDouble,
                    kDouble);
  screening.InRange("integrated_max_lufs", spec.integrated_max, -kDouble,
                    kDouble);
  screening.Ordered("integrated_min_lufs", spec.integrated_min,
                    "integrated_max_lufs", spec.integrated_max);
  screening.InRange("true_peak_max_dbtp", spec.true_peak_max, -kDouble,
                    kDouble);
  screening.InRange("loudness_range_min_lu", spec.loudness_range_min, 0,
                    kDouble);
  screening.InRange("loudness_range_max_lu", spec.loudness_range_max, 0,
                    kDouble);
  screening.Ordered("loudness_range_min_lu", spec.loudness_range_min,
                    "loudness_range_max_lu", spec.loudness_range_max);
  screening.CountInRange("clipped_ppm_max", spec.clipped_ppm_max, 0, 1'000'000);
  screening.InRange("dc_offset_max", spec.dc_offset_max, 0, 1);
  screening.InRange("head_silence_max_seconds", spec.head_silence_max_seconds,
                    0, kDouble);
  screening.InRange("tail_silence_max_seconds", spec.tail_silence_max_seconds,
                    0, kDouble);
  screening.InRange("stereo_correlation_min", spec.stereo_correlation_min, -1,
                    1);
  screening.InRange("mono_fold_loss_max_lu", spec.mono_fold_loss_max, 0,
                    kDouble);
  screening.NotTooLong("containers", spec.containers.size());
  screening.ListInRange("sample_rates_hz", spec.sample_rates_hz,
                        kSampleRateMinHz, kSampleRateMaxHz);
  screening.ListInRange("channel_counts", spec.channel_counts, 1,
                        kChannelCountMax);
  screening.CountInRange("bit_depth_min", spec.bit_depth_min, 1, 64);
  screening.InRange("duration_min_seconds", spec.duration_min_seconds, 0,
                    kDouble);
  screening.InRange("duration_max_seconds", spec.duration_max_seconds, 0,
                    kDouble);
  screening.Ordered("duration_min_seconds", spec.duration_min_seconds,
                    "duration_max_seconds", spec.duration_max_seconds);
  screening.InRange("declared_tempo_bpm", spec.declared_tempo_bpm, 1, 1'000);
  return screening.Verdict();
}

}  // namespace ritornello::analysis
