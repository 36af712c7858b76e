// A progress bar on standard error, for work that takes more than a second:
//   measuring [######........................] 1'200/6'000  8.0/s  10m left
#pragma once

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/time/clock.h"

namespace ritornello::cli {

// Shows nothing when standard error is no terminal, and nothing for work that
// ends within a second. One thread.
class Progress {
 public:
  // Both must outlive the bar.
  Progress(absl::string_view what, bool is_terminal, std::ostream& err,
           const Clock& clock);
  // Removes the bar.
  ~Progress();

  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // `total` may grow. Redraws at most ten times a second. The rate is counted
  // from the first call on: what was done before is nobody's speed.
  void Show(int64_t done, int64_t total);

  // A line for people, in place of the bar until it is shown again. Also where
  // there is no terminal.
  void Say(absl::string_view line);

 private:
  const std::string what_;
  const bool is_terminal_;
  std::ostream& err_;
  const Clock& clock_;
  const absl::Time start_;
  std::optional<int64_t> done_before_;
  absl::Time drawn_ = absl::InfinitePast();
};

}  // namespace ritornello::cli
