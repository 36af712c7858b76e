// What a track misses in the dimension of rights.
#pragma once

#include <vector>

#include "services/catalog/model/readiness.h"

namespace ritornello::catalog {

// See Assess(), which asks it.
std::vector<Problem> RightsProblems(const AssessmentInput& input);

}  // namespace ritornello::catalog
