#include "cli/manifest_report.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "cli/errors.h"

namespace ritornello::cli {
namespace {

constexpr mode_t kFileMode = 0666;  // less what the user's umask takes away

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

absl::Status CannotWrite(const std::string& path, int error) {
  return absl::UnavailableError(
      absl::StrCat("cannot write ", path, ": ", std::strerror(error)));
}

}  // namespace

absl::Status ManifestReport::WriteTo(const std::string& path) {
  const std::lock_guard lock(mutex_);
  path_ = path;
  file_ = blob::UniqueFd(::open(
      path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, kFileMode));
  if (!file_.is_open()) return CannotWrite(path, errno);
  Write("line,column,message\n");
  return write_error_ == 0 ? absl::OkStatus() : CannotWrite(path, write_error_);
}

void ManifestReport::Add(const std::vector<ManifestProblem>& problems) {
  const std::lock_guard lock(mutex_);
  count_ += static_cast<int64_t>(problems.size());
  if (file_.is_open()) {
    std::string rows;
    for (const ManifestProblem& problem : problems) {
      absl::StrAppend(&rows, problem.line, ",", Quoted(problem.column), ",",
                      Quoted(problem.message), "\n");
    }
    Write(rows);
  }
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
    session.err << "and " << more << " more"
                << (path_.empty() ? "; --errors FILE writes all of them down"
                                  : ", all of them in " + Printable(path_))
                << '\n';
  }
}

absl::Status ManifestReport::Close() {
  const std::lock_guard lock(mutex_);
  file_ = blob::UniqueFd();
  return write_error_ == 0 ? absl::OkStatus()
                           : CannotWrite(path_, write_error_);
}

void ManifestReport::Write(const std::string& text) {
  for (absl::string_view rest = text; !rest.empty() && write_error_ == 0;) {
    const ssize_t count = ::write(file_.get(), rest.data(), rest.size());
    if (count >= 0) {
      rest.remove_prefix(static_cast<size_t>(count));
    } else if (errno != EINTR) {
      write_error_ = errno;
    }
  }
}

}  // namespace ritornello::cli
