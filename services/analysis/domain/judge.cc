#include "services/analysis/domain/judge.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/analysis/domain/limit_check.h"

namespace ritornello::analysis {
namespace {

using Findings = std::vector<Finding>;

template <typename Quantity>
std::optional<double> Number(const std::optional<Quantity>& quantity) {
  if (!quantity.has_value()) return std::nullopt;
  return quantity->value();
}

// Advice that needs no figure.
LimitCheck::Advice Always(absl::string_view advice) {
  return
      [text = std::string(advice)](double, absl::string_view) { return text; };
}

std::string Counted(int64_t count, absl::string_view one,
                    absl::string_view many) {
  return absl::StrCat(count, " ", count == 1 ? one : many);
}

Finding Failed(Rule rule, std::string problem, absl::string_view advice) {
  return {.rule = rule,
          .outcome = Outcome::kFailed,
          .problem = std::move(problem),
          .advice = std::string(advice)};
}

Finding JudgeIntegrity(const Report& report) {
  std::vector<std::string> problems;
  if (report.is_truncated) {
    const std::string end =
        Figure(static_cast<double>(report.frame_count) /
                   static_cast<double>(report.sample_rate_hz),
               2, "s");
    problems.push_back(
        report.declared_frame_count.value_or(0) > report.frame_count
            ? absl::StrCat("the file is cut short at ", end, ": ",
                           report.frame_count, " of ",
                           *report.declared_frame_count,
                           " declared frames are there")
            : absl::StrCat("the file is damaged: of its stream ", end,
                           " could be read, with gaps or without the end"));
  }
  if (report.non_finite_sample_count > 0) {
    problems.push_back(absl::StrCat(
        Counted(report.non_finite_sample_count, "sample is not a number",
                "samples are not numbers"),
        report.first_non_finite_seconds.has_value()
            ? absl::StrCat(", the first at ",
                           Figure(*report.first_non_finite_seconds, 2, "s"))
            : ""));
  }
  if (report.out_of_range_sample_count > 0) {
    problems.push_back(Counted(report.out_of_range_sample_count,
                               "sample is beyond +24 dBFS",
                               "samples are beyond +24 dBFS"));
  }
  if (problems.empty()) return {.rule = Rule::kIntegrity};
  return Failed(Rule::kIntegrity, absl::StrJoin(problems, "; "),
                "export the file again, and copy it again if it was sent");
}

Finding JudgeAudible(const Report& report) {
  constexpr absl::string_view kAdvice =
      "check that the export had the right tracks and range";
  if (report.frame_count == 0) {
    return Failed(Rule::kAudible, "the file holds no audio", kAdvice);
  }
  if (!report.head_silence_seconds.has_value()) {
    return Failed(Rule::kAudible, "no sample is louder than -60 dBFS", kAdvice);
  }
  const Absence* absence = AbsenceOf(report, "integrated_lufs");
  if (!report.integrated.has_value() && absence != nullptr &&
      absence->reason == Absence::Reason::kSilent) {
    return Failed(Rule::kAudible, "nothing is louder than -70 LUFS", kAdvice);
  }
  return {.rule = Rule::kAudible};
}

// What raising a quiet master runs into.
std::string RaiseAdvice(const Report& report, const DeliverySpec& spec,
                        double gain_db, absl::string_view written) {
  std::string advice = absl::StrCat("raise the master by ", written);
  if (!report.true_peak.has_value() || !spec.true_peak_max.has_value()) {
    return advice;
  }
  const double peak_dbtp = report.true_peak->value() + gain_db;
  if (peak_dbtp > spec.true_peak_max->value()) {
    absl::StrAppend(&advice, " and limit it: the true peak would be ",
                    Figure(peak_dbtp, 1, "dBTP"));
  }
  return advice;
}

std::string InDb(double difference) { return Figure(difference, 1, "dB"); }

void JudgeLoudness(const Report& report, const DeliverySpec& spec,
                   Findings& findings) {
  if (spec.integrated_min.has_value() || spec.integrated_max.has_value()) {
    findings.push_back(CheckLimits(
        {.rule = Rule::kIntegratedLoudness,
         .field = "integrated_lufs",
         .noun = "integrated loudness",
         .measured = Number(report.integrated),
         .min = Number(spec.integrated_min),
         .max = Number(spec.integrated_max),
         .unit = "LUFS",
         .difference_unit = "LU",
         .warn_margin = kWarnMarginDb,
         .when_below =
             [&](double difference, absl::string_view) {
               return RaiseAdvice(report, spec, difference, InDb(difference));
             },
         .when_above =
             [](double difference, absl::string_view) {
               return absl::StrCat("lower the master by ", InDb(difference));
             }},
        report));
  }
  if (spec.true_peak_max.has_value()) {
    findings.push_back(CheckLimits(
        {.rule = Rule::kTruePeak,
         .field = "true_peak_dbtp",
         .noun = "true peak",
         .measured = Number(report.true_peak),
         .max = Number(spec.true_peak_max),
         .unit = "dBTP",
         .difference_unit = "dB",
         .warn_margin = kWarnMarginDb,
         .when_above =
             [](double, absl::string_view written) {
               return absl::StrCat("lower the master by ", written,
                                   ", or limit it with true-peak detection");
             }},
        report));
  }
  if (spec.loudness_range_min.has_value() ||
      spec.loudness_range_max.has_value()) {
    findings.push_back(CheckLimits(
        {.rule = Rule::kLoudnessRange,
         .field = "loudness_range_lu",
         .noun = "loudness range",
         .measured = Number(report.loudness_range),
         .min = Number(spec.loudness_range_min),
         .max = Number(spec.loudness_range_max),
         .unit = "LU",
         .difference_unit = "LU",
         .when_below = Always("compress and limit less: loud and quiet "
                              "passages are too much alike"),
         .when_above = Always("bring quiet and loud passages closer together "
                              "by automation or gentle compression")},
        report));
  }
}

void JudgeClipping(const Report& report, const DeliverySpec& spec,
                   Findings& findings) {
  if (!spec.clipped_ppm_max.has_value()) return;
  const double samples = static_cast<double>(report.frame_count) *
                         static_cast<double>(report.channel_count);
  LimitCheck check{.rule = Rule::kClipping,
                   .field = "first_clip_seconds",
                   .noun = "clipped samples",
                   .max = *spec.clipped_ppm_max,
                   .unit = "ppm",
                   .difference_unit = "ppm",
                   .when_above = Always(
                       "go back to the mix and drive the last limiter less: "
                       "what is clipped cannot be restored")};
  if (samples > 0) {
    check.measured =
        1e6 * static_cast<double>(report.clipped_sample_count) / samples;
  }
  Finding finding = CheckLimits(check, report);
  if (finding.outcome == Outcome::kPassed && report.clip_run_count > 0) {
    finding.outcome = Outcome::kWarned;
    finding.problem = absl::StrCat(
        Counted(report.clip_run_count, "clipped run", "clipped runs"),
        ", the longest of ", report.longest_clip_run, " samples, the first at ",
        Figure(report.first_clip_seconds.value_or(0), 2, "s"));
    finding.advice = "listen there for crackle";
  }
  findings.push_back(std::move(finding));
}

void JudgeLevels(const Report& report, const DeliverySpec& spec,
                 Findings& findings) {
  const auto trim = [](absl::string_view where) {
    return [where](double, absl::string_view written) {
      return absl::StrCat("trim ", written, " from the ", where);
    };
  };
  if (spec.dc_offset_max.has_value()) {
    std::optional<double> magnitude;
    if (report.dc_offset.has_value()) magnitude = std::fabs(*report.dc_offset);
    findings.push_back(CheckLimits(
        {.rule = Rule::kDcOffset,
         .field = "dc_offset",
         .noun = "DC offset",
         .measured = magnitude,
         .max = spec.dc_offset_max,
         .decimals = 4,
         .when_above = Always("put a high-pass filter of 5 to 20 Hz on the "
                              "master")},
        report));
  }
  if (spec.head_silence_max_seconds.has_value()) {
    findings.push_back(CheckLimits({.rule = Rule::kHeadSilence,
                                    .field = "head_silence_seconds",
                                    .noun = "silence before the music",
                                    .measured = report.head_silence_seconds,
                                    .max = spec.head_silence_max_seconds,
                                    .unit = "s",
                                    .difference_unit = "s",
                                    .decimals = 2,
                                    .when_above = trim("start")},
                                   report));
  }
  if (spec.tail_silence_max_seconds.has_value()) {
    findings.push_back(CheckLimits({.rule = Rule::kTailSilence,
                                    .field = "tail_silence_seconds",
                                    .noun = "silence after the music",
                                    .measured = report.tail_silence_seconds,
                                    .max = spec.tail_silence_max_seconds,
                                    .unit = "s",
                                    .difference_unit = "s",
                                    .decimals = 2,
                                    .when_above = trim("end")},
                                   report));
  }
}

void JudgeStereo(const Report& report, const DeliverySpec& spec,
                 Findings& findings) {
  constexpr absl::string_view kAdvice =
      "look for a channel or a microphone with inverted polarity, and narrow "
      "stereo widening";
  if (spec.stereo_correlation_min.has_value()) {
    findings.push_back(CheckLimits({.rule = Rule::kStereoCorrelation,
                                    .field = "stereo_correlation",
                                    .noun = "stereo correlation",
                                    .measured = report.stereo_correlation,
                                    .min = spec.stereo_correlation_min,
                                    .decimals = 2,
                                    .when_below = Always(kAdvice)},
                                   report));
  }
  if (spec.mono_fold_loss_max.has_value()) {
    findings.push_back(CheckLimits({.rule = Rule::kMonoFold,
                                    .field = "mono_fold_loss_lu",
                                    .noun = "loss in mono",
                                    .measured = Number(report.mono_fold_loss),
                                    .max = Number(spec.mono_fold_loss_max),
                                    .unit = "LU",
                                    .difference_unit = "LU",
                                    .when_above = Always(kAdvice)},
                                   report));
  }
}

// A number that must be one of a list.
void JudgeMembership(Rule rule, absl::string_view noun, int32_t measured,
                     const std::vector<int32_t>& allowed,
                     absl::string_view unit, absl::string_view advice,
                     Findings& findings) {
  if (allowed.empty()) return;
  Finding finding{
      .rule = rule, .measured = measured, .unit = std::string(unit)};
  if (std::count(allowed.begin(), allowed.end(), measured) == 0) {
    finding.outcome = Outcome::kFailed;
    finding.problem = absl::StrCat(noun, ": ", Figure(measured, 0, unit),
                                   " is not among the allowed ",
                                   absl::StrJoin(allowed, ", "));
    finding.advice = std::string(advice);
  }
  findings.push_back(std::move(finding));
}

void JudgeFormat(const Report& report, const DeliverySpec& spec,
                 Findings& findings) {
  if (!spec.containers.empty()) {
    Finding finding{.rule = Rule::kContainer};
    if (std::count(spec.containers.begin(), spec.containers.end(),
                   report.container) == 0) {
      const std::string allowed = absl::StrJoin(
          spec.containers, ", ", [](std::string* out, Container container) {
            absl::StrAppend(out, ContainerName(container));
          });
      finding = Failed(Rule::kContainer,
                       absl::StrCat(ContainerName(report.container),
                                    " is not among the allowed ", allowed),
                       absl::StrCat("export the original as ", allowed,
                                    "; a converted lossy file stays lossy"));
    }
    findings.push_back(std::move(finding));
  }
  JudgeMembership(Rule::kSampleRate, "sample rate", report.sample_rate_hz,
                  spec.sample_rates_hz, "Hz",
                  "export again at an allowed rate; from the session, if that "
                  "is higher",
                  findings);
  JudgeMembership(Rule::kChannelCount, "channels", report.channel_count,
                  spec.channel_counts, "",
                  "export again with an allowed number of channels", findings);
  if (spec.bit_depth_min.has_value() && report.bit_depth.has_value()) {
    findings.push_back(CheckLimits(
        {.rule = Rule::kBitDepth,
         .field = "bit_depth",
         .noun = "bit depth",
         .measured = *report.bit_depth,
         .min = *spec.bit_depth_min,
         .unit = "bit",
         .difference_unit = "bit",
         .decimals = 0,
         .when_below = Always("export again from the session: converting this "
                              "file would only pad it")},
        report));
  }
}

void JudgeDuration(const Report& report, const DeliverySpec& spec,
                   Findings& findings) {
  if (!spec.duration_min_seconds.has_value() &&
      !spec.duration_max_seconds.has_value()) {
    return;
  }
  findings.push_back(CheckLimits(
      {.rule = Rule::kDuration,
       .field = "duration_seconds",
       .noun = "duration",
       .measured = report.duration_seconds,
       .min = spec.duration_min_seconds,
       .max = spec.duration_max_seconds,
       .unit = "s",
       .difference_unit = "s",
       .decimals = 2,
       .when_below =
           [](double, absl::string_view written) {
             return absl::StrCat("extend the arrangement by ", written);
           },
       .when_above =
           [](double, absl::string_view written) {
             return absl::StrCat("cut the arrangement by ", written);
           }},
      report));
}

void JudgeUnmeasured(const DeliverySpec& spec, Findings& findings) {
  const auto add = [&](Rule rule, absl::string_view noun,
                       absl::string_view advice) {
    findings.push_back(
        {.rule = rule,
         .outcome = Outcome::kNotMeasured,
         .problem = absl::StrCat(noun, " is not measured by this version"),
         .advice = std::string(advice)});
  };
  if (spec.must_loop) {
    add(Rule::kLoopSeam, "the loop's seam", "play the loop and listen to it");
  }
  if (spec.declared_tempo_bpm.has_value()) {
    add(Rule::kTempo, "tempo", "check the declared tempo by tapping");
  }
  if (!spec.declared_key.empty()) {
    add(Rule::kKey, "key", "check the declared key by ear");
  }
  if (spec.must_match_full_mix) {
    add(Rule::kSameAsFullMix, "likeness to the full mix", "play both together");
  }
}

}  // namespace

std::vector<Finding> Judge(const Report& report, const DeliverySpec& spec) {
  Findings findings = {JudgeIntegrity(report), JudgeAudible(report)};
  JudgeLoudness(report, spec, findings);
  JudgeClipping(report, spec, findings);
  JudgeLevels(report, spec, findings);
  JudgeStereo(report, spec, findings);
  JudgeFormat(report, spec, findings);
  JudgeDuration(report, spec, findings);
  JudgeUnmeasured(spec, findings);
  return findings;
}

}  // namespace ritornello::analysis
