#include "services/catalog/storage/duplicates.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "libs/sql/row.h"
#include "libs/status/status_macros.h"
#include "services/catalog/model/names.h"

namespace ritornello::catalog {
namespace {

constexpr absl::string_view kAudio = "AUDIO/";
constexpr absl::string_view kIsrc = "ISRC/";

// A number of 0 stands for the track itself.
constexpr char kSelect[] =
    "WITH twice AS ("
    " SELECT k FROM ("
    " SELECT 'AUDIO/' || report_sha256 AS k FROM versions"
    " WHERE account_id = $1 AND report_sha256 IS NOT NULL"
    " GROUP BY report_sha256 HAVING COUNT(*) > 1"
    " UNION ALL SELECT 'ISRC/' || isrc FROM tracks"
    " WHERE account_id = $1 AND isrc <> ''"
    " GROUP BY isrc HAVING COUNT(*) > 1) d"
    " WHERE k > $2 ORDER BY k LIMIT $3)"
    " SELECT k, v.track_id, v.number FROM twice JOIN versions v"
    " ON v.account_id = $1 AND v.report_sha256 = SUBSTR(k, 7)"
    " WHERE k LIKE 'AUDIO/%'"
    " UNION ALL SELECT k, t.id, 0 FROM twice JOIN tracks t"
    " ON t.account_id = $1 AND t.isrc = SUBSTR(k, 6)"
    " WHERE k LIKE 'ISRC/%'"
    " ORDER BY 1, 2, 3";

}  // namespace

std::string CursorOf(const Duplicate& duplicate) {
  return absl::StrCat(duplicate.kind == DuplicateKind::kAudio ? kAudio : kIsrc,
                      duplicate.value);
}

absl::StatusOr<std::vector<Duplicate>> ListDuplicates(
    sql::Connection& connection, absl::string_view account_id,
    absl::string_view after, size_t count_max) {
  const sql::Value parameters[] = {std::string(account_id), std::string(after),
                                   static_cast<int64_t>(count_max)};
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                              connection.Run(kSelect, parameters));
  std::vector<Duplicate> duplicates;
  for (const sql::Row& row : rows) {
    if (duplicates.empty() ||
        CursorOf(duplicates.back()) != sql::Text(row[0])) {
      absl::string_view value = sql::Text(row[0]);
      const bool is_audio = absl::ConsumePrefix(&value, kAudio);
      absl::ConsumePrefix(&value, kIsrc);
      duplicates.push_back(
          {.kind = is_audio ? DuplicateKind::kAudio : DuplicateKind::kIsrc,
           .value = std::string(value)});
    }
    const TrackKey track{std::string(account_id), sql::Text(row[1])};
    const int64_t number = sql::Int(row[2]);
    duplicates.back().names.push_back(
        number == 0 ? NameOf(track) : NameOf(VersionKey{track, number}));
  }
  return duplicates;
}

}  // namespace ritornello::catalog
