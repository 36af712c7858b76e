// All meters of a report, fed together.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "absl/status/statusor.h"
#include "services/analysis/dsp/clip_detector.h"
#include "services/analysis/dsp/level_meter.h"
#include "services/analysis/dsp/loudness_meter.h"
#include "services/analysis/dsp/peak_meter.h"
#include "services/analysis/dsp/sample_screen.h"
#include "services/analysis/dsp/stereo_meter.h"
#include "services/analysis/model/report.h"

namespace ritornello::analysis {

// Every block passes every meter once: what is measured costs memory for the
// powers of windows (see LoudnessMeter) and not for the samples.
// Threads: belongs to one thread.
class Meters {
 public:
  // Returns InvalidArgument, naming the field, for a format out of range.
  static absl::StatusOr<Meters> Create(LoudnessMeter::Format format);

  // Adds whole frames, interleaved; replaces in them what is no usable
  // number.
  void Add(std::span<float> interleaved);

  // Writes the quantities from integrated_lufs on into `report`, and an
  // absence for each that could not be measured, in field order.
  void WriteTo(Report& report) const;

 private:
  Meters(LoudnessMeter::Format format, LoudnessMeter loudness);

  void AddChunk(std::span<float> interleaved);
  void WriteLoudness(Report& report) const;
  void WritePeaks(Report& report) const;
  void WriteClipping(Report& report) const;
  void WriteLevels(Report& report) const;
  void WriteStereo(Report& report) const;
  void WriteUnusable(Report& report) const;
  double Seconds(int64_t frames) const;

  LoudnessMeter::Format format_;
  SampleScreen screen_;
  LoudnessMeter loudness_;
  PeakMeter peaks_;
  ClipDetector clips_;
  LevelMeter levels_;
  std::optional<StereoMeter> stereo_;  // of two channels only
};

}  // namespace ritornello::analysis
