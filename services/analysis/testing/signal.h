// Test signals. Levels are the peak of a sine in dB relative to full scale,
// as in EBU Tech 3341: stereo, in phase, -23 dBFS at 1 kHz is -23 LUFS.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

namespace ritornello::analysis::testing {

inline constexpr double kSilenceDbfs = -std::numeric_limits<double>::infinity();

struct Signal {
  int32_t sample_rate_hz = 48'000;
  int32_t channel_count = 2;
  std::vector<float> samples;  // interleaved

  int64_t frame_count() const {
    return static_cast<int64_t>(samples.size()) / channel_count;
  }
};

struct Segment {
  double seconds;
  double level_dbfs;
};

struct ToneFormat {
  int32_t sample_rate_hz = 48'000;
  int32_t channel_count = 2;
  double frequency_hz = 1'000;
};

// A sine, the same in every channel, phase continuous over the segments.
Signal Tone(const std::vector<Segment>& segments,
            const ToneFormat& format = {});

// A sine of `seconds` whose level is given per channel.
Signal ChannelTones(double seconds, const std::vector<double>& levels_dbfs,
                    const ToneFormat& format = {});

// White noise, uniform within +-amplitude, the same at every call.
Signal Noise(double seconds, double amplitude, const ToneFormat& format = {});

// Frames [first, first + count) of `signal`.
Signal Excerpt(const Signal& signal, int64_t first, int64_t count);

double Amplitude(double dbfs);

}  // namespace ritornello::analysis::testing
