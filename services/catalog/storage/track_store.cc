#include "services/catalog/storage/track_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/sql/in_list.h"
#include "libs/sql/row.h"
#include "libs/status/check.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/storage/report_store.h"
#include "services/catalog/storage/track_keys.h"

namespace ritornello::catalog {
namespace {

constexpr absl::string_view kSelect =
    "SELECT account_id, id, client_reference, title, album, isrc,"
    " declared_tempo_bpm, declared_key, completeness, revision,"
    " created_at_us, updated_at_us FROM tracks";
constexpr absl::string_view kInsert =
    "INSERT INTO tracks (account_id, id, client_reference, title, album, isrc,"
    " declared_tempo_bpm, declared_key, completeness, revision,"
    " created_at_us, updated_at_us)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
constexpr absl::string_view kUpdate =
    "UPDATE tracks SET title = $4, album = $5, isrc = $6,"
    " declared_tempo_bpm = $7, declared_key = $8, completeness = $9,"
    " revision = $10, updated_at_us = $12"
    " WHERE account_id = $1 AND id = $2 AND client_reference = $3"
    " AND created_at_us = $11";
constexpr absl::string_view kDeleteItems =
    "DELETE FROM track_items WHERE account_id = $1 AND track_id = $2";
constexpr absl::string_view kInsertItem =
    "INSERT INTO track_items (account_id, track_id, list, position, item)"
    " VALUES ($1, $2, $3, $4, $5)";
constexpr absl::string_view kRecordsWork =
    " AND id IN (SELECT track_id FROM track_works WHERE account_id = $1"
    " AND work_id = $4)";
constexpr absl::string_view kDeleteWorks =
    "DELETE FROM track_works WHERE account_id = $1 AND track_id = $2";
constexpr absl::string_view kInsertWork =
    "INSERT INTO track_works (account_id, track_id, work_id, weight)"
    " VALUES ($1, $2, $3, $4)";
constexpr absl::string_view kUpsertVersion =
    "INSERT INTO versions (account_id, track_id, number, mix_type, uri,"
    " size_bytes, mtime_ns, declared_sha256, analysis_state, analysis_error,"
    " report_sha256, report_analyzer_version)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
    " ON CONFLICT (account_id, track_id, number) DO UPDATE SET"
    " mix_type = excluded.mix_type, uri = excluded.uri,"
    " size_bytes = excluded.size_bytes, mtime_ns = excluded.mtime_ns,"
    " declared_sha256 = excluded.declared_sha256,"
    " analysis_state = excluded.analysis_state,"
    " analysis_error = excluded.analysis_error,"
    " report_sha256 = excluded.report_sha256,"
    " report_analyzer_version = excluded.report_analyzer_version";
constexpr absl::string_view kUpdateAnalysis =
    "UPDATE versions SET analysis_state = $4, analysis_error = $5,"
    " report_sha256 = $6, report_analyzer_version = $7"
    " WHERE account_id = $1 AND track_id = $2 AND number = $3";
constexpr absl::string_view kCountPending =
    "SELECT count(*) FROM versions WHERE account_id = $1 AND track_id = $2"
    " AND analysis_state = 'PENDING'";

// The lists of a track, by the name they have in rows.
struct List {
  absl::string_view name;
  std::vector<std::string> Track::*items;
};
constexpr List kLists[] = {
    {"artist", &Track::artists},         {"mood", &Track::moods},
    {"instrument", &Track::instruments}, {"use", &Track::uses},
    {"genre", &Track::genres},           {"keyword", &Track::keywords},
};

sql::Row ToRow(const Track& track) {
  return {track.key.account_id,
          track.key.track_id,
          track.client_reference,
          track.title,
          track.album,
          track.isrc,
          sql::OrNull(track.declared_tempo_bpm),
          track.declared_key,
          track.completeness,
          track.revision,
          absl::ToUnixMicros(track.create_time),
          absl::ToUnixMicros(track.update_time)};
}

Track FromRow(const sql::Row& row) {
  return {.key = {sql::Text(row[0]), sql::Text(row[1])},
          .client_reference = sql::Text(row[2]),
          .title = sql::Text(row[3]),
          .isrc = sql::Text(row[5]),
          .album = sql::Text(row[4]),
          .declared_tempo_bpm = sql::MaybeReal(row[6]),
          .declared_key = sql::Text(row[7]),
          .completeness = sql::Int(row[8]),
          .revision = sql::Int(row[9]),
          .create_time = absl::FromUnixMicros(sql::Int(row[10])),
          .update_time = absl::FromUnixMicros(sql::Int(row[11]))};
}

sql::Value OrNull(const std::string& text) {
  return text.empty() ? sql::Null() : sql::Value(text);
}

sql::Row ToRow(const TrackKey& key, const Version& version) {
  return {key.account_id,
          key.track_id,
          version.number,
          std::string(MixTypeName(version.mix_type)),
          version.uri,
          version.size_bytes,
          version.mtime_ns,
          version.declared_sha256,
          std::string(AnalysisStateName(version.analysis_state)),
          version.analysis_error,
          OrNull(version.report_sha256),
          OrNull(version.report_analyzer_version)};
}

// A row that we wrote cannot hold another word.
template <typename T>
T Known(const absl::StatusOr<T>& parsed) {
  RITORNELLO_CHECK(parsed.ok());
  return *parsed;
}

Version VersionFromRow(const sql::Row& row) {
  return {.number = sql::Int(row[2]),
          .mix_type = Known(ParseMixType(sql::Text(row[3]))),
          .uri = sql::Text(row[4]),
          .size_bytes = sql::Int(row[5]),
          .mtime_ns = sql::Int(row[6]),
          .declared_sha256 = sql::Text(row[7]),
          .analysis_state = Known(ParseAnalysisState(sql::Text(row[8]))),
          .analysis_error = sql::Text(row[9]),
          .report_sha256 = sql::MaybeText(row[10]).value_or(""),
          .report_analyzer_version = sql::MaybeText(row[11]).value_or("")};
}

absl::Status LoadItems(sql::Connection& connection, const sql::Row& keys,
                       std::map<TrackKey, Track>& tracks) {
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      connection.Run(absl::StrCat("SELECT account_id, track_id, list, item"
                                  " FROM track_items"
                                  " WHERE (account_id, track_id) IN ",
                                  sql::PairList(1, keys.size() / 2),
                                  " ORDER BY account_id, track_id, list,"
                                  " position"),
                     keys));
  for (const sql::Row& row : rows) {
    Track& track = tracks[{sql::Text(row[0]), sql::Text(row[1])}];
    for (const List& list : kLists) {
      if (sql::Text(row[2]) == list.name) {
        (track.*list.items).push_back(sql::Text(row[3]));
      }
    }
  }
  return absl::OkStatus();
}

absl::Status LoadVersions(sql::Connection& connection, const sql::Row& keys,
                          std::map<TrackKey, Track>& tracks) {
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      connection.Run(
          absl::StrCat("SELECT account_id, track_id, number, mix_type, uri,"
                       " size_bytes, mtime_ns, declared_sha256,"
                       " analysis_state, analysis_error, report_sha256,"
                       " report_analyzer_version FROM versions"
                       " WHERE (account_id, track_id) IN ",
                       sql::PairList(1, keys.size() / 2),
                       " ORDER BY account_id, track_id, number"),
          keys));
  for (const sql::Row& row : rows) {
    tracks[{sql::Text(row[0]), sql::Text(row[1])}].versions.push_back(
        VersionFromRow(row));
  }
  return absl::OkStatus();
}

absl::Status LoadWorks(sql::Connection& connection, const sql::Row& keys,
                       std::map<TrackKey, Track>& tracks) {
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      connection.Run(
          absl::StrCat("SELECT account_id, track_id, work_id, weight"
                       " FROM track_works WHERE (account_id, track_id) IN ",
                       sql::PairList(1, keys.size() / 2),
                       " ORDER BY account_id, track_id, work_id"),
          keys));
  for (const sql::Row& row : rows) {
    tracks[{sql::Text(row[0]), sql::Text(row[1])}].works.push_back(
        {sql::Text(row[2]), static_cast<uint32_t>(sql::Int(row[3]))});
  }
  return absl::OkStatus();
}

absl::Status LoadReports(sql::Connection& connection,
                         std::map<TrackKey, Track>& tracks) {
  std::set<ReportKey> keys;
  for (const auto& [key, track] : tracks) {
    for (const Version& version : track.versions) {
      if (!version.report_sha256.empty()) {
        keys.insert({version.report_sha256, version.report_analyzer_version});
      }
    }
  }
  RITORNELLO_ASSIGN_OR_RETURN(const auto reports, GetReports(connection, keys));
  for (auto& [key, track] : tracks) {
    for (Version& version : track.versions) {
      const auto found = reports.find(
          {version.report_sha256, version.report_analyzer_version});
      if (found != reports.end()) version.report = found->second;
    }
  }
  return absl::OkStatus();
}

// The tracks of `rows`, with everything that hangs on them.
absl::StatusOr<std::map<TrackKey, Track>> Complete(
    sql::Connection& connection, const std::vector<sql::Row>& rows) {
  std::map<TrackKey, Track> tracks;
  sql::Row keys;
  for (const sql::Row& row : rows) {
    Track track = FromRow(row);
    keys.push_back(track.key.account_id);
    keys.push_back(track.key.track_id);
    tracks.emplace(track.key, std::move(track));
  }
  if (tracks.empty()) return tracks;
  RITORNELLO_RETURN_IF_ERROR(LoadItems(connection, keys, tracks));
  RITORNELLO_RETURN_IF_ERROR(LoadVersions(connection, keys, tracks));
  RITORNELLO_RETURN_IF_ERROR(LoadWorks(connection, keys, tracks));
  return tracks;
}

absl::Status InsertItems(sql::Transaction& transaction,
                         std::span<const Track> tracks) {
  std::vector<sql::Row> rows;
  for (const Track& track : tracks) {
    for (const List& list : kLists) {
      int64_t position = 0;
      for (const std::string& item : track.*list.items) {
        rows.push_back({track.key.account_id, track.key.track_id,
                        std::string(list.name), position++, item});
      }
    }
  }
  return transaction.RunMany(kInsertItem, rows);
}

absl::Status InsertWorks(sql::Transaction& transaction,
                         std::span<const Track> tracks) {
  std::vector<sql::Row> rows;
  for (const Track& track : tracks) {
    for (const WorkPart& part : track.works) {
      rows.push_back({track.key.account_id, track.key.track_id, part.work_id,
                      int64_t{part.weight}});
    }
  }
  return transaction.RunMany(kInsertWork, rows);
}

absl::Status UpsertVersions(sql::Transaction& transaction,
                            std::span<const Track> tracks) {
  std::vector<sql::Row> rows;
  for (const Track& track : tracks) {
    for (const Version& version : track.versions) {
      rows.push_back(ToRow(track.key, version));
    }
  }
  return transaction.RunMany(kUpsertVersion, rows);
}

// Before new rows come: a new version may have the URI of one that goes.
absl::Status DeleteOtherVersions(sql::Transaction& transaction,
                                 const Track& track) {
  sql::Row parameters = {track.key.account_id, track.key.track_id};
  for (const Version& version : track.versions) {
    parameters.push_back(version.number);
  }
  const auto others = [&](absl::string_view column) {
    return track.versions.empty()
               ? std::string()
               : absl::StrCat(" AND ", column, " NOT IN ",
                              sql::InList(3, track.versions.size()));
  };
  RITORNELLO_RETURN_IF_ERROR(
      transaction
          .Run(absl::StrCat("DELETE FROM versions"
                            " WHERE account_id = $1 AND track_id = $2",
                            others("number")),
               parameters)
          .status());
  return transaction
      .Run(absl::StrCat("DELETE FROM jobs WHERE account_id = $1"
                        " AND track_id = $2 AND kind = 'ANALYZE'",
                        others("version_number")),
           parameters)
      .status();
}

}  // namespace

absl::StatusOr<std::map<TrackKey, Track>> GetTracks(
    sql::Connection& connection, const std::set<TrackKey>& keys,
    WithReports with_reports) {
  std::map<TrackKey, Track> tracks;
  sql::Row chunk;
  for (auto it = keys.begin(); it != keys.end();) {
    chunk.push_back(it->account_id);
    chunk.push_back(it->track_id);
    if (++it != keys.end() && chunk.size() < 2 * sql::kInListSizeMax) continue;
    RITORNELLO_ASSIGN_OR_RETURN(
        const std::vector<sql::Row> rows,
        connection.Run(absl::StrCat(kSelect, " WHERE (account_id, id) IN ",
                                    sql::PairList(1, chunk.size() / 2)),
                       chunk));
    RITORNELLO_ASSIGN_OR_RETURN(auto found, Complete(connection, rows));
    tracks.merge(found);
    chunk.clear();
  }
  if (with_reports == WithReports::kYes) {
    RITORNELLO_RETURN_IF_ERROR(LoadReports(connection, tracks));
  }
  return tracks;
}

absl::StatusOr<Track> GetTrack(sql::Connection& connection, const TrackKey& key,
                               WithReports with_reports) {
  RITORNELLO_ASSIGN_OR_RETURN(auto tracks,
                              GetTracks(connection, {key}, with_reports));
  if (tracks.empty()) return TrackNotFound(key);
  return std::move(tracks.begin()->second);
}

absl::StatusOr<std::map<std::string, Track>> LockTracksByReference(
    sql::Transaction& transaction, absl::string_view account_id,
    const std::set<std::string>& client_references) {
  // As LockTracks does: a job that somebody else makes for one of them
  // meanwhile does not wait. SQLite's immediate transaction has locked
  // everything.
  const absl::string_view lock =
      transaction.dialect() == sql::Dialect::kPostgres
          ? " ORDER BY id FOR NO KEY UPDATE"
          : "";
  std::map<std::string, Track> by_reference;
  sql::Row chunk = {std::string(account_id)};
  for (auto it = client_references.begin(); it != client_references.end();) {
    chunk.push_back(*it);
    if (++it != client_references.end() &&
        chunk.size() <= sql::kInListSizeMax) {
      continue;
    }
    RITORNELLO_ASSIGN_OR_RETURN(
        const std::vector<sql::Row> rows,
        transaction.Run(
            absl::StrCat(kSelect,
                         " WHERE account_id = $1 AND client_reference IN ",
                         sql::InList(2, chunk.size() - 1), lock),
            chunk));
    RITORNELLO_ASSIGN_OR_RETURN(auto tracks,
                                Complete(transaction.connection(), rows));
    for (auto& [key, track] : tracks) {
      std::string reference = track.client_reference;
      by_reference.emplace(std::move(reference), std::move(track));
    }
    chunk.resize(1);
  }
  return by_reference;
}

absl::StatusOr<std::vector<Track>> ListTracks(sql::Connection& connection,
                                              absl::string_view account_id,
                                              absl::string_view after_id,
                                              size_t count_max,
                                              absl::string_view work_id) {
  sql::Row parameters = {std::string(account_id), std::string(after_id),
                         static_cast<int64_t>(count_max)};
  if (!work_id.empty()) parameters.emplace_back(std::string(work_id));
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      connection.Run(absl::StrCat(kSelect, " WHERE account_id = $1 AND id > $2",
                                  work_id.empty() ? "" : kRecordsWork,
                                  " ORDER BY id LIMIT $3"),
                     parameters));
  RITORNELLO_ASSIGN_OR_RETURN(auto tracks, Complete(connection, rows));
  std::vector<Track> in_order;
  for (const sql::Row& row : rows) {
    in_order.push_back(
        std::move(tracks[{sql::Text(row[0]), sql::Text(row[1])}]));
  }
  return in_order;
}

absl::Status InsertTracks(sql::Transaction& transaction,
                          std::span<const Track> tracks) {
  std::vector<sql::Row> rows;
  for (const Track& track : tracks) rows.push_back(ToRow(track));
  RITORNELLO_RETURN_IF_ERROR(transaction.RunMany(kInsert, rows));
  RITORNELLO_RETURN_IF_ERROR(InsertItems(transaction, tracks));
  RITORNELLO_RETURN_IF_ERROR(InsertWorks(transaction, tracks));
  return UpsertVersions(transaction, tracks);
}

absl::Status UpdateTracks(sql::Transaction& transaction,
                          std::span<const Track> tracks) {
  std::vector<sql::Row> rows;
  std::vector<sql::Row> keys;
  for (const Track& track : tracks) {
    rows.push_back(ToRow(track));
    keys.push_back({track.key.account_id, track.key.track_id});
    RITORNELLO_RETURN_IF_ERROR(DeleteOtherVersions(transaction, track));
  }
  RITORNELLO_RETURN_IF_ERROR(transaction.RunMany(kUpdate, rows));
  RITORNELLO_RETURN_IF_ERROR(transaction.RunMany(kDeleteItems, keys));
  RITORNELLO_RETURN_IF_ERROR(InsertItems(transaction, tracks));
  RITORNELLO_RETURN_IF_ERROR(transaction.RunMany(kDeleteWorks, keys));
  RITORNELLO_RETURN_IF_ERROR(InsertWorks(transaction, tracks));
  return UpsertVersions(transaction, tracks);
}

absl::Status UpdateAnalysis(sql::Transaction& transaction,
                            const VersionKey& key, const Version& version) {
  const sql::Value parameters[] = {
      key.track.account_id,
      key.track.track_id,
      key.number,
      std::string(AnalysisStateName(version.analysis_state)),
      version.analysis_error,
      OrNull(version.report_sha256),
      OrNull(version.report_analyzer_version)};
  return transaction.Run(kUpdateAnalysis, parameters).status();
}

absl::StatusOr<int64_t> CountPendingVersions(sql::Transaction& transaction,
                                             const TrackKey& key) {
  const sql::Value parameters[] = {key.account_id, key.track_id};
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                              transaction.Run(kCountPending, parameters));
  return sql::Int(rows[0][0]);
}

}  // namespace ritornello::catalog
