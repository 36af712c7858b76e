// What is wrong with lines of a manifest that are of no track, so far.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "cli/manifest_problem.h"

namespace ritornello::cli {

// Beyond so many lines that cannot be read the file is something else than it
// seems, and is refused.
inline constexpr size_t kMalformedCountMax = 100;
// Beyond so many lines that are of no track, for whatever reason, a file is
// refused, too: all of them are in memory.
inline constexpr size_t kStrayCountMax = 100'000;

class ManifestStrays {
 public:
  explicit ManifestStrays(std::vector<ManifestProblem>& problems)
      : problems_(problems) {}

  // A line that can be read, and says of no track what it says.
  void Add(ManifestProblem problem);

  // A line that cannot be read. `advice` is for a file of too many of them.
  void AddMalformed(ManifestProblem problem, absl::string_view advice);

  // Whether nothing of the file counts; the last problem says why. Reading may
  // end then.
  bool is_refused() const { return is_refused_; }

 private:
  void Refuse(int64_t line, std::string message);

  std::vector<ManifestProblem>& problems_;
  size_t malformed_count_ = 0;
  bool is_refused_ = false;
};

}  // namespace ritornello::cli
