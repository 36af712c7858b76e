// Everything that is wrong with a manifest, in one form, whoever found it.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "cli/manifest_problem.h"
#include "cli/session.h"

namespace ritornello::cli {

// More is counted, and not kept.
inline constexpr size_t kProblemsKeptMax = 100'000;
// How many a terminal is shown; a pipe, or a file, gets them all.
inline constexpr size_t kProblemsShownMax = 100;

class ManifestReport {
 public:
  // Any thread.
  void Add(const std::vector<ManifestProblem>& problems);

  int64_t count() const { return count_; }

  // On standard error, in the order of lines: "manifest.csv:12: moods: no mood
  // ..."; with --json an object a line, with file, line, column and message.
  void Print(const std::string& file, Session& session);

  // As a table, "line,column,message", which spreadsheets sort.
  // Errors: Unavailable  it cannot be written
  absl::Status WriteTo(const std::string& path);

 private:
  void Sort();

  std::mutex mutex_;
  std::vector<ManifestProblem> problems_;
  int64_t count_ = 0;
};

}  // namespace ritornello::cli
