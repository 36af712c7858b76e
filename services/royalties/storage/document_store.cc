#include "services/royalties/storage/document_store.h"

#include <cstdint>
#include <string>
#include <vector>

#include "libs/sql/row.h"
#include "libs/status/status_macros.h"
#include "services/royalties/model/names.h"
#include "services/royalties/model/period.h"

namespace ritornello::royalties {
namespace {

using sql::Row;
using sql::Text;
using sql::Value;

// Shares that are kept in memory before they are written.
constexpr size_t kShareRowCount = 10'000;

constexpr char kInsertSheet[] =
    "INSERT INTO document_sheets (document, split_sheet, track, track_title,"
    " share_right, effective_date) VALUES ($1, $2, $3, $4, $5, $6)"
    " ON CONFLICT (document, split_sheet) DO NOTHING";
constexpr char kInsertShare[] =
    "INSERT INTO document_shares (document, split_sheet, party, role, weight)"
    " VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (document, split_sheet, party, role) DO NOTHING";

}  // namespace

absl::Status InsertDocumentRights(sql::Transaction& transaction,
                                  absl::string_view document,
                                  const std::deque<RightsAnswer>& answers) {
  std::vector<Row> sheet_rows;
  std::vector<Row> share_rows;
  const auto flush = [&]() -> absl::Status {
    RITORNELLO_RETURN_IF_ERROR(transaction.RunMany(kInsertSheet, sheet_rows));
    RITORNELLO_RETURN_IF_ERROR(transaction.RunMany(kInsertShare, share_rows));
    sheet_rows.clear();
    share_rows.clear();
    return absl::OkStatus();
  };
  for (const RightsAnswer& answer : answers) {
    for (const SplitSheet& sheet : answer.split_sheets) {
      sheet_rows.push_back({std::string(document), sheet.name,
                            NameOf(answer.track), answer.title,
                            std::string(RightName(sheet.right)),
                            DayText(sheet.effective_date)});
      for (const OwnerShare& share : sheet.shares) {
        share_rows.push_back({std::string(document), sheet.name,
                              PartyName(share.party), share.role,
                              int64_t{share.weight}});
      }
    }
    if (share_rows.size() >= kShareRowCount) {
      RITORNELLO_RETURN_IF_ERROR(flush());
    }
  }
  return flush();
}

}  // namespace ritornello::royalties
