// Assessments on the wire (v1::).
#pragma once

#include "ritornello/catalog/v1/readiness_service.pb.h"
#include "services/catalog/model/readiness.h"

namespace ritornello::catalog {

// `track` is whose version the problem may be about.
v1::Problem ToWire(const TrackKey& track, const Problem& problem);

v1::Readiness ToWire(const Readiness& readiness);

}  // namespace ritornello::catalog
