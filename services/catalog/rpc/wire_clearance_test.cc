#include "services/catalog/rpc/wire_clearance.h"

#include <gtest/gtest.h>

#include "libs/status/status_matchers.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

TEST(WireClearanceTest, AnAgreementComesBackAsItWent) {
  const Agreement agreement{.key = {"acme", "ben-2026"},
                            .party_id = "ben",
                            .track_ids = {"air", "aria"},
                            .extent = {.territories = {"DE"},
                                       .last_day = absl::CivilDay(2027, 3, 31)},
                            .document = "binder 3",
                            .document_sha256 = "abc",
                            .create_time = absl::FromUnixSeconds(1)};
  const v1::Agreement wire = ToWire(agreement);
  EXPECT_EQ(wire.name(), "accounts/acme/agreements/ben-2026");
  EXPECT_EQ(wire.party(), "accounts/acme/parties/ben");
  EXPECT_EQ(wire.tracks(1), "accounts/acme/tracks/aria");
  EXPECT_EQ(wire.create_time().seconds(), 1);
  Agreement want = agreement;
  want.key = {};
  want.create_time = absl::Time();
  EXPECT_EQ(FromWire(wire, "acme").value(), want);
  EXPECT_THAT(FromWire(wire, "other"), FailsWith(kInvalid, "accounts/other"));
}

TEST(WireClearanceTest, ASampleComesBackAsItWent) {
  const Sample cleared{.key = {{"acme", "air"}, 2},
                       .source = "Amen",
                       .agreement_id = "winstons",
                       .create_time = absl::FromUnixSeconds(1)};
  const v1::Sample wire = ToWire(cleared);
  EXPECT_EQ(wire.name(), "accounts/acme/tracks/air/samples/2");
  EXPECT_EQ(wire.agreement(), "accounts/acme/agreements/winstons");
  EXPECT_EQ(FromWire(wire, "acme").value(),
            (Sample{.source = "Amen", .agreement_id = "winstons"}));
  EXPECT_THAT(FromWire(wire, "other"), FailsWith(kInvalid, "agreement"));
  EXPECT_EQ(ToWire(Sample{.key = {{"acme", "air"}, 1}}).agreement(), "");
}

}  // namespace
}  // namespace ritornello::catalog
