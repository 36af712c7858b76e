#include "cli/manifest_report.h"

#include <algorithm>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "cli/errors.h"

namespace ritornello::cli {
namespace {

std::string TextOf(const std::string& file, const ManifestProblem& problem) {
  return absl::StrCat(
      Printable(file), ":", problem.line, ": ", Printable(problem.column),
      problem.column.empty() ? "" : ": ", Printable(problem.message));
}

std::string JsonOf(const std::string& file, const ManifestProblem& problem) {
  return absl::StrCat("{\"file\":", JsonText(file), ",\"line\":", problem.line,
                      ",\"column\":", JsonText(problem.column),
                      ",\"message\":", JsonText(problem.message), "}");
}

std::string Quoted(const std::string& text) {
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
}

}  // namespace

void ManifestReport::Add(const std::vector<ManifestProblem>& problems) {
  const std::lock_guard lock(mutex_);
  count_ += static_cast<int64_t>(problems.size());
  for (const ManifestProblem& problem : problems) {
    if (problems_.size() == kProblemsKeptMax) return;
    problems_.push_back(problem);
  }
}

void ManifestReport::Sort() {
  std::stable_sort(problems_.begin(), problems_.end(),
                   [](const ManifestProblem& a, const ManifestProblem& b) {
                     return a.line < b.line;
                   });
}

void ManifestReport::Print(const std::string& file, Session& session) {
  const std::lock_guard lock(mutex_);
  Sort();
  size_t shown = problems_.size();
  if (session.err_is_terminal && session.style != Style::kJson) {
    shown = std::min(shown, kProblemsShownMax);
  }
  for (size_t i = 0; i < shown; ++i) {
    session.err << (session.style == Style::kJson ? JsonOf(file, problems_[i])
                                                  : TextOf(file, problems_[i]))
                << '\n';
  }
  const int64_t more = count_ - static_cast<int64_t>(shown);
  if (more > 0 && session.style != Style::kJson) {
    session.err << "and " << more << " more; --errors FILE writes them down\n";
  }
}

absl::Status ManifestReport::WriteTo(const std::string& path) {
  const std::lock_guard lock(mutex_);
  Sort();
  std::ofstream file(path, std::ios::binary);
  file << "line,column,message\n";
  for (const ManifestProblem& problem : problems_) {
    file << problem.line << ',' << Quoted(problem.column) << ','
         << Quoted(problem.message) << '\n';
  }
  file.close();
  if (file) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("cannot write ", path));
}

}  // namespace ritornello::cli
