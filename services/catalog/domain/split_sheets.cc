#include "services/catalog/domain/split_sheets.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <utility>
#include <variant>

#include "libs/status/status_macros.h"
#include "services/catalog/storage/job_store.h"
#include "services/catalog/storage/split_sheet_store.h"

namespace ritornello::catalog {
namespace {

// A sheet changes what holds from its date on, never what holds before: looked
// at in this order, each finds in force what it will find when sent again.
std::vector<size_t> InOrderOfDates(std::span<const SubjectSheet> sheets) {
  std::vector<size_t> order(sheets.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return sheets[a].sheet.effective_date < sheets[b].sheet.effective_date;
  });
  return order;
}

template <typename Key>
std::set<Key> SubjectsOf(std::span<const SubjectSheet> sheets) {
  std::set<Key> keys;
  for (const SubjectSheet& sheet : sheets) {
    if (const Key* key = std::get_if<Key>(&sheet.subject)) keys.insert(*key);
  }
  return keys;
}

using SheetsBySubject = std::map<SheetSubject, std::vector<SplitSheet>>;

absl::StatusOr<SheetsBySubject> ReadKnown(
    sql::Connection& connection, std::span<const SubjectSheet> sheets) {
  SheetsBySubject known;
  RITORNELLO_ASSIGN_OR_RETURN(
      auto of_tracks, GetSplitSheets(connection, SubjectsOf<TrackKey>(sheets)));
  for (auto& [track, of_track] : of_tracks) known[track] = std::move(of_track);
  RITORNELLO_ASSIGN_OR_RETURN(
      auto of_works,
      GetWorkSplitSheets(connection, SubjectsOf<WorkKey>(sheets)));
  for (auto& [work, of_work] : of_works) known[work] = std::move(of_work);
  return known;
}

template <typename Key>
absl::Status Insert(sql::Transaction& transaction,
                    std::span<const SubjectSheet> sheets) {
  std::vector<SheetOf<Key>> some;
  for (const auto& [subject, sheet] : sheets) {
    if (const Key* key = std::get_if<Key>(&subject)) {
      some.push_back({*key, sheet});
    }
  }
  return InsertSplitSheets(transaction, std::span<const SheetOf<Key>>(some));
}

}  // namespace

int64_t NextSheetNumber(std::span<const SplitSheet> sheets, Right right) {
  int64_t last = 0;
  for (const SplitSheet& sheet : sheets) {
    if (sheet.right == right) last = std::max(last, sheet.number);
  }
  return last + 1;
}

absl::StatusOr<std::vector<bool>> NumberNewSheets(
    sql::Connection& connection, std::span<SubjectSheet> sheets,
    absl::Time now) {
  RITORNELLO_ASSIGN_OR_RETURN(SheetsBySubject known,
                              ReadKnown(connection, sheets));
  std::vector<bool> is_new(sheets.size());
  for (const size_t i : InOrderOfDates(sheets)) {
    SplitSheet& sheet = sheets[i].sheet;
    std::vector<SplitSheet>& of_subject = known[sheets[i].subject];
    const SplitSheet* holds =
        SheetAsOf(of_subject, sheet.right, sheet.effective_date);
    is_new[i] = holds == nullptr || holds->shares != sheet.shares;
    if (!is_new[i]) continue;
    sheet.number = NextSheetNumber(of_subject, sheet.right);
    sheet.create_time = now;
    of_subject.push_back(sheet);
  }
  return is_new;
}

absl::Status RecordSplitSheets(sql::Transaction& transaction,
                               std::span<const SubjectSheet> sheets,
                               absl::Time now) {
  RITORNELLO_RETURN_IF_ERROR(Insert<TrackKey>(transaction, sheets));
  RITORNELLO_RETURN_IF_ERROR(Insert<WorkKey>(transaction, sheets));
  const std::set<TrackKey> tracks = SubjectsOf<TrackKey>(sheets);
  RITORNELLO_RETURN_IF_ERROR(EnqueueAssess(
      transaction, std::vector<TrackKey>(tracks.begin(), tracks.end()), now));
  return EnqueueAssessOfWorks(transaction, SubjectsOf<WorkKey>(sheets), now);
}

}  // namespace ritornello::catalog
