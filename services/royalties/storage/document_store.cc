#include "services/royalties/storage/document_store.h"

#include <cstdint>
#include <string>

#include "libs/sql/row.h"
#include "libs/status/status_macros.h"
#include "services/royalties/model/names.h"
#include "services/royalties/model/period.h"

namespace ritornello::royalties {
namespace {

using sql::Int;
using sql::Row;
using sql::Text;
using sql::Value;

constexpr char kInsertSheet[] =
    "INSERT INTO document_sheets (document, split_sheet, track, track_title,"
    " share_right, effective_date) VALUES ($1, $2, $3, $4, $5, $6)"
    " ON CONFLICT (document, split_sheet) DO NOTHING";
constexpr char kInsertShare[] =
    "INSERT INTO document_shares (document, split_sheet, party, role, weight)"
    " VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (document, split_sheet, party, role) DO NOTHING";
constexpr char kSelectSheets[] =
    "SELECT s.split_sheet, s.share_right, s.effective_date, h.party, h.role,"
    " h.weight FROM document_sheets s JOIN document_shares h"
    " ON h.document = s.document AND h.split_sheet = s.split_sheet"
    " WHERE s.document = $1 ORDER BY s.split_sheet, h.party, h.role";

}  // namespace

absl::Status InsertDocumentRights(sql::Transaction& transaction,
                                  absl::string_view document,
                                  const std::vector<RightsAnswer>& answers) {
  std::vector<Row> sheet_rows;
  std::vector<Row> share_rows;
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
  }
  RITORNELLO_RETURN_IF_ERROR(transaction.RunMany(kInsertSheet, sheet_rows));
  return transaction.RunMany(kInsertShare, share_rows);
}

absl::StatusOr<std::vector<SplitSheet>> ListDocumentSheets(
    sql::Connection& connection, absl::string_view document) {
  const Value parameters[] = {std::string(document)};
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<Row> rows,
                              connection.Run(kSelectSheets, parameters));
  std::vector<SplitSheet> sheets;
  for (const Row& row : rows) {
    if (sheets.empty() || sheets.back().name != Text(row[0])) {
      SplitSheet sheet;
      sheet.name = Text(row[0]);
      RITORNELLO_ASSIGN_OR_RETURN(sheet.right, ParseRight(Text(row[1])));
      RITORNELLO_ASSIGN_OR_RETURN(sheet.effective_date,
                                  ParseDay("effective_date", Text(row[2])));
      sheets.push_back(std::move(sheet));
    }
    RITORNELLO_ASSIGN_OR_RETURN(PartyKey party,
                                ParsePartyName("party", Text(row[3])));
    sheets.back().shares.push_back(
        {std::move(party), Text(row[4]), static_cast<uint32_t>(Int(row[5]))});
  }
  return sheets;
}

}  // namespace ritornello::royalties
