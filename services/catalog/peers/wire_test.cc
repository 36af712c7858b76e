#include "services/catalog/peers/wire.h"

#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include "libs/status/status_matchers.h"

namespace ritornello::catalog {
namespace {

namespace wire_v1 = analysis::v1;
using ::ritornello::testing::FailsWith;

// Something in every field of a Report: numbers are their field's number, so
// that no two are mixed up unseen.
void Fill(google::protobuf::Message& message) {
  using Field = google::protobuf::FieldDescriptor;
  const auto& reflection = *message.GetReflection();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const Field* field = message.GetDescriptor()->field(i);
    switch (field->cpp_type()) {
      case Field::CPPTYPE_STRING:
        reflection.SetString(&message, field, field->name());
        break;
      case Field::CPPTYPE_INT32:
        reflection.SetInt32(&message, field, field->number());
        break;
      case Field::CPPTYPE_INT64:
        reflection.SetInt64(&message, field, field->number());
        break;
      case Field::CPPTYPE_DOUBLE:
        reflection.SetDouble(&message, field, field->number() / 128.0);
        break;
      case Field::CPPTYPE_BOOL:
        reflection.SetBool(&message, field, true);
        break;
      case Field::CPPTYPE_ENUM:
        reflection.SetEnumValue(&message, field, 2);
        break;
      case Field::CPPTYPE_MESSAGE:
        Fill(*reflection.AddMessage(&message, field));
        break;
      default:
        FAIL() << field->full_name();
    }
  }
}

TEST(WireTest, EveryFieldOfAReportComesAndGoes) {
  wire_v1::Report wire;
  Fill(wire);
  const auto report = FromWire(wire);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->container, "AIFF");
  EXPECT_EQ(report->encoding, "FLOAT");
  ASSERT_EQ(report->absences.size(), 1u);
  EXPECT_EQ(report->absences[0].reason, "TOO_SHORT");
  EXPECT_EQ(ToWire(*report).DebugString(), wire.DebugString());
}

TEST(WireTest, WhatAReportDoesNotHaveStaysAbsent) {
  wire_v1::Report wire;
  wire.set_container(wire_v1::WAV);
  wire.set_encoding(wire_v1::PCM);
  const auto report = FromWire(wire);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(ToWire(*report).DebugString(), wire.DebugString());
}

TEST(WireTest, EveryEnumValueKeepsItsName) {
  for (int i = 1; i <= wire_v1::Container_MAX; ++i) {
    for (int j = 1; j <= wire_v1::Encoding_MAX; ++j) {
      wire_v1::Report wire;
      wire.set_container(static_cast<wire_v1::Container>(i));
      wire.set_encoding(static_cast<wire_v1::Encoding>(j));
      const auto report = FromWire(wire);
      ASSERT_TRUE(report.ok()) << report.status();
      EXPECT_EQ(ToWire(*report).DebugString(), wire.DebugString());
    }
  }
}

TEST(WireTest, WhatOnlyANewerAnalysisSaysIsRefused) {
  const struct {
    const char* words;
    void (*spoil)(wire_v1::Report&);
  } cases[] = {
      {"container 0", [](wire_v1::Report& r) { r.clear_container(); }},
      {"container 99",
       [](wire_v1::Report& r) {
         r.set_container(static_cast<wire_v1::Container>(99));
       }},
      {"encoding 0", [](wire_v1::Report& r) { r.clear_encoding(); }},
      {"absence reason 99",
       [](wire_v1::Report& r) {
         r.mutable_absences(0)->set_reason(
             static_cast<wire_v1::Absence::Reason>(99));
       }},
  };
  for (const auto& c : cases) {
    wire_v1::Report wire;
    Fill(wire);
    c.spoil(wire);
    EXPECT_THAT(FromWire(wire),
                FailsWith(absl::StatusCode::kInternal, c.words));
  }
}

TEST(WireTest, EveryRuleAndEveryOutcomeArrives) {
  const std::pair<wire_v1::Finding::Outcome, Outcome> outcomes[] = {
      {wire_v1::Finding::PASSED, Outcome::kPassed},
      {wire_v1::Finding::WARNED, Outcome::kWarned},
      {wire_v1::Finding::FAILED, Outcome::kFailed},
      {wire_v1::Finding::NOT_MEASURED, Outcome::kNotMeasured},
  };
  EXPECT_EQ(std::size(outcomes), size_t{wire_v1::Finding::Outcome_MAX});
  for (int rule = 1; rule <= wire_v1::Finding::Rule_MAX; ++rule) {
    for (const auto& [on_wire, outcome] : outcomes) {
      wire_v1::Finding wire;
      wire.set_rule(static_cast<wire_v1::Finding::Rule>(rule));
      wire.set_outcome(on_wire);
      wire.set_problem("too loud");
      wire.set_advice("lower it");
      const auto finding = FromWire(wire);
      ASSERT_TRUE(finding.ok()) << finding.status();
      EXPECT_EQ(*finding,
                (Finding{.rule = wire_v1::Finding::Rule_Name(
                             static_cast<wire_v1::Finding::Rule>(rule)),
                         .outcome = outcome,
                         .problem = "too loud",
                         .advice = "lower it"}));
    }
  }
  wire_v1::Finding wire;
  EXPECT_THAT(FromWire(wire), FailsWith(absl::StatusCode::kInternal, "rule 0"));
  wire.set_rule(wire_v1::Finding::TEMPO);
  EXPECT_THAT(FromWire(wire),
              FailsWith(absl::StatusCode::kInternal, "outcome 0"));
}

// A library that limits everything.
VersionSpec StrictSpec(MixType mix_type) {
  return {.library_id = "strict",
          .spec = {.integrated_min_lufs = -16,
                   .integrated_max_lufs = -14,
                   .true_peak_max_dbtp = -1,
                   .loudness_range_min_lu = 2,
                   .loudness_range_max_lu = 20,
                   .clipped_ppm_max = 7,
                   .dc_offset_max = 0.25,
                   .head_silence_max_seconds = 0.5,
                   .tail_silence_max_seconds = 5,
                   .stereo_correlation_min = -0.5,
                   .mono_fold_loss_max_lu = 6,
                   .containers = {"WAV", "FLAC"},
                   .sample_rates_hz = {44'100, 48'000},
                   .channel_counts = {1, 2},
                   .bit_depth_min = 16,
                   .short_version_min_seconds = 15,
                   .short_version_max_seconds = 30},
          .mix_type = mix_type,
          .declared_tempo_bpm = 128,
          .declared_key = "F:major",
          .must_match_full_mix = true};
}

// Has every field: what a loop is asked, by hand.
constexpr char kStrictLoop[] = R"(display_name: "strict"
integrated_min_lufs: -16
integrated_max_lufs: -14
true_peak_max_dbtp: -1
loudness_range_min_lu: 2
loudness_range_max_lu: 20
clipped_ppm_max: 7
dc_offset_max: 0.25
head_silence_max_seconds: 0.5
tail_silence_max_seconds: 5
stereo_correlation_min: -0.5
mono_fold_loss_max_lu: 6
containers: WAV
containers: FLAC
sample_rates_hz: 44100
sample_rates_hz: 48000
channel_counts: 1
channel_counts: 2
bit_depth_min: 16
duration_min_seconds: 15
duration_max_seconds: 30
must_loop: true
declared_tempo_bpm: 128
declared_key: "F:major"
must_match_full_mix: true
)";

TEST(WireTest, EveryLimitOfALibraryArrives) {
  const wire_v1::DeliverySpec wire = ToWire(StrictSpec(MixType::kLoop));
  EXPECT_EQ(wire.DebugString(), kStrictLoop);
  std::vector<const google::protobuf::FieldDescriptor*> set;
  wire.GetReflection()->ListFields(wire, &set);
  EXPECT_EQ(set.size(),
            static_cast<size_t>(wire.GetDescriptor()->field_count()));
}

TEST(WireTest, OnlyShortVersionsHaveAWindowAndOnlyLoopsMustLoop) {
  const struct {
    MixType mix_type;
    bool has_window;
    bool must_loop;
  } cases[] = {
      {MixType::kFullMix, false, false},
      {MixType::kInstrumental, false, false},
      {MixType::kNoMelody, false, false},
      {MixType::kStinger, true, false},
      {MixType::kLoop, true, true},
      {MixType::kCutdown, false, false},
      {MixType::kStem, false, false},
  };
  for (const auto& c : cases) {
    const wire_v1::DeliverySpec wire = ToWire(StrictSpec(c.mix_type));
    SCOPED_TRACE(MixTypeName(c.mix_type));
    EXPECT_EQ(wire.has_duration_min_seconds(), c.has_window);
    EXPECT_EQ(wire.has_duration_max_seconds(), c.has_window);
    EXPECT_EQ(wire.must_loop(), c.must_loop);
  }
}

TEST(WireTest, WhatIsNotLimitedIsNotAsked) {
  EXPECT_EQ(ToWire(VersionSpec{.library_id = "any"}).DebugString(),
            "display_name: \"any\"\n");
  // Nothing is known of the short version's window: a loop still must loop.
  EXPECT_EQ(ToWire(VersionSpec{.library_id = "any", .mix_type = MixType::kLoop})
                .DebugString(),
            "display_name: \"any\"\nmust_loop: true\n");
}

}  // namespace
}  // namespace ritornello::catalog
