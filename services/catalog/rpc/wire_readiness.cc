#include "services/catalog/rpc/wire_readiness.h"

#include "libs/status/check.h"
#include "services/catalog/model/names.h"
#include "services/catalog/rpc/wire_time.h"

namespace ritornello::catalog {
namespace {

v1::Readiness::State ToWire(ReadinessState state) {
  switch (state) {
    case ReadinessState::kReady:
      return v1::Readiness::READY;
    case ReadinessState::kUnconfirmed:
      return v1::Readiness::UNCONFIRMED;
    case ReadinessState::kNotReady:
      return v1::Readiness::NOT_READY;
    case ReadinessState::kPending:
      return v1::Readiness::PENDING;
  }
  RITORNELLO_CHECK(false);
  return v1::Readiness::STATE_UNSPECIFIED;
}

v1::Check::Dimension ToWire(Dimension dimension) {
  switch (dimension) {
    case Dimension::kTechnical:
      return v1::Check::TECHNICAL;
    case Dimension::kVersions:
      return v1::Check::VERSIONS;
    case Dimension::kMetadata:
      return v1::Check::METADATA;
    case Dimension::kRights:
      return v1::Check::RIGHTS;
  }
  RITORNELLO_CHECK(false);
  return v1::Check::DIMENSION_UNSPECIFIED;
}

v1::Problem::Severity ToWire(Severity severity) {
  switch (severity) {
    case Severity::kFailure:
      return v1::Problem::FAILURE;
    case Severity::kNotMeasured:
      return v1::Problem::NOT_MEASURED;
    case Severity::kWarning:
      return v1::Problem::WARNING;
  }
  RITORNELLO_CHECK(false);
  return v1::Problem::SEVERITY_UNSPECIFIED;
}

}  // namespace

v1::Problem ToWire(const TrackKey& track, const Problem& problem) {
  v1::Problem wire;
  wire.set_severity(ToWire(problem.severity));
  wire.set_rule(problem.rule);
  if (problem.version_number > 0) {
    wire.set_version(NameOf(VersionKey{track, problem.version_number}));
  }
  wire.set_problem(problem.problem);
  wire.set_next_step(problem.next_step);
  return wire;
}

v1::Readiness ToWire(const Readiness& readiness) {
  v1::Readiness wire;
  const TrackKey& track = readiness.key.track;
  wire.set_name(NameOf(readiness.key));
  wire.set_track(NameOf(track));
  wire.set_track_title(readiness.track_title);
  wire.set_library(LibraryName(readiness.key.library_id));
  wire.set_state(ToWire(readiness.state));
  for (const Check& check : readiness.checks) {
    v1::Check& added = *wire.add_checks();
    added.set_dimension(ToWire(check.dimension));
    added.set_state(ToWire(check.state));
    for (const Problem& problem : check.problems) {
      *added.add_problems() = ToWire(track, problem);
    }
  }
  if (readiness.assess_time) {
    *wire.mutable_assess_time() = TimeToWire(*readiness.assess_time);
  }
  return wire;
}

}  // namespace ritornello::catalog
