#include "services/analysis/rpc/wire.h"

#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include "libs/status/status_matchers.h"

namespace ritornello::analysis {
namespace {

using ::ritornello::testing::FailsWith;

// A message with something in every field: numbers are their field's number
// (within what the field allows), so that no two are mixed up unseen.
void Fill(google::protobuf::Message& message) {
  const auto& reflection = *message.GetReflection();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const auto* field = message.GetDescriptor()->field(i);
    using Field = google::protobuf::FieldDescriptor;
    const int number = field->number();
    const bool repeated = field->is_repeated();
    switch (field->cpp_type()) {
      case Field::CPPTYPE_STRING:
        reflection.SetString(&message, field, field->name());
        break;
      case Field::CPPTYPE_INT32:
        if (repeated) {
          reflection.AddInt32(&message, field, number);
        } else {
          reflection.SetInt32(&message, field, number);
        }
        break;
      case Field::CPPTYPE_INT64:
        reflection.SetInt64(&message, field, number);
        break;
      case Field::CPPTYPE_DOUBLE:
        reflection.SetDouble(&message, field, number / 128.0);
        break;
      case Field::CPPTYPE_BOOL:
        reflection.SetBool(&message, field, true);
        break;
      case Field::CPPTYPE_ENUM:
        if (repeated) {
          reflection.AddEnumValue(&message, field, 2);
        } else {
          reflection.SetEnumValue(&message, field, 2);
        }
        break;
      case Field::CPPTYPE_MESSAGE:
        Fill(*reflection.AddMessage(&message, field));
        break;
      default:
        FAIL() << field->full_name();
    }
  }
}

v1::Report FullReport() {
  v1::Report wire;
  Fill(wire);
  wire.set_file_sha256(std::string(64, 'a'));
  wire.set_sample_rate_hz(44'100);
  wire.set_channel_count(2);
  return wire;
}

TEST(ReportTest, EveryFieldRoundTrips) {
  const v1::Report wire = FullReport();
  const auto report = FromWire(wire);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(ToWire(*report).DebugString(), wire.DebugString());
}

TEST(ReportTest, AbsentFieldsStayAbsent) {
  v1::Report wire;
  wire.set_analyzer_version("x/1");
  wire.set_file_sha256(std::string(64, 'a'));
  wire.set_container(v1::WAV);
  wire.set_encoding(v1::PCM);
  wire.set_sample_rate_hz(48'000);
  wire.set_channel_count(1);
  const auto report = FromWire(wire);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(ToWire(*report).DebugString(), wire.DebugString());
}

TEST(ReportTest, RefusesWhatNoMeterWrites) {
  const struct {
    const char* field;
    void (*spoil)(v1::Report&);
  } cases[] = {
      {"container", [](v1::Report& r) { r.clear_container(); }},
      {"container",
       [](v1::Report& r) { r.set_container(static_cast<v1::Container>(99)); }},
      {"encoding", [](v1::Report& r) { r.clear_encoding(); }},
      {"analyzer_version", [](v1::Report& r) { r.clear_analyzer_version(); }},
      {"integrated_lufs",
       [](v1::Report& r) {
         r.set_integrated_lufs(std::numeric_limits<double>::quiet_NaN());
       }},
      {"true_peak_dbtp",
       [](v1::Report& r) {
         r.set_true_peak_dbtp(std::numeric_limits<double>::infinity());
       }},
      {"absences[0].reason",
       [](v1::Report& r) { r.mutable_absences(0)->clear_reason(); }},
  };
  for (const auto& c : cases) {
    v1::Report wire = FullReport();
    c.spoil(wire);
    EXPECT_THAT(FromWire(wire),
                FailsWith(absl::StatusCode::kInvalidArgument, c.field));
  }
}

// The spec has no way back to the wire, so each field is looked for where it
// must have come to stand.
TEST(DeliverySpecTest, EveryFieldArrives) {
  v1::DeliverySpec wire;
  Fill(wire);
  wire.mutable_sample_rates_hz()->Set(0, 44'100);
  wire.mutable_channel_counts()->Set(0, 2);
  wire.set_declared_tempo_bpm(120.0);
  const auto spec = FromWire(wire);
  ASSERT_TRUE(spec.ok()) << spec.status();
  const DeliverySpec want = {.display_name = "display_name",
                             .integrated_min = Lufs(2 / 128.0),
                             .integrated_max = Lufs(3 / 128.0),
                             .true_peak_max = Dbtp(4 / 128.0),
                             .loudness_range_min = Lu(5 / 128.0),
                             .loudness_range_max = Lu(6 / 128.0),
                             .clipped_ppm_max = 7,
                             .dc_offset_max = 8 / 128.0,
                             .head_silence_max_seconds = 9 / 128.0,
                             .tail_silence_max_seconds = 10 / 128.0,
                             .stereo_correlation_min = 11 / 128.0,
                             .mono_fold_loss_max = Lu(12 / 128.0),
                             .containers = {Container::kAiff},
                             .sample_rates_hz = {44'100},
                             .channel_counts = {2},
                             .bit_depth_min = 16,
                             .duration_min_seconds = 17 / 128.0,
                             .duration_max_seconds = 18 / 128.0,
                             .must_loop = true,
                             .declared_tempo_bpm = 120.0,
                             .declared_key = "declared_key",
                             .must_match_full_mix = true};
  EXPECT_EQ(*spec, want);
}

TEST(DeliverySpecTest, RefusesMinimaAboveMaxima) {
  v1::DeliverySpec wire;
  wire.set_integrated_min_lufs(-14);
  wire.set_integrated_max_lufs(-16);
  EXPECT_THAT(FromWire(wire), FailsWith(absl::StatusCode::kInvalidArgument,
                                        "integrated_min_lufs"));
}

}  // namespace
}  // namespace ritornello::analysis
