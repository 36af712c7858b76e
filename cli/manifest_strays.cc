#include "cli/manifest_strays.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace ritornello::cli {

void ManifestStrays::Add(ManifestProblem problem) {
  if (is_refused_) return;
  if (problems_.size() == kStrayCountMax) {
    Refuse(problem.line, absl::StrCat("more than ", kStrayCountMax,
                                      " lines are of no track; mend those "
                                      "before this one first"));
    return;
  }
  problems_.push_back(std::move(problem));
}

void ManifestStrays::AddMalformed(ManifestProblem problem,
                                  absl::string_view advice) {
  if (is_refused_) return;
  if (malformed_count_ == kMalformedCountMax) {
    Refuse(problem.line, absl::StrCat("more than ", kMalformedCountMax,
                                      " lines cannot be read: ", advice));
    return;
  }
  ++malformed_count_;
  Add(std::move(problem));
}

void ManifestStrays::Refuse(int64_t line, std::string message) {
  problems_.push_back({line, "", std::move(message)});
  is_refused_ = true;
}

}  // namespace ritornello::cli
