// A signal as the service measures it: written as a float WAV, decoded,
// screened, metered.
#pragma once

#include "services/analysis/model/report.h"
#include "services/analysis/testing/signal.h"

namespace ritornello::analysis {

// Fails the running test if the file cannot be measured.
Report Measured(const testing::Signal& signal);

}  // namespace ritornello::analysis
