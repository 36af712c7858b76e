// The K-weighting of ITU-R BS.1770, Annex 1: how loud a programme is to the
// ear, by a shelf for the head and a high pass.
#pragma once

#include <cstdint>

#include "services/analysis/dsp/kernels.h"

namespace ritornello::analysis {

// Both filters in series, for eight samples at a time. BS.1770 gives their
// coefficients at 48 kHz; for other rates the analogue filters are taken of
// which these are the bilinear transform, as libebur128 does.
FilterBlock MakeKWeighting(int32_t sample_rate_hz);

}  // namespace ritornello::analysis
