// Rows of reports: what was measured, once for each content and analyzer.
#pragma once

#include <compare>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/sql/connection.h"
#include "libs/sql/transaction.h"
#include "services/catalog/model/report.h"

namespace ritornello::catalog {

struct ReportKey {
  std::string file_sha256;
  std::string analyzer_version;
  friend auto operator<=>(const ReportKey&, const ReportKey&) = default;
};

// Keeps what is there already: the same key always has the same report.
absl::Status InsertReport(sql::Transaction& transaction, const Report& report);

// Those of `keys` that exist. Cost: two statements for each
// sql::kInListSizeMax.
absl::StatusOr<std::map<ReportKey, Report>> GetReports(
    sql::Connection& connection, const std::set<ReportKey>& keys);

}  // namespace ritornello::catalog
