#include "services/analysis/domain/meters.h"

#include <cmath>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libs/status/status_macros.h"
#include "services/analysis/dsp/chunks.h"

namespace ritornello::analysis {
namespace {

// Windows of EBU Tech 3341, which nothing shorter has.
constexpr double kMomentarySeconds = 0.4;
constexpr double kShortTermSeconds = 3;

// What goes through all meters before the next: half of a first-level cache.
constexpr size_t kChunkSamples = 4'096;

double Decibels(double magnitude) { return 20 * std::log10(magnitude); }

void WriteAbsence(Report& report, absl::string_view field,
                  Absence::Reason reason, absl::string_view detail) {
  report.absences.push_back({std::string(field), reason, std::string(detail)});
}

void WriteEmpty(Report& report, absl::string_view field) {
  WriteAbsence(report, field, Absence::Reason::kEmpty,
               "the file holds no frame");
}

void WriteNoneFound(Report& report, absl::string_view field,
                    absl::string_view detail) {
  if (report.frame_count == 0) return WriteEmpty(report, field);
  WriteAbsence(report, field, Absence::Reason::kNoneFound, detail);
}

// Writes why a loudness with a window is absent, if the reason is the length
// of the audio; returns whether it is.
bool WriteTooShort(Report& report, absl::string_view field,
                   double window_seconds, double seconds) {
  if (seconds >= window_seconds) return false;
  if (report.frame_count == 0) {
    WriteEmpty(report, field);
    return true;
  }
  WriteAbsence(report, field, Absence::Reason::kTooShort,
               absl::StrFormat("needs %.1f s of audio, has %.4g s",
                               window_seconds, seconds));
  return true;
}

void WriteSilent(Report& report, absl::string_view field,
                 absl::string_view detail) {
  if (report.frame_count == 0) return WriteEmpty(report, field);
  WriteAbsence(report, field, Absence::Reason::kSilent, detail);
}

}  // namespace

absl::StatusOr<Meters> Meters::Create(LoudnessMeter::Format format) {
  RITORNELLO_ASSIGN_OR_RETURN(LoudnessMeter loudness,
                              LoudnessMeter::Create(format));
  return Meters(format, std::move(loudness));
}

Meters::Meters(LoudnessMeter::Format format, LoudnessMeter loudness)
    : format_(format),
      loudness_(std::move(loudness)),
      peaks_(format.sample_rate_hz, format.channel_count),
      clips_(format.channel_count),
      levels_(format.channel_count) {
  if (format.channel_count == 2) stereo_.emplace();
}

void Meters::Add(std::span<float> interleaved) {
  const auto channels = static_cast<size_t>(format_.channel_count);
  ForEachChunk(interleaved, channels, kChunkSamples,
               [this](auto samples) { AddChunk(samples); });
}

void Meters::AddChunk(std::span<float> interleaved) {
  screen_.Screen(interleaved);
  loudness_.Add(interleaved);
  peaks_.Add(interleaved);
  clips_.Add(interleaved);
  levels_.Add(interleaved);
  if (stereo_.has_value()) stereo_->Add(interleaved);
}

double Meters::Seconds(int64_t frames) const {
  return static_cast<double>(frames) / format_.sample_rate_hz;
}

void Meters::WriteTo(Report& report) const {
  WriteLoudness(report);
  WritePeaks(report);
  WriteClipping(report);
  WriteLevels(report);
  WriteStereo(report);
  WriteUnusable(report);
}

void Meters::WriteLoudness(Report& report) const {
  constexpr absl::string_view kBelowGate =
      "no window is louder than the gate of -70 LUFS";
  constexpr absl::string_view kDigitalSilence = "digital silence";
  const double seconds = Seconds(levels_.frame_count());
  const Lufs integrated = loudness_.Integrated();
  if (integrated > Lufs::Silence()) {
    report.integrated = integrated;
  } else if (!WriteTooShort(report, "integrated_lufs", kMomentarySeconds,
                            seconds)) {
    WriteSilent(report, "integrated_lufs", kBelowGate);
  }
  if (loudness_.has_range()) {
    report.loudness_range = loudness_.Range();
  } else if (!WriteTooShort(report, "loudness_range_lu", kShortTermSeconds,
                            seconds)) {
    WriteSilent(report, "loudness_range_lu", kBelowGate);
  }
  const Lufs momentary = loudness_.MomentaryMax();
  if (momentary > Lufs::Silence()) {
    report.momentary_max = momentary;
  } else if (!WriteTooShort(report, "momentary_max_lufs", kMomentarySeconds,
                            seconds)) {
    WriteSilent(report, "momentary_max_lufs", kDigitalSilence);
  }
  const Lufs short_term = loudness_.ShortTermMax();
  if (short_term > Lufs::Silence()) {
    report.short_term_max = short_term;
  } else if (!WriteTooShort(report, "short_term_max_lufs", kShortTermSeconds,
                            seconds)) {
    WriteSilent(report, "short_term_max_lufs", kDigitalSilence);
  }
}

void Meters::WritePeaks(Report& report) const {
  if (peaks_.sample_peak() > 0) {
    report.true_peak = Dbtp(Decibels(peaks_.true_peak()));
    report.sample_peak_dbfs = Decibels(peaks_.sample_peak());
    return;
  }
  WriteSilent(report, "true_peak_dbtp", "digital silence");
  WriteSilent(report, "sample_peak_dbfs", "digital silence");
}

void Meters::WriteClipping(Report& report) const {
  report.clip_run_count = clips_.run_count();
  report.clipped_sample_count = clips_.sample_count();
  report.longest_clip_run = clips_.longest_run();
  const auto first_frame = clips_.first_frame();
  if (first_frame.has_value()) {
    report.first_clip_seconds = Seconds(*first_frame);
  } else {
    WriteNoneFound(report, "first_clip_seconds", "no clipped run");
  }
}

void Meters::WriteLevels(Report& report) const {
  if (levels_.frame_count() == 0) {
    WriteEmpty(report, "dc_offset");
  } else {
    report.dc_offset = levels_.DcOffset();
  }
  const auto first = levels_.first_loud_frame();
  const auto last = levels_.last_loud_frame();
  if (first.has_value() && last.has_value()) {
    report.head_silence_seconds = Seconds(*first);
    report.tail_silence_seconds = Seconds(levels_.frame_count() - 1 - *last);
    return;
  }
  constexpr absl::string_view kQuiet = "no sample is louder than -60 dBFS";
  WriteSilent(report, "head_silence_seconds", kQuiet);
  WriteSilent(report, "tail_silence_seconds", kQuiet);
}

void Meters::WriteStereo(Report& report) const {
  if (!stereo_.has_value()) {
    const std::string detail =
        absl::StrCat("needs 2 channels, has ", format_.channel_count);
    WriteAbsence(report, "stereo_correlation", Absence::Reason::kNotStereo,
                 detail);
    WriteAbsence(report, "mono_fold_loss_lu", Absence::Reason::kNotStereo,
                 detail);
    return;
  }
  report.stereo_correlation = stereo_->Correlation();
  if (!report.stereo_correlation.has_value()) {
    WriteSilent(report, "stereo_correlation", "a channel is digital silence");
  }
  report.mono_fold_loss = stereo_->MonoFoldLoss();
  if (!report.mono_fold_loss.has_value()) {
    WriteSilent(report, "mono_fold_loss_lu", "digital silence");
  }
}

void Meters::WriteUnusable(Report& report) const {
  report.non_finite_sample_count = screen_.non_finite_count();
  report.out_of_range_sample_count = screen_.out_of_range_count();
  const auto first = screen_.first_non_finite();
  if (first.has_value()) {
    report.first_non_finite_seconds = Seconds(*first / format_.channel_count);
  } else {
    WriteNoneFound(report, "first_non_finite_seconds",
                   "every sample is a finite number");
  }
}

}  // namespace ritornello::analysis
