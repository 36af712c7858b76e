// Rows of the split sheets that a statement or deal was divided by.
#pragma once

#include <deque>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/connection.h"
#include "libs/sql/transaction.h"
#include "services/royalties/model/rights.h"

namespace ritornello::royalties {

// Stores what the catalogue answered for `document`; sheets that it has
// already stay as they are.
absl::Status InsertDocumentRights(sql::Transaction& transaction,
                                  absl::string_view document,
                                  const std::deque<RightsAnswer>& answers);

}  // namespace ritornello::royalties
