#include "services/royalties/storage/rights_snapshot_store.h"

#include <utility>
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

constexpr char kSelect[] =
    "SELECT s.split_sheet, s.track_title, s.share_right, s.effective_date,"
    " h.party, h.role, h.weight FROM document_sheets s JOIN document_shares h"
    " ON h.document = s.document AND h.split_sheet = s.split_sheet"
    " WHERE s.document = $1 ORDER BY s.split_sheet, h.party, h.role";

}  // namespace

absl::StatusOr<absl::flat_hash_map<std::string, StoredSheet>> GetRightsSnapshot(
    sql::Connection& connection, absl::string_view document) {
  const Value parameters[] = {std::string(document)};
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<Row> rows,
                              connection.Run(kSelect, parameters));
  absl::flat_hash_map<std::string, StoredSheet> sheets;
  for (const Row& row : rows) {
    StoredSheet& stored = sheets[Text(row[0])];
    if (stored.sheet.name.empty()) {
      stored.sheet.name = Text(row[0]);
      stored.track_title = Text(row[1]);
      RITORNELLO_ASSIGN_OR_RETURN(stored.sheet.right, ParseRight(Text(row[2])));
      RITORNELLO_ASSIGN_OR_RETURN(stored.sheet.effective_date,
                                  ParseDay("effective_date", Text(row[3])));
    }
    RITORNELLO_ASSIGN_OR_RETURN(PartyKey party,
                                ParsePartyName("party", Text(row[4])));
    stored.sheet.shares.push_back({std::move(party), Text(row[5]),
                                   static_cast<uint32_t>(sql::Int(row[6]))});
  }
  return sheets;
}

}  // namespace ritornello::royalties
