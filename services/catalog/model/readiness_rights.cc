#include "services/catalog/model/readiness_rights.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"

namespace ritornello::catalog {
namespace {

// What one is short of in a right that must have shares.
struct WantedRight {
  Right right;
  absl::string_view missing;  // the rule
  absl::string_view inexact;  // the rule; none of what is never combined
  absl::string_view noun;
};
constexpr WantedRight kWantedRights[] = {
    {Right::kMaster, "MASTER_SHARES_MISSING", "", "master"},
    {Right::kSyncComposition, "SYNC_COMPOSITION_SHARES_MISSING",
     "SYNC_COMPOSITION_SHARES_INEXACT", "composition"},
};

Problem SharesMissing(const AssessmentInput& input, const WantedRight& wanted) {
  return {.rule = std::string(wanted.missing),
          .problem = absl::StrCat("no shares of the ", wanted.noun, " hold on ",
                                  absl::FormatCivilTime(input.today)),
          .next_step = absl::StrCat(
              "`ritornello track share ", NameOf(input.track.key), " --right ",
              RightSlug(wanted.right), " --party PARTY=100%`")};
}

Problem WorkSharesMissing(const AssessmentInput& input,
                          const WantedRight& wanted, const WorkKey& work) {
  return {.rule = std::string(wanted.missing),
          .problem = absl::StrCat("no shares of the ", wanted.noun, " of ",
                                  NameOf(work), " hold on ",
                                  absl::FormatCivilTime(input.today)),
          .next_step = absl::StrCat("`ritornello work share ", NameOf(work),
                                    " --party PARTY:writer=100%`")};
}

Problem SharesInexact(const AssessmentInput& input, const WantedRight& wanted) {
  std::vector<std::string> works;
  for (const WorkRights& work : input.rights.works) {
    works.push_back(NameOf(WorkKey{input.track.key.account_id, work.work_id}));
  }
  return {
      .rule = std::string(wanted.inexact),
      .problem = absl::StrCat("the shares of the ", wanted.noun, " of ",
                              absl::StrJoin(works, ", "),
                              " have no exact sum in weights of 32 bits"),
      .next_step = absl::StrCat(
          "share with fewer decimals, as in `ritornello work share ", works[0],
          " --party PARTY:writer=33.3%`, or in whole parts, as "
          "in PARTY:writer=1")};
}

}  // namespace

std::vector<Problem> RightsProblems(const AssessmentInput& input) {
  std::vector<Problem> problems;
  for (const WantedRight& wanted : kWantedRights) {
    const HoldingSheet holding =
        HoldingSheetOf(input.rights, wanted.right, input.today);
    if (holding.sheet.has_value()) continue;
    for (const std::string& work_id : holding.works_without_sheet) {
      problems.push_back(WorkSharesMissing(
          input, wanted, {input.track.key.account_id, work_id}));
    }
    if (holding.is_inexact) {
      problems.push_back(SharesInexact(input, wanted));
    } else if (holding.works_without_sheet.empty()) {
      problems.push_back(SharesMissing(input, wanted));
    }
  }
  return problems;
}

}  // namespace ritornello::catalog
