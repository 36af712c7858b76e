#include "services/catalog/storage/extent_columns.h"

#include <optional>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "libs/sql/row.h"
#include "libs/status/status_macros.h"
#include "services/catalog/storage/day_text.h"

namespace ritornello::catalog {
namespace {

sql::Value DayColumn(const std::optional<absl::CivilDay>& day) {
  return day.has_value() ? sql::Value(DayText(*day)) : sql::Null();
}

absl::StatusOr<std::optional<absl::CivilDay>> DayOf(const sql::Value& column) {
  if (sql::IsNull(column)) return std::nullopt;
  RITORNELLO_ASSIGN_OR_RETURN(const absl::CivilDay day,
                              DayFromText(sql::Text(column)));
  return day;
}

}  // namespace

std::string JoinWords(const std::vector<std::string>& words) {
  return absl::StrJoin(words, " ");
}

std::vector<std::string> SplitWords(absl::string_view text) {
  return absl::StrSplit(text, ' ', absl::SkipEmpty());
}

void AppendExtent(const Extent& extent, sql::Row& row) {
  row.emplace_back(JoinWords(extent.territories));
  row.emplace_back(JoinWords(extent.excluded_territories));
  row.push_back(DayColumn(extent.first_day));
  row.push_back(DayColumn(extent.last_day));
}

absl::StatusOr<Extent> ExtentFromRow(const sql::Row& row, size_t first) {
  Extent extent{.territories = SplitWords(sql::Text(row[first])),
                .excluded_territories = SplitWords(sql::Text(row[first + 1]))};
  RITORNELLO_ASSIGN_OR_RETURN(extent.first_day, DayOf(row[first + 2]));
  RITORNELLO_ASSIGN_OR_RETURN(extent.last_day, DayOf(row[first + 3]));
  return extent;
}

}  // namespace ritornello::catalog
