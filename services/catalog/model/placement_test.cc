#include "services/catalog/model/placement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Scope = ExclusivityScope;
using Policy = ContentIdPolicy;

const TrackKey kTrack{"acme", "nocturne"};

Placement At(const std::string& library_id, Scope scope, Extent extent = {}) {
  return {.key = {kTrack, 1},
          .library_id = library_id,
          .scope = scope,
          .extent = std::move(extent)};
}

TEST(PlacementTest, WhichScopesContradict) {
  constexpr Scope kScopes[] = {Scope::kNonExclusive, Scope::kLicensing,
                               Scope::kStreaming, Scope::kContentId,
                               Scope::kAll};
  // Row against column; exclusive licensing bears no other placement at all.
  constexpr const char* kContradict[] = {"-x--x", "xxxxx", "-xx-x", "-x-xx",
                                         "xxxxx"};
  for (size_t i = 0; i < std::size(kScopes); ++i) {
    for (size_t j = 0; j < std::size(kScopes); ++j) {
      const Placement held = At("artlist", kScopes[i]);
      Placement wanted = At("titan", kScopes[j]);
      wanted.key.number = 2;
      EXPECT_EQ(!ConflictsOf(wanted, {&held, 1}, {}).empty(),
                kContradict[i][j] == 'x')
          << ExclusivityScopeName(kScopes[i]) << " and "
          << ExclusivityScopeName(kScopes[j]);
    }
  }
}

TEST(PlacementTest, WhatStandsInTheWay) {
  const Extent germany{.territories = {"DE"}};
  const Extent france{.territories = {"FR"}};
  const Extent until_march{.last_day = absl::CivilDay(2026, 3, 31)};
  const Extent from_april{.first_day = absl::CivilDay(2026, 4, 1)};
  const auto with_state = [](Placement placement, PlacementState state) {
    placement.state = state;
    return placement;
  };
  const struct {
    const char* what;
    Placement held;
    Placement wanted;
    bool is_refused;
  } cases[] = {
      {"the same day and country", At("artlist", Scope::kLicensing),
       At("titan", Scope::kNonExclusive), true},
      {"other countries", At("artlist", Scope::kAll, germany),
       At("titan", Scope::kAll, france), false},
      {"one after the other", At("artlist", Scope::kAll, until_march),
       At("titan", Scope::kAll, from_april), false},
      {"an offer",
       with_state(At("artlist", Scope::kLicensing), PlacementState::kOffered),
       At("titan", Scope::kNonExclusive), true},
      {"one that was rejected",
       with_state(At("artlist", Scope::kAll), PlacementState::kClosed),
       At("titan", Scope::kAll), false},
      {"twice at one library", At("artlist", Scope::kNonExclusive),
       At("artlist", Scope::kNonExclusive), true},
      {"again at one library", At("artlist", Scope::kAll, until_march),
       At("artlist", Scope::kAll, from_april), false},
  };
  for (const auto& c : cases) {
    Placement wanted = c.wanted;
    wanted.key.number = 2;
    EXPECT_EQ(!ConflictsOf(wanted, {&c.held, 1}, {}).empty(), c.is_refused)
        << c.what;
  }
}

// Itself is no rival: a placement that is looked at again stays.
TEST(PlacementTest, NothingContradictsItself) {
  const Placement held = At("artlist", Scope::kAll);
  EXPECT_THAT(ConflictsOf(held, {&held, 1}, {}), IsEmpty());
}

TEST(PlacementTest, WhichOutletsContradict) {
  const struct {
    Scope scope;
    Policy policy;
    OutletKind kind;
    bool has_agreed;
    const char* why;  // empty: none
  } cases[] = {
      {Scope::kNonExclusive, Policy::kAllowed, OutletKind::kStreaming, false,
       ""},
      {Scope::kNonExclusive, Policy::kAllowed, OutletKind::kContentId, false,
       ""},
      {Scope::kLicensing, Policy::kAllowed, OutletKind::kStreaming, false, ""},
      {Scope::kLicensing, Policy::kAllowed, OutletKind::kLicensing, false,
       "is exclusive for licensing"},
      {Scope::kLicensing, Policy::kAllowed, OutletKind::kLicensing, true, ""},
      {Scope::kStreaming, Policy::kAllowed, OutletKind::kStreaming, false,
       "is exclusive for streaming"},
      {Scope::kStreaming, Policy::kAllowed, OutletKind::kStreaming, true, ""},
      {Scope::kStreaming, Policy::kAllowed, OutletKind::kLicensing, false, ""},
      {Scope::kContentId, Policy::kAllowed, OutletKind::kContentId, false,
       "is exclusive for Content ID"},
      {Scope::kAll, Policy::kAllowed, OutletKind::kStreaming, false,
       "is exclusive for streaming"},
      {Scope::kAll, Policy::kAllowed, OutletKind::kLicensing, false,
       "is exclusive for licensing"},
      {Scope::kAll, Policy::kAllowed, OutletKind::kContentId, false,
       "is exclusive for Content ID"},
      // The policy holds whether the placement is exclusive or not.
      {Scope::kNonExclusive, Policy::kNotAllowed, OutletKind::kContentId, false,
       "allows no Content ID"},
      {Scope::kNonExclusive, Policy::kNotAllowed, OutletKind::kContentId, true,
       "allows no Content ID"},
      {Scope::kNonExclusive, Policy::kNotAllowed, OutletKind::kStreaming, false,
       ""},
      {Scope::kNonExclusive, Policy::kWithWhitelist, OutletKind::kContentId,
       false, "must be on the whitelist"},
      {Scope::kNonExclusive, Policy::kWithWhitelist, OutletKind::kContentId,
       true, ""},
      {Scope::kAll, Policy::kWithWhitelist, OutletKind::kContentId, true, ""},
  };
  for (const auto& c : cases) {
    Placement placement = At("artlist", c.scope);
    placement.content_id_policy = c.policy;
    Outlet outlet{.key = {kTrack, "elsewhere"},
                  .display_name = "Elsewhere",
                  .kind = c.kind,
                  .agreed_library_ids = {"titan"}};
    if (c.has_agreed) outlet.agreed_library_ids = {"artlist", "titan"};
    SCOPED_TRACE(absl::StrCat(ExclusivityScopeName(c.scope), " ",
                              ContentIdPolicyName(c.policy), " ",
                              OutletKindName(c.kind), " ", c.has_agreed));
    // Whichever of the two comes second is refused for the other.
    const auto of_placement = ConflictsOf(placement, {}, {&outlet, 1});
    const auto of_outlet = ConflictsOf(outlet, {&placement, 1});
    if (*c.why == '\0') {
      EXPECT_THAT(of_placement, IsEmpty());
      EXPECT_THAT(of_outlet, IsEmpty());
      continue;
    }
    ASSERT_EQ(of_placement.size(), 1u);
    EXPECT_EQ(of_placement[0].name, NameOf(outlet.key));
    EXPECT_THAT(of_placement[0].problem, HasSubstr(c.why));
    ASSERT_EQ(of_outlet.size(), 1u);
    EXPECT_EQ(of_outlet[0].name, NameOf(placement.key));
    EXPECT_THAT(of_outlet[0].problem,
                HasSubstr(std::string(c.why).starts_with("is exclusive")
                              ? "libraries/artlist holds it exclusively for"
                              : c.why));
    // Elsewhere, or at another time, or closed, it is none.
    Outlet ended = outlet;
    ended.extent.last_day = absl::CivilDay(2025, 12, 31);
    placement.extent.first_day = absl::CivilDay(2026, 1, 1);
    EXPECT_THAT(ConflictsOf(placement, {}, {&ended, 1}), IsEmpty());
    placement.state = PlacementState::kClosed;
    EXPECT_THAT(ConflictsOf(outlet, {&placement, 1}), IsEmpty());
  }
}

// An outlet and a placement of each of two tracks, which become one recording.
TEST(PlacementTest, WhatForbidsToJoinTwoTracks) {
  const TrackKey other{"acme", "other"};
  const auto on_other = [&](const std::string& library_id, Scope scope) {
    Placement placement = At(library_id, scope);
    placement.key.track = other;
    return placement;
  };
  const auto closed = [](Placement placement) {
    placement.state = PlacementState::kClosed;
    return placement;
  };
  const Outlet ours{.key = {kTrack, "tidal"}, .kind = OutletKind::kStreaming};
  const Outlet theirs{.key = {other, "spotify"},
                      .kind = OutletKind::kStreaming};
  const char* const kPlacement = "accounts/acme/tracks/other/placements/1";
  const char* const kOutlet = "accounts/acme/tracks/other/outlets/spotify";
  const struct {
    const char* what;
    std::vector<Placement> placements;
    std::vector<Outlet> outlets;
    std::vector<std::string> names;
  } cases[] = {
      {"nothing is held", {}, {ours, theirs}, {}},
      {"two that are exclusive",
       {At("artlist", Scope::kAll), on_other("titan", Scope::kAll)},
       {},
       {kPlacement}},
      {"ours against an outlet of theirs",
       {At("artlist", Scope::kStreaming)},
       {theirs},
       {kOutlet}},
      {"theirs against an outlet of ours",
       {on_other("titan", Scope::kStreaming)},
       {ours},
       {kPlacement}},
      {"told once, by name",
       {At("artlist", Scope::kAll), on_other("titan", Scope::kAll)},
       {ours, theirs},
       {kOutlet, kPlacement}},
      {"they do not compete", {At("artlist", Scope::kLicensing)}, {theirs}, {}},
      {"ours is over",
       {closed(At("artlist", Scope::kAll)),
        on_other("titan", Scope::kLicensing)},
       {theirs},
       {}},
      {"theirs is over",
       {At("artlist", Scope::kLicensing),
        closed(on_other("titan", Scope::kAll))},
       {ours},
       {}},
      {"what was so before", {At("artlist", Scope::kAll)}, {ours}, {}},
  };
  for (const auto& c : cases) {
    std::vector<std::string> names;
    for (const Conflict& conflict :
         ConflictsOfJoin({kTrack, {"acme", "elsewhere"}},
                         {{kTrack, other}, c.placements, c.outlets})) {
      names.push_back(conflict.name);
    }
    EXPECT_EQ(names, c.names) << c.what;
  }
}

TEST(PlacementTest, ARefusalNamesWhatStandsInTheWay) {
  EXPECT_THAT(RefuseConflicts({}), IsOk());
  std::vector<Placement> held;
  for (int64_t i = 1; i <= 7; ++i) {
    held.push_back(
        At("artlist", Scope::kLicensing,
           {.territories = {"DE"}, .last_day = absl::CivilDay(2027, 3, 31)}));
    held.back().key.number = i;
  }
  Placement wanted = At("titan", Scope::kNonExclusive);
  wanted.key = {{"acme", "other"}, 1};
  const absl::Status one =
      RefuseConflicts(ConflictsOf(wanted, std::span(held).first(1), {}));
  EXPECT_THAT(one,
              FailsWith(absl::StatusCode::kFailedPrecondition,
                        "accounts/acme/tracks/nocturne/placements/1: "
                        "libraries/artlist holds it exclusively for licensing "
                        "in DE until 2027-03-31"));
  EXPECT_EQ(
      ReasonOf(one),
      (Reason{"EXCLUSIVITY_CONFLICT",
              {{"conflicts", "accounts/acme/tracks/nocturne/placements/1"}}}));
  EXPECT_THAT(RefuseConflicts(ConflictsOf(wanted, held, {})),
              FailsWith(absl::StatusCode::kFailedPrecondition, "; and 2 more"));
}

TEST(PlacementTest, AnOutletIsBroughtIntoForm) {
  Outlet outlet{.key = {kTrack, "spotify"},
                .display_name = " ",
                .extent = {.territories = {"de"}},
                .agreed_library_ids = {"titan", "artlist", "titan"}};
  ASSERT_THAT(Normalize(outlet), IsOk());
  EXPECT_EQ(outlet.display_name, "spotify");
  EXPECT_THAT(outlet.extent.territories, ElementsAre("DE"));
  EXPECT_THAT(outlet.agreed_library_ids, ElementsAre("artlist", "titan"));

  outlet.display_name = std::string(kOutletNameSizeMax + 1, 'x');
  EXPECT_THAT(Normalize(outlet),
              FailsWith(absl::StatusCode::kInvalidArgument, "display_name"));
  outlet.display_name = std::string("a\0b", 3);
  EXPECT_THAT(Normalize(outlet),
              FailsWith(absl::StatusCode::kInvalidArgument, "no NUL byte"));
  outlet.display_name = std::string(kOutletNameSizeMax, 'x');
  outlet.extent.territories = {"UK"};
  EXPECT_THAT(Normalize(outlet), FailsWith(absl::StatusCode::kInvalidArgument,
                                           "extent.territories[0]"));
  outlet.extent = {};
  outlet.agreed_library_ids.assign(kAgreedLibraryCountMax + 1, "artlist");
  EXPECT_THAT(Normalize(outlet), FailsWith(absl::StatusCode::kInvalidArgument,
                                           "agreed_libraries"));
}

}  // namespace
}  // namespace ritornello::catalog
