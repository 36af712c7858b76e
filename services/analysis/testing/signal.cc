#include "services/analysis/testing/signal.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

namespace ritornello::analysis::testing {

double Amplitude(double dbfs) { return std::pow(10, dbfs / 20); }

Signal Tone(const std::vector<Segment>& segments, const ToneFormat& format) {
  Signal signal{format.sample_rate_hz, format.channel_count, {}};
  const double step =
      2 * std::numbers::pi * format.frequency_hz / format.sample_rate_hz;
  // Ends are rounded from the start, so that rounding does not add up.
  std::vector<int64_t> ends;
  double seconds = 0;
  for (const Segment& segment : segments) {
    seconds += segment.seconds;
    ends.push_back(std::llround(seconds * format.sample_rate_hz));
  }
  if (ends.empty()) return signal;
  signal.samples.resize(
      static_cast<size_t>(ends.back() * format.channel_count));
  float* out = signal.samples.data();
  int64_t frame = 0;
  for (size_t i = 0; i < segments.size(); ++i) {
    const double amplitude = Amplitude(segments[i].level_dbfs);
    for (; frame < ends[i]; ++frame) {
      const auto sample = static_cast<float>(
          amplitude * std::sin(step * static_cast<double>(frame)));
      out = std::fill_n(out, format.channel_count, sample);
    }
  }
  return signal;
}

Signal ChannelTones(double seconds, const std::vector<double>& levels_dbfs,
                    const ToneFormat& format) {
  ToneFormat mono = format;
  mono.channel_count = 1;
  const Signal tone = Tone({{seconds, 0}}, mono);
  Signal signal{
      format.sample_rate_hz, static_cast<int32_t>(levels_dbfs.size()), {}};
  std::vector<float> gains;
  for (const double level : levels_dbfs) {
    gains.push_back(static_cast<float>(Amplitude(level)));
  }
  signal.samples.resize(tone.samples.size() * gains.size());
  float* out = signal.samples.data();
  for (const float sample : tone.samples) {
    for (const float gain : gains) *out++ = gain * sample;
  }
  return signal;
}

Signal Noise(double seconds, double amplitude, const ToneFormat& format) {
  Signal signal{format.sample_rate_hz, format.channel_count, {}};
  const auto frames = std::llround(seconds * format.sample_rate_hz);
  signal.samples.resize(static_cast<size_t>(frames * format.channel_count));
  std::mt19937 random(1770);
  for (float& sample : signal.samples) {
    // Not a distribution of the library: those differ between libraries.
    sample = static_cast<float>(
        amplitude * (static_cast<double>(random()) / 2'147'483'648.0 - 1));
  }
  return signal;
}

Signal Excerpt(const Signal& signal, int64_t first, int64_t count) {
  const auto from = signal.samples.begin() + first * signal.channel_count;
  return {signal.sample_rate_hz,
          signal.channel_count,
          {from, from + count * signal.channel_count}};
}

}  // namespace ritornello::analysis::testing
