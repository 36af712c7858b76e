#include "services/catalog/rpc/wire_library.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "libs/status/error.h"
#include "libs/status/status_matchers.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;

// Every field that an operator may set, each with a value of its own.
constexpr char kFull[] = R"pb(
  name: "libraries/titan"
  display_name: "Titan"
  description: "Trailers"
  licensing_model: DIRECT_PAYOUT
  delivery_spec {
    integrated_min_lufs: -20.5
    integrated_max_lufs: -10.25
    true_peak_max_dbtp: -1
    loudness_range_min_lu: 5
    loudness_range_max_lu: 25
    clipped_ppm_max: 7
    dc_offset_max: 0.01
    head_silence_max_seconds: 0.5
    tail_silence_max_seconds: 10
    stereo_correlation_min: -0.3
    mono_fold_loss_max_lu: 6
    containers: "WAV"
    containers: "AIFF"
    sample_rates_hz: 48000
    sample_rates_hz: 96000
    channel_counts: 2
    bit_depth_min: 24
    short_version_min_seconds: 15
    short_version_max_seconds: 30
  }
  required_versions { any_of: FULL_MIX }
  required_versions { any_of: STINGER any_of: LOOP }
  required_metadata {
    mood_count_min: 1
    instrument_count_min: 2
    use_count_min: 3
    genre_count_min: 4
    needs_tempo: true
    needs_isrc: true
  }
  favoured_moods: "Epic"
  favoured_uses: "Film Trailer"
  favoured_genres: "Orchestral"
  exclusivity_scope: CONTENT_ID
  submission_track_count_min: 5
  submission_track_count_max: 8
  pro_policy: PRO_NOT_ALLOWED
  content_id_policy: CONTENT_ID_WITH_WHITELIST
)pb";

v1::Library FromText(const std::string& text) {
  v1::Library wire;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &wire));
  return wire;
}

TEST(WireLibraryTest, EveryFieldComesBack) {
  absl::StatusOr<Library> library = FromWire(FromText(kFull));
  ASSERT_THAT(library, IsOk());
  EXPECT_EQ(library->id, "titan");
  EXPECT_EQ(library->delivery_spec.integrated_max_lufs, -10.25);
  EXPECT_EQ(library->exclusivity_scope, ExclusivityScope::kContentId);
  library->revision = 3;
  library->create_time = absl::FromUnixSeconds(1);
  library->update_time = absl::FromUnixSeconds(2);
  EXPECT_EQ(ToWire(*library).DebugString(),
            FromText(std::string(kFull) +
                     "create_time { seconds: 1 } update_time { seconds: 2 }"
                     "etag: 'r3'")
                .DebugString());
}

TEST(WireLibraryTest, AbsentIsNotZero) {
  const auto bare = FromWire(FromText("name: 'libraries/bare'"));
  ASSERT_THAT(bare, IsOk());
  EXPECT_EQ(bare->delivery_spec, DeliverySpec());
  const auto zero = FromWire(
      FromText("name: 'libraries/zero' delivery_spec { clipped_ppm_max: 0 "
               "true_peak_max_dbtp: 0 }"));
  ASSERT_THAT(zero, IsOk());
  EXPECT_EQ(zero->delivery_spec.clipped_ppm_max, 0);
  EXPECT_EQ(zero->delivery_spec.true_peak_max_dbtp, 0.0);
  EXPECT_TRUE(ToWire(*zero).delivery_spec().has_clipped_ppm_max());
  EXPECT_FALSE(ToWire(*zero).delivery_spec().has_dc_offset_max());
}

TEST(WireLibraryTest, EveryEnumeratorComesBack) {
  const auto expect_same = [](const v1::Library& wire) {
    const auto library = FromWire(wire);
    ASSERT_THAT(library, IsOk());
    const v1::Library again = ToWire(*library);
    EXPECT_EQ(again.licensing_model(), wire.licensing_model());
    EXPECT_EQ(again.exclusivity_scope(), wire.exclusivity_scope());
    EXPECT_EQ(again.pro_policy(), wire.pro_policy());
    EXPECT_EQ(again.content_id_policy(), wire.content_id_policy());
  };
  v1::Library wire = FromText("name: 'libraries/x'");
  for (int i = 0; i < v1::LicensingModel_ARRAYSIZE; ++i) {
    wire.set_licensing_model(static_cast<v1::LicensingModel>(i));
    expect_same(wire);
  }
  for (int i = 0; i < v1::ExclusivityScope_ARRAYSIZE; ++i) {
    wire.set_exclusivity_scope(static_cast<v1::ExclusivityScope>(i));
    expect_same(wire);
  }
  for (int i = 0; i < v1::ProPolicy_ARRAYSIZE; ++i) {
    wire.set_pro_policy(static_cast<v1::ProPolicy>(i));
    expect_same(wire);
  }
  for (int i = 0; i < v1::ContentIdPolicy_ARRAYSIZE; ++i) {
    wire.set_content_id_policy(static_cast<v1::ContentIdPolicy>(i));
    expect_same(wire);
  }
}

TEST(WireLibraryTest, WhatIsNoEnumeratorIsNamed) {
  const auto expect_refused = [](const v1::Library& wire, const char* field) {
    const absl::Status status = FromWire(wire).status();
    EXPECT_THAT(status, FailsWith(absl::StatusCode::kInvalidArgument, "99"));
    ASSERT_EQ(FieldViolationsOf(status).size(), 1u);
    EXPECT_EQ(FieldViolationsOf(status)[0].field, field);
  };
  const v1::Library good = FromText("name: 'libraries/x'");
  v1::Library wire = good;
  wire.set_licensing_model(static_cast<v1::LicensingModel>(99));
  expect_refused(wire, "licensing_model");
  wire = good;
  wire.set_exclusivity_scope(static_cast<v1::ExclusivityScope>(99));
  expect_refused(wire, "exclusivity_scope");
  wire = good;
  wire.set_pro_policy(static_cast<v1::ProPolicy>(99));
  expect_refused(wire, "pro_policy");
  wire = good;
  wire.set_content_id_policy(static_cast<v1::ContentIdPolicy>(99));
  expect_refused(wire, "content_id_policy");
  wire = good;
  wire.add_required_versions()->add_any_of(static_cast<v1::MixType>(99));
  expect_refused(wire, "required_versions[0].any_of");
  EXPECT_THAT(FromWire(FromText("name: 'titan'")),
              FailsWith(absl::StatusCode::kInvalidArgument, "name"));
}

}  // namespace
}  // namespace ritornello::catalog
