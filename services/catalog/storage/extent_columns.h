// The four columns of an extent: territories, excluded_territories, first_day,
// last_day.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/connection.h"
#include "services/catalog/model/extent.h"

namespace ritornello::catalog {

// Lists of codes and ids as rows keep them, a blank between.
std::string JoinWords(const std::vector<std::string>& words);
std::vector<std::string> SplitWords(absl::string_view text);

void AppendExtent(const Extent& extent, sql::Row& row);

// Of the columns from `first` on.
absl::StatusOr<Extent> ExtentFromRow(const sql::Row& row, size_t first);

}  // namespace ritornello::catalog
