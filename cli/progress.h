// A progress bar on standard error, for work that takes more than a second.
#pragma once

#include <cstdint>
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

  // `total` may grow. Redraws at most ten times a second.
  void Show(int64_t done, int64_t total);

 private:
  const std::string what_;
  const bool is_terminal_;
  std::ostream& err_;
  const Clock& clock_;
  const absl::Time start_;
  absl::Time drawn_ = absl::InfinitePast();
};

}  // namespace ritornello::cli
