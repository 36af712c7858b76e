// Assessments on the wire (v1::).
#pragma once

#include "ritornello/catalog/v1/readiness_service.pb.h"
#include "services/catalog/model/readiness.h"

namespace ritornello::catalog {

v1::Readiness ToWire(const Readiness& readiness);

}  // namespace ritornello::catalog
