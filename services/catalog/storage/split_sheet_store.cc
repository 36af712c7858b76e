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

// Where the sheets of one kind of subject are.
struct Tables {
  absl::string_view sheets;
  absl::string_view shares;
  absl::string_view id;  // the column of the subject's id in both
};

template <typename Key>
constexpr Tables kTablesOf = {};
template <>
constexpr Tables kTablesOf<TrackKey> = {"split_sheets", "split_shares",
                                        "track_id"};
template <>
constexpr Tables kTablesOf<WorkKey> = {"work_split_sheets", "work_split_shares",
                                       "work_id"};

const std::string& IdOf(const TrackKey& track) { return track.track_id; }
const std::string& IdOf(const WorkKey& work) { return work.work_id; }

std::string InsertSheet(const Tables& tables) {
  return absl::StrCat("INSERT INTO ", tables.sheets, " (account_id, ",
                      tables.id,
                      ", share_right, number, effective_date, created_at_us)"
                      " VALUES ($1, $2, $3, $4, $5, $6)");
}

std::string InsertShare(const Tables& tables) {
  return absl::StrCat("INSERT INTO ", tables.shares, " (account_id, ",
                      tables.id,
                      ", share_right, number, party_id, role, weight)"
                      " VALUES ($1, $2, $3, $4, $5, $6, $7)");
}

std::string Select(const Tables& tables, size_t subject_count) {
  return absl::StrCat(
      "SELECT s.account_id, s.", tables.id,
      ", s.share_right, s.number, s.effective_date, s.created_at_us,"
      " h.party_id, h.role, h.weight FROM ",
      tables.sheets, " s JOIN ", tables.shares,
      " h ON h.account_id = s.account_id AND h.", tables.id, " = s.", tables.id,
      " AND h.share_right = s.share_right AND h.number = s.number"
      " WHERE (s.account_id, s.",
      tables.id, ") IN ", sql::PairList(1, subject_count),
      " ORDER BY s.share_right, s.number");
}

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

template <typename Key>
absl::Status Insert(sql::Transaction& transaction,
                    std::span<const SheetOf<Key>> sheets) {
  std::vector<sql::Row> sheet_rows;
  std::vector<sql::Row> share_rows;
  for (const auto& [subject, sheet] : sheets) {
    const std::string right(RightName(sheet.right));
    sheet_rows.push_back({subject.account_id, IdOf(subject), right,
                          sheet.number, DayText(sheet.effective_date),
                          absl::ToUnixMicros(sheet.create_time)});
    for (const Share& share : sheet.shares) {
      share_rows.push_back({subject.account_id, IdOf(subject), right,
                            sheet.number, share.party_id,
                            std::string(ShareRoleName(share.role)),
                            int64_t{share.weight}});
    }
  }
  RITORNELLO_RETURN_IF_ERROR(
      transaction.RunMany(InsertSheet(kTablesOf<Key>), sheet_rows));
  return transaction.RunMany(InsertShare(kTablesOf<Key>), share_rows);
}

template <typename Key>
absl::StatusOr<std::map<Key, std::vector<SplitSheet>>> Get(
    sql::Connection& connection, const std::set<Key>& subjects) {
  std::map<Key, std::vector<SplitSheet>> sheets;
  for (const sql::Row& keys : KeyBatches(subjects)) {
    RITORNELLO_ASSIGN_OR_RETURN(
        const std::vector<sql::Row> rows,
        connection.Run(Select(kTablesOf<Key>, keys.size() / 2), keys));
    for (const sql::Row& row : rows) {
      RITORNELLO_RETURN_IF_ERROR(
          AddShare(row, sheets[{sql::Text(row[0]), sql::Text(row[1])}]));
    }
  }
  // Rights and roles have an order of their own, which their names have not.
  for (auto& [subject, of_subject] : sheets) {
    for (SplitSheet& sheet : of_subject) {
      std::sort(sheet.shares.begin(), sheet.shares.end());
    }
    std::sort(of_subject.begin(), of_subject.end(),
              [](const SplitSheet& a, const SplitSheet& b) {
                return std::tie(a.right, a.number) <
                       std::tie(b.right, b.number);
              });
  }
  return sheets;
}

}  // namespace

absl::Status InsertSplitSheets(sql::Transaction& transaction,
                               std::span<const TrackSplitSheet> sheets) {
  return Insert(transaction, sheets);
}

absl::Status InsertSplitSheets(sql::Transaction& transaction,
                               std::span<const WorkSplitSheet> sheets) {
  return Insert(transaction, sheets);
}

absl::StatusOr<std::map<TrackKey, std::vector<SplitSheet>>> GetSplitSheets(
    sql::Connection& connection, const std::set<TrackKey>& tracks) {
  return Get(connection, tracks);
}

absl::StatusOr<std::map<WorkKey, std::vector<SplitSheet>>> GetWorkSplitSheets(
    sql::Connection& connection, const std::set<WorkKey>& works) {
  return Get(connection, works);
}

}  // namespace ritornello::catalog
