// The peer of our loudness measurement: libsndfile decodes, libebur128
// measures, nothing around them.
//
//   plain_ebur128 [--decode] FILE...    with --decode nothing is measured
#include <ebur128.h>
#include <sndfile.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <memory>
#include <vector>

namespace {

constexpr int kModes = EBUR128_MODE_I | EBUR128_MODE_LRA | EBUR128_MODE_M |
                       EBUR128_MODE_S | EBUR128_MODE_TRUE_PEAK;
constexpr sf_count_t kBlockFrames = 4096;

struct Maxima {
  double momentary = -HUGE_VAL;
  double short_term = -HUGE_VAL;
};

// The two maxima are looked at every 100 ms, as ours are.
void AddFrames(ebur128_state& state, const std::vector<float>& samples,
               sf_count_t frame_count, Maxima& maxima) {
  const auto step = static_cast<sf_count_t>(state.samplerate / 10);
  for (sf_count_t at = 0; at < frame_count; at += step) {
    const auto count = static_cast<size_t>(std::min(step, frame_count - at));
    ebur128_add_frames_float(
        &state, samples.data() + static_cast<size_t>(at) * state.channels,
        count);
    double loudness = 0.0;
    ebur128_loudness_momentary(&state, &loudness);
    maxima.momentary = std::max(maxima.momentary, loudness);
    ebur128_loudness_shortterm(&state, &loudness);
    maxima.short_term = std::max(maxima.short_term, loudness);
  }
}

// Decodes the whole file, and measures it unless `only_decodes`.
int Measure(const char* path, bool only_decodes) {
  SF_INFO info{};
  const std::unique_ptr<SNDFILE, int (*)(SNDFILE*)> file(
      sf_open(path, SFM_READ, &info), &sf_close);
  if (!file) {
    std::fprintf(stderr, "%s: %s\n", path, sf_strerror(nullptr));
    return 1;
  }
  const auto channel_count = static_cast<unsigned>(info.channels);
  ebur128_state* state = ebur128_init(
      channel_count, static_cast<unsigned long>(info.samplerate), kModes);
  std::vector<float> samples(static_cast<size_t>(kBlockFrames) * channel_count);
  Maxima maxima;
  sf_count_t frame_count = 0;
  while ((frame_count = sf_readf_float(file.get(), samples.data(),
                                       kBlockFrames)) > 0) {
    if (!only_decodes) AddFrames(*state, samples, frame_count, maxima);
  }
  double integrated = 0.0;
  double range = 0.0;
  double peak = 0.0;
  ebur128_loudness_global(state, &integrated);
  ebur128_loudness_range(state, &range);
  for (unsigned channel = 0; channel < channel_count; ++channel) {
    double one = 0.0;
    ebur128_true_peak(state, channel, &one);
    peak = std::max(peak, one);
  }
  std::printf("%s: I %.3f LRA %.3f M %.3f S %.3f TP %.3f\n", path, integrated,
              range, maxima.momentary, maxima.short_term,
              20.0 * std::log10(peak));
  ebur128_destroy(&state);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const bool only_decodes = argc > 1 && std::strcmp(argv[1], "--decode") == 0;
  int failed = 0;
  for (int i = only_decodes ? 2 : 1; i < argc; ++i) {
    failed |= Measure(argv[i], only_decodes);
  }
  return failed;
}
