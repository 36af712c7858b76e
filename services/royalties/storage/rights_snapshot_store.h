// The owners by whom a document was divided, as they were stored with it.
#pragma once

#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/connection.h"
#include "services/royalties/model/rights.h"

namespace ritornello::royalties {

struct StoredSheet {
  std::string track_title;
  SplitSheet sheet;  // shares by party and role
};

// What InsertDocumentRights stored for `document`, by name of the sheet.
absl::StatusOr<absl::flat_hash_map<std::string, StoredSheet>> GetRightsSnapshot(
    sql::Connection& connection, absl::string_view document);

}  // namespace ritornello::royalties
