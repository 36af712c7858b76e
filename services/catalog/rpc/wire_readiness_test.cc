#include "services/catalog/rpc/wire_readiness.h"

#include <gtest/gtest.h>

namespace ritornello::catalog {
namespace {

TEST(WireReadinessTest, EveryFieldArrives) {
  const Readiness readiness = {
      .key = {{"acme", "nocturne-1f00aa3c"}, "artlist"},
      .track_title = "Nocturne",
      .state = ReadinessState::kNotReady,
      .checks = {{.dimension = Dimension::kTechnical,
                  .state = ReadinessState::kNotReady,
                  .problems = {{Severity::kFailure, "CLIPPING", 2, "12 runs",
                                "lower the master"}}},
                 {.dimension = Dimension::kMetadata,
                  .state = ReadinessState::kUnconfirmed,
                  .problems = {{Severity::kNotMeasured, "TEMPO", 0,
                                "nobody measures it", "listen"}}}},
      .assess_time = absl::FromUnixMicros(1'800'000'000'000'007)};
  EXPECT_EQ(ToWire(readiness).DebugString(),
            R"(name: "accounts/acme/tracks/nocturne-1f00aa3c/readiness/artlist"
track: "accounts/acme/tracks/nocturne-1f00aa3c"
track_title: "Nocturne"
library: "libraries/artlist"
state: NOT_READY
checks {
  dimension: TECHNICAL
  state: NOT_READY
  problems {
    severity: FAILURE
    rule: "CLIPPING"
    version: "accounts/acme/tracks/nocturne-1f00aa3c/versions/2"
    problem: "12 runs"
    next_step: "lower the master"
  }
}
checks {
  dimension: METADATA
  state: UNCONFIRMED
  problems {
    severity: NOT_MEASURED
    rule: "TEMPO"
    problem: "nobody measures it"
    next_step: "listen"
  }
}
assess_time {
  seconds: 1800000000
  nanos: 7000
}
)");
}

TEST(WireReadinessTest, BeforeTheFirstAssessmentThereIsNoTime) {
  EXPECT_EQ(ToWire(NotYetAssessed({{"a", "b"}, "c"}, "B")).DebugString(),
            R"(name: "accounts/a/tracks/b/readiness/c"
track: "accounts/a/tracks/b"
track_title: "B"
library: "libraries/c"
state: PENDING
)");
}

// The names of rows and those of the wire are the same words.
TEST(WireReadinessTest, EveryEnumValueHasItsName) {
  for (const auto state :
       {ReadinessState::kReady, ReadinessState::kUnconfirmed,
        ReadinessState::kNotReady, ReadinessState::kPending}) {
    const Readiness readiness = {.state = state, .checks = {{.state = state}}};
    const v1::Readiness wire = ToWire(readiness);
    EXPECT_EQ(v1::Readiness::State_Name(wire.state()),
              ReadinessStateName(state));
    EXPECT_EQ(wire.checks(0).state(), wire.state());
  }
  for (const auto dimension : {Dimension::kTechnical, Dimension::kVersions,
                               Dimension::kMetadata, Dimension::kRights}) {
    const Readiness readiness = {.checks = {{.dimension = dimension}}};
    EXPECT_EQ(
        v1::Check::Dimension_Name(ToWire(readiness).checks(0).dimension()),
        DimensionName(dimension));
  }
  for (const auto severity :
       {Severity::kFailure, Severity::kNotMeasured, Severity::kWarning}) {
    const Readiness readiness = {
        .checks = {{.problems = {{.severity = severity}}}}};
    EXPECT_EQ(v1::Problem::Severity_Name(
                  ToWire(readiness).checks(0).problems(0).severity()),
              SeverityName(severity));
  }
}

}  // namespace
}  // namespace ritornello::catalog
