#include "services/royalties/model/rights.h"

#include "absl/strings/str_cat.h"
#include "libs/status/check.h"
#include "libs/status/error.h"

namespace ritornello::royalties {

absl::string_view RightName(Right right) {
  switch (right) {
    case Right::kMaster:
      return "MASTER";
    case Right::kSyncComposition:
      return "SYNC_COMPOSITION";
    case Right::kPerformance:
      return "PERFORMANCE";
    case Right::kMechanical:
      return "MECHANICAL";
  }
  RITORNELLO_CHECK(false);
}

absl::StatusOr<Right> ParseRight(absl::string_view name) {
  for (const Right right : {Right::kMaster, Right::kSyncComposition,
                            Right::kPerformance, Right::kMechanical}) {
    if (RightName(right) == name) return right;
  }
  return InvalidField("right", absl::StrCat("must be MASTER, SYNC_COMPOSITION, "
                                            "PERFORMANCE or MECHANICAL, got \"",
                                            name, "\""));
}

const SplitSheet* SheetOf(const RightsAnswer& answer, Right right) {
  for (const SplitSheet& sheet : answer.split_sheets) {
    if (sheet.right == right) return &sheet;
  }
  return nullptr;
}

}  // namespace ritornello::royalties
