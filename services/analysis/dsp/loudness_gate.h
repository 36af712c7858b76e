// Integrated loudness and loudness range from the powers of windows.
#pragma once

#include <span>
#include <vector>

namespace ritornello::analysis {

// BS.1770: L = -0.691 + 10 log10(power), the power being the mean square of the
// K-weighted channels, summed with their weights.
double PowerOf(double lufs);
double LufsOf(double power);  // -inf of 0

// Windows below it never count (BS.1770, EBU Tech 3342).
inline constexpr double kAbsoluteGateLufs = -70;

// The mean power of the 400 ms windows that pass both gates of BS.1770-5, the
// relative one 10 LU below the mean of what passes the absolute one; 0 when
// none does.
double GatedPower(std::span<const double> momentary_powers);

// The loudness range of EBU Tech 3342 from the powers of 3 s windows: between
// the 10th and the 95th percentile of those that pass the absolute gate and one
// 20 LU below their mean. 0 when none does.
double RangeLu(std::span<const double> short_term_powers);

}  // namespace ritornello::analysis
