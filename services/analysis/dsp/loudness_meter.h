// Loudness and loudness range of a programme.
//
//   auto meter = LoudnessMeter::Create({.sample_rate_hz = 48'000,
//                                       .channel_count = 2});
//   while (ReadBlock(&block)) meter->Add(block);
//   Lufs loudness = meter->Integrated();
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "absl/status/statusor.h"
#include "services/analysis/dsp/loudness_engine.h"
#include "services/analysis/model/loudness.h"

namespace ritornello::analysis {

// Measures interleaved PCM, one and two channels eight samples at a time, more
// with libebur128, which the former agrees with to 0.0001 LU.
//
// Source:   ITU-R BS.1770 (K-weighting, gates), EBU Tech 3341 (momentary and
//           short-term), EBU Tech 3342 (range).
// Channels: in WAVEFORMATEXTENSIBLE order. 1: one channel, not counted twice,
//           so 3.01 LU below the same signal on two; 2: L R; 3: L R C;
//           4: L R Ls Rs; 5: L R C Ls Rs; 6: L R C LFE Ls Rs; 7: L R C LFE
//           Cb Ls Rs; 8: L R C LFE Lb Rb Ls Rs. Ls and Rs weigh 1.41, the LFE
//           nothing, all others 1.0.
// Hops:     10 ms, rounded down to whole frames (at 22'050 Hz 0.23 % short).
// Memory:   8 bytes per 100 ms: 0.3 MB an hour; of more than two channels 3 s
//           of audio and 1.2 MB an hour.
// Threads:  one meter belongs to one thread; different meters are
//           independent.
class LoudnessMeter {
 public:
  struct Format {
    int32_t sample_rate_hz;  // 8'000 .. 384'000
    int32_t channel_count;   // 1 .. 8
  };

  // Returns InvalidArgument, naming the field, if `format` is out of range.
  static absl::StatusOr<LoudnessMeter> Create(Format format);

  // Adds whole frames. `interleaved` has shape [frame_count][channel_count],
  // full scale is +-1.0; values beyond it are legal.
  // REQUIRES: interleaved.size() is a multiple of channel_count, and no value
  // is NaN or beyond +-16: one NaN would silence the filters for ever.
  void Add(std::span<const float> interleaved);

  // Silence when no 400 ms block was added or all were below the gates.
  Lufs Integrated() const;

  // Whether any 3 s window, taken once a second, passed the absolute gate;
  // without one there is no range, and Range() is 0.
  bool has_range() const;
  Lu Range() const;

  // Highest of the 400 ms windows every 10 ms; silence without a window.
  Lufs MomentaryMax() const;

  // Highest of the 3 s windows every 100 ms; silence without a window.
  Lufs ShortTermMax() const;

 private:
  LoudnessMeter(std::unique_ptr<LoudnessEngine> engine, int32_t channel_count);

  std::unique_ptr<LoudnessEngine> engine_;
  int32_t channel_count_;
};

}  // namespace ritornello::analysis
