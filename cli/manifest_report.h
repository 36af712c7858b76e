// Everything that is wrong with a manifest, in one form, whoever found it.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "cli/manifest_problem.h"
#include "cli/session.h"
#include "libs/blob/unique_fd.h"

namespace ritornello::cli {

// More is counted, and written to a file, but not kept to be printed.
inline constexpr size_t kProblemsKeptMax = 100'000;
// How many a terminal is shown; a pipe gets all that are kept.
inline constexpr size_t kProblemsShownMax = 100;

class ManifestReport {
 public:
  // From now on everything that is added is written to the file `path` at once,
  // so that it is there however the program ends: as a table,
  // "line,column,message", which spreadsheets sort.
  // Errors: Unavailable  it cannot be written
  absl::Status WriteTo(const std::string& path);

  // Any thread.
  void Add(const std::vector<ManifestProblem>& problems);

  int64_t count() const { return count_; }

  // On standard error, in the order of lines: "manifest.csv:12: moods: no mood
  // ..."; with --json an object a line, with file, line, column and message.
  void Print(const std::string& file, Session& session);

  // Once nothing is added any more: whether the file has all of it.
  // Errors: Unavailable  it could not be written
  absl::Status Close();

 private:
  void Sort();
  void Write(const std::string& text);

  std::mutex mutex_;
  std::string path_;  // of the file; empty where there is none
  blob::UniqueFd file_;
  int write_error_ = 0;  // the first errno; nothing is written from then on
  std::vector<ManifestProblem> problems_;
  int64_t count_ = 0;
};

}  // namespace ritornello::cli
