#include "services/catalog/model/remedy_order.h"

namespace ritornello::catalog {
namespace {

constexpr struct {
  absl::string_view rule;
  Remedy remedy;
} kRemedies[] = {
    {"ANALYSIS_FAILED", Remedy::kFile},
    {"INTEGRITY", Remedy::kFile},
    {"AUDIBLE", Remedy::kFile},
    {"DURATION", Remedy::kArrangement},
    {"CLIPPING", Remedy::kMix},
    {"LOUDNESS_RANGE", Remedy::kMix},
    {"STEREO_CORRELATION", Remedy::kMix},
    {"MONO_FOLD", Remedy::kMix},
    {"CONTAINER", Remedy::kExport},
    {"SAMPLE_RATE", Remedy::kExport},
    {"CHANNEL_COUNT", Remedy::kExport},
    {"BIT_DEPTH", Remedy::kExport},
    {"DC_OFFSET", Remedy::kLevel},
    {"INTEGRATED_LOUDNESS", Remedy::kLevel},
    {"TRUE_PEAK", Remedy::kLevel},
    {"HEAD_SILENCE", Remedy::kEnds},
    {"TAIL_SILENCE", Remedy::kEnds},
};

}  // namespace

Remedy RemedyOf(absl::string_view rule) {
  for (const auto& r : kRemedies) {
    if (r.rule == rule) return r.remedy;
  }
  return Remedy::kOther;
}

}  // namespace ritornello::catalog
