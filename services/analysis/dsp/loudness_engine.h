// The two ways in which a LoudnessMeter measures.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

namespace ritornello::analysis {

// Powers are those of PowerOf() in loudness_gate.h, and 0 without a window.
class LoudnessEngine {
 public:
  virtual ~LoudnessEngine() = default;

  // Adds whole frames.
  virtual void Add(std::span<const float> interleaved) = 0;

  virtual double IntegratedPower() const = 0;
  virtual bool has_range() const = 0;
  virtual double RangeLu() const = 0;
  virtual double MomentaryMaxPower() const = 0;
  virtual double ShortTermMaxPower() const = 0;
};

// Eight samples at a time, for one or two channels; agrees with libebur128 to
// 0.0001 LU.
std::unique_ptr<LoudnessEngine> MakeVectorEngine(int32_t sample_rate_hz,
                                                 int32_t channel_count);

// By libebur128: any layout.
std::unique_ptr<LoudnessEngine> MakeEbur128Engine(int32_t sample_rate_hz,
                                                  int32_t channel_count);

}  // namespace ritornello::analysis
