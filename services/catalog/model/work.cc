#include "services/catalog/model/work.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/identifiers/iswc.h"
#include "libs/status/error.h"

namespace ritornello::catalog {

absl::Status Normalize(Work& work) {
  std::vector<FieldViolation> violations;
  absl::StripAsciiWhitespace(&work.title);
  absl::StripAsciiWhitespace(&work.iswc);
  if (work.title.empty() || work.title.size() > kWorkTitleSizeMax) {
    violations.push_back(
        {"title", absl::StrCat("must have 1..", kWorkTitleSizeMax,
                               " bytes, got ", work.title.size())});
  } else if (absl::StrContains(work.title, '\0')) {
    // No database keeps it; found there it would fail a whole batch.
    violations.push_back({"title", "must have no NUL byte"});
  }
  if (!work.iswc.empty()) {
    const absl::StatusOr<Iswc> iswc = Iswc::Parse(work.iswc);
    if (iswc.ok()) {
      work.iswc = iswc->compact();
    } else {
      violations.push_back({"iswc", std::string(iswc.status().message())});
    }
  }
  return violations.empty() ? absl::OkStatus() : InvalidFields(violations);
}

absl::Status CopyFields(std::span<const std::string> mask, const Work& from,
                        Work& to) {
  static const std::string kAll[] = {"title", "iswc"};
  for (const std::string& field : mask.empty() ? std::span(kAll) : mask) {
    if (field == "title") {
      to.title = from.title;
    } else if (field == "iswc") {
      to.iswc = from.iswc;
    } else {
      return InvalidField("update_mask",
                          absl::StrCat("must name fields of a work that can be "
                                       "changed, title or iswc, got \"",
                                       field.substr(0, 100), "\""));
    }
  }
  return absl::OkStatus();
}

absl::Status Normalize(std::vector<WorkPart>& works) {
  if (works.size() > kTrackWorkCountMax) {
    return InvalidField("works",
                        absl::StrCat("must number at most ", kTrackWorkCountMax,
                                     ", got ", works.size()));
  }
  for (WorkPart& part : works) {
    if (part.weight == 0) part.weight = 1;
  }
  std::sort(works.begin(), works.end());
  const auto twice = std::adjacent_find(
      works.begin(), works.end(), [](const WorkPart& a, const WorkPart& b) {
        return a.work_id == b.work_id;
      });
  if (twice == works.end()) return absl::OkStatus();
  return InvalidField(
      "works", absl::StrCat("must name each work once, got ", twice->work_id,
                            " twice: say its whole part in one weight"));
}

}  // namespace ritornello::catalog
