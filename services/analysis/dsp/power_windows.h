// The windows of EBU Tech 3341 over powers of 10 ms.
#pragma once

#include <array>
#include <cstdint>

namespace ritornello::analysis {

inline constexpr int64_t kHopsPerSecond = 100;

// Takes the power of each 10 ms and keeps the highest of the 400 ms windows
// every 10 ms and of the 3 s windows every 100 ms.
class PowerWindows {
 public:
  void AddHop(double power);

  double momentary_max() const { return momentary_max_; }
  double short_term_max() const { return short_term_max_; }
  // Of the 3 s windows that Tech 3342's range is made of, once a second as
  // libebur128 takes them.
  double range_power_max() const { return range_power_max_; }

 private:
  static constexpr int64_t kMomentaryHops = 40;
  static constexpr int64_t kShortTermHops = 300;
  static constexpr int64_t kShortTermPeriodHops = 10;
  static constexpr int64_t kRangePeriodHops = 100;

  // Of the last `hops` hops.
  double Mean(int64_t hops) const;

  int64_t hop_count_ = 0;
  std::array<double, kShortTermHops> powers_{};  // ring, by hop number
  double momentary_max_ = 0;
  double short_term_max_ = 0;
  double range_power_max_ = 0;
};

}  // namespace ritornello::analysis
