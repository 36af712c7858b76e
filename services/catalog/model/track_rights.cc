#include "services/catalog/model/track_rights.h"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <utility>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"

namespace ritornello::catalog {
namespace {

// The sheet of one work that holds.
struct Part {
  const WorkRights& work;
  const SplitSheet& sheet;
};

// Above it a product with a weight of a work, summed over all works of a
// track, might not fit into 128 bits.
constexpr absl::uint128 kMultipleMax = absl::uint128(1) << 90;

absl::uint128 Gcd(absl::uint128 a, absl::uint128 b) {
  while (b != 0) a = std::exchange(b, a % b);
  return a;
}

uint64_t TotalOf(const SplitSheet& sheet) {
  uint64_t total = 0;
  for (const Share& share : sheet.shares) total += share.weight;
  return total;
}

uint64_t DivisorOf(const SplitSheet& sheet) {
  uint64_t divisor = 0;
  for (const Share& share : sheet.shares) {
    divisor = std::gcd(divisor, uint64_t{share.weight});
  }
  return divisor;
}

// The smallest number that every sheet divides into whole shares; 0 if that is
// more than kMultipleMax.
absl::uint128 CommonMultiple(const std::vector<Part>& parts) {
  absl::uint128 multiple = 1;
  for (const Part& part : parts) {
    const absl::uint128 whole = TotalOf(part.sheet) / DivisorOf(part.sheet);
    const absl::uint128 factor = whole / Gcd(multiple, whole);
    if (factor > kMultipleMax / multiple) return 0;
    multiple *= factor;
  }
  return multiple;
}

// Empty if a weight does not fit.
std::vector<Share> Combined(const std::vector<Part>& parts) {
  const absl::uint128 multiple = CommonMultiple(parts);
  if (multiple == 0) return {};
  std::map<std::pair<std::string, ShareRole>, absl::uint128> weights;
  for (const Part& part : parts) {
    const uint64_t divisor = DivisorOf(part.sheet);
    const absl::uint128 unit = multiple / (TotalOf(part.sheet) / divisor);
    for (const Share& share : part.sheet.shares) {
      weights[{share.party_id, share.role}] +=
          unit * (share.weight / divisor) * part.work.weight;
    }
  }
  absl::uint128 divisor = 0;
  for (const auto& [owner, weight] : weights) divisor = Gcd(weight, divisor);
  std::vector<Share> shares;
  for (const auto& [owner, weight] : weights) {
    const absl::uint128 lowest = weight / divisor;
    if (lowest > std::numeric_limits<uint32_t>::max()) return {};
    shares.push_back(
        {owner.first, owner.second, static_cast<uint32_t>(lowest)});
  }
  return shares;
}

std::string IdOf(Right right, const std::vector<Part>& parts) {
  std::string id = RightSlug(right);
  char separator = '@';
  for (const Part& part : parts) {
    absl::StrAppend(&id, std::string(1, separator), part.work.work_id, "-",
                    part.sheet.number);
    if (part.work.weight != 1) absl::StrAppend(&id, "*", part.work.weight);
    separator = '+';
  }
  return id;
}

SplitSheet SumOf(Right right, const std::vector<Part>& parts) {
  SplitSheet sum{.right = right};
  for (const Part& part : parts) {
    sum.effective_date =
        std::max(sum.effective_date, part.sheet.effective_date);
    sum.create_time = std::max(sum.create_time, part.sheet.create_time);
  }
  // One work's sheet is the track's as it was recorded.
  sum.shares = parts.size() == 1 ? parts[0].sheet.shares : Combined(parts);
  return sum;
}

}  // namespace

HoldingSheet HoldingSheetOf(const TrackRights& rights, Right right,
                            absl::CivilDay day) {
  HoldingSheet holding;
  if (!ComesFromWorks(rights, right)) {
    const SplitSheet* own = SheetAsOf(rights.sheets, right, day);
    if (own == nullptr) return holding;
    holding.sheet = *own;
    holding.id = absl::StrCat(RightSlug(right), "-", own->number);
    return holding;
  }
  std::vector<Part> parts;
  for (const WorkRights& work : rights.works) {
    const SplitSheet* sheet = SheetAsOf(work.sheets, right, day);
    if (sheet != nullptr) {
      parts.push_back({work, *sheet});
    } else {
      holding.works_without_sheet.push_back(work.work_id);
    }
  }
  if (!holding.works_without_sheet.empty()) return holding;
  SplitSheet sum = SumOf(right, parts);
  holding.is_inexact = sum.shares.empty();
  if (holding.is_inexact) return holding;
  holding.sheet = std::move(sum);
  holding.id = IdOf(right, parts);
  return holding;
}

bool ComesFromWorks(const TrackRights& rights, Right right) {
  return right != Right::kMaster && !rights.works.empty();
}

}  // namespace ritornello::catalog
