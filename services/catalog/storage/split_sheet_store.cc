#include "services/catalog/storage/split_sheet_store.h"

#include <algorithm>
#include <string>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "libs/sql/in_list.h"
#include "libs/sql/row.h"
#include "libs/status/status_macros.h"
#include "services/catalog/storage/day_text.h"
#include "services/catalog/storage/track_keys.h"

namespace ritornello::catalog {
namespace {

constexpr char kInsertSheet[] =
    "INSERT INTO split_sheets (account_id, track_id, share_right, number,"
    " effective_date, created_at_us) VALUES ($1, $2, $3, $4, $5, $6)";
constexpr char kInsertShare[] =
    "INSERT INTO split_shares (account_id, track_id, share_right, number,"
    " party_id, role, weight) VALUES ($1, $2, $3, $4, $5, $6, $7)";
constexpr char kSelect[] =
    "SELECT s.account_id, s.track_id, s.share_right, s.number,"
    " s.effective_date, s.created_at_us, h.party_id, h.role, h.weight"
    " FROM split_sheets s JOIN split_shares h ON h.account_id = s.account_id"
    " AND h.track_id = s.track_id AND h.share_right = s.share_right"
    " AND h.number = s.number WHERE (s.account_id, s.track_id) IN ";

// One row of the join: a share, and the sheet it belongs to.
absl::Status AddShare(const sql::Row& row, std::vector<SplitSheet>& sheets) {
  RITORNELLO_ASSIGN_OR_RETURN(const Right right, ParseRight(sql::Text(row[2])));
  const int64_t number = sql::Int(row[3]);
  if (sheets.empty() || sheets.back().right != right ||
      sheets.back().number != number) {
    SplitSheet sheet{.right = right,
                     .number = number,
                     .create_time = absl::FromUnixMicros(sql::Int(row[5]))};
    RITORNELLO_ASSIGN_OR_RETURN(sheet.effective_date,
                                DayFromText(sql::Text(row[4])));
    sheets.push_back(std::move(sheet));
  }
  RITORNELLO_ASSIGN_OR_RETURN(const ShareRole role,
                              ParseShareRole(sql::Text(row[7])));
  sheets.back().shares.push_back(
      {sql::Text(row[6]), role, static_cast<uint32_t>(sql::Int(row[8]))});
  return absl::OkStatus();
}

}  // namespace

absl::Status InsertSplitSheets(sql::Transaction& transaction,
                               std::span<const TrackSplitSheet> sheets) {
  std::vector<sql::Row> sheet_rows;
  std::vector<sql::Row> share_rows;
  for (const auto& [track, sheet] : sheets) {
    const std::string right(RightName(sheet.right));
    sheet_rows.push_back({track.account_id, track.track_id, right, sheet.number,
                          DayText(sheet.effective_date),
                          absl::ToUnixMicros(sheet.create_time)});
    for (const Share& share : sheet.shares) {
      share_rows.push_back({track.account_id, track.track_id, right,
                            sheet.number, share.party_id,
                            std::string(ShareRoleName(share.role)),
                            int64_t{share.weight}});
    }
  }
  RITORNELLO_RETURN_IF_ERROR(transaction.RunMany(kInsertSheet, sheet_rows));
  return transaction.RunMany(kInsertShare, share_rows);
}

absl::StatusOr<std::map<TrackKey, std::vector<SplitSheet>>> GetSplitSheets(
    sql::Connection& connection, const std::set<TrackKey>& tracks) {
  std::map<TrackKey, std::vector<SplitSheet>> sheets;
  for (const sql::Row& keys : KeyBatches(tracks)) {
    RITORNELLO_ASSIGN_OR_RETURN(
        const std::vector<sql::Row> rows,
        connection.Run(absl::StrCat(kSelect, sql::PairList(1, keys.size() / 2),
                                    " ORDER BY s.share_right, s.number"),
                       keys));
    for (const sql::Row& row : rows) {
      RITORNELLO_RETURN_IF_ERROR(
          AddShare(row, sheets[{sql::Text(row[0]), sql::Text(row[1])}]));
    }
  }
  // Rights and roles have an order of their own, which their names have not.
  for (auto& [track, of_track] : sheets) {
    for (SplitSheet& sheet : of_track) {
      std::sort(sheet.shares.begin(), sheet.shares.end());
    }
    std::sort(of_track.begin(), of_track.end(),
              [](const SplitSheet& a, const SplitSheet& b) {
                return std::tie(a.right, a.number) <
                       std::tie(b.right, b.number);
              });
  }
  return sheets;
}

}  // namespace ritornello::catalog
