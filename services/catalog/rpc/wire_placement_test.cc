#include "services/catalog/rpc/wire_placement.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>

#include "libs/status/status_matchers.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;

const TrackKey kNocturne{"acme", "nocturne"};
constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

template <typename Message>
Message FromText(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message))
      << text;
  return message;
}

constexpr char kExtent[] =
    "extent { territories: 'DE' territories: 'FR' excluded_territories: 'FR' "
    "start_date { year: 2026 month: 1 day: 2 } "
    "end_date { year: 2027 month: 3 day: 31 } } ";

Extent FullExtent() {
  return {.territories = {"DE", "FR"},
          .excluded_territories = {"FR"},
          .first_day = absl::CivilDay(2026, 1, 2),
          .last_day = absl::CivilDay(2027, 3, 31)};
}

TEST(WirePlacementTest, APlacementIsWrittenInFull) {
  const Placement placement{
      .key = {kNocturne, 3},
      .library_id = "artlist",
      .scope = ExclusivityScope::kStreaming,
      .content_id_policy = ContentIdPolicy::kWithWhitelist,
      .extent = FullExtent(),
      .state = PlacementState::kOffered,
      .submission_id = "spring",
      .create_time = absl::FromUnixSeconds(1)};
  EXPECT_EQ(ToWire(placement).DebugString(),
            FromText<v1::Placement>(
                "name: 'accounts/acme/tracks/nocturne/placements/3' "
                "library: 'libraries/artlist' exclusivity_scope: STREAMING " +
                std::string(kExtent) +
                "state: OFFERED submission: 'accounts/acme/submissions/spring' "
                "content_id_policy: CONTENT_ID_WITH_WHITELIST "
                "create_time { seconds: 1 }")
                .DebugString());
  // What is not said is not on the wire.
  const Placement bare{.key = {kNocturne, 1}, .library_id = "artlist"};
  EXPECT_FALSE(ToWire(bare).extent().has_start_date());
  EXPECT_FALSE(ToWire(bare).extent().has_end_date());
  EXPECT_EQ(ToWire(bare).submission(), "");
  EXPECT_EQ(ToWire(bare).state(), v1::Placement::HELD);
}

TEST(WirePlacementTest, APlacementIsRead) {
  const auto read = FromWire(FromText<v1::Placement>(
      "library: 'libraries/artlist' exclusivity_scope: ALL " +
      std::string(kExtent)));
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(*read, (Placement{.library_id = "artlist",
                              .scope = ExclusivityScope::kAll,
                              .extent = FullExtent()}));
  // Neither state nor submission is the sender's to say.
  EXPECT_EQ(FromWire(FromText<v1::Placement>(
                         "library: 'libraries/artlist' state: CLOSED "
                         "submission: 'accounts/acme/submissions/x'"))
                .value(),
            (Placement{.library_id = "artlist",
                       .scope = ExclusivityScope::kUnspecified}));
}

TEST(WirePlacementTest, AnOutletComesBackAsItWent) {
  const Outlet outlet{.key = {kNocturne, "youtube"},
                      .display_name = "YouTube",
                      .kind = OutletKind::kContentId,
                      .extent = FullExtent(),
                      .agreed_library_ids = {"artlist", "titan"},
                      .create_time = absl::FromUnixSeconds(1)};
  const v1::Outlet wire = ToWire(outlet);
  EXPECT_EQ(wire.name(), "accounts/acme/tracks/nocturne/outlets/youtube");
  EXPECT_EQ(wire.kind(), v1::Outlet::CONTENT_ID);
  EXPECT_EQ(wire.agreed_libraries(1), "libraries/titan");
  Outlet want = outlet;
  want.key = {};
  want.create_time = absl::Time();
  EXPECT_EQ(FromWire(wire).value(), want);
}

TEST(WirePlacementTest, Refusals) {
  EXPECT_THAT(FromWire(FromText<v1::Placement>("library: 'artlist'")),
              FailsWith(kInvalid, "library"));
  EXPECT_THAT(FromWire(FromText<v1::Placement>(
                  "library: 'libraries/artlist' "
                  "extent { end_date { year: 2026 month: 2 day: 30 } }")),
              FailsWith(kInvalid, "extent.end_date"));
  EXPECT_THAT(FromWire(FromText<v1::Outlet>("kind: KIND_UNSPECIFIED")),
              FailsWith(kInvalid, "STREAMING, LICENSING or CONTENT_ID"));
  EXPECT_THAT(FromWire(FromText<v1::Outlet>(
                  "kind: STREAMING agreed_libraries: 'libraries/artlist' "
                  "agreed_libraries: 'titan'")),
              FailsWith(kInvalid, "agreed_libraries[1]"));
}

}  // namespace
}  // namespace ritornello::catalog
