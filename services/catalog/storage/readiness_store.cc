#include "services/catalog/storage/readiness_store.h"

#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "libs/sql/row.h"
#include "libs/status/check.h"
#include "libs/status/status_macros.h"

namespace ritornello::catalog {
namespace {

using sql::Value;

// Of the checks, in the order of their columns.
constexpr Dimension kDimensions[] = {Dimension::kTechnical,
                                     Dimension::kVersions, Dimension::kMetadata,
                                     Dimension::kRights};

constexpr char kInsertReadiness[] =
    "INSERT INTO readiness (account_id, track_id, library_id, state,"
    " technical_state, versions_state, metadata_state, rights_state,"
    " assessed_at_us) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
constexpr char kInsertProblem[] =
    "INSERT INTO readiness_problems (account_id, track_id, library_id,"
    " position, dimension, severity, rule, version_number, problem, next_step)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
constexpr char kDeleteProblems[] =
    "DELETE FROM readiness_problems WHERE account_id = $1 AND track_id = $2";
constexpr char kDeleteReadiness[] =
    "DELETE FROM readiness WHERE account_id = $1 AND track_id = $2";

// One statement reads states and problems, so that they are of one assessment
// even while it is replaced. A track has a row for each library, assessed or
// not; one with an open job to assess it is out of date.
constexpr char kSelect[] =
    "SELECT r.track_id, r.library_id, r.title, r.state, r.technical_state,"
    " r.versions_state, r.metadata_state, r.rights_state, r.assessed_at_us,"
    " r.is_due, p.dimension, p.severity, p.rule, p.version_number, p.problem,"
    " p.next_step"
    " FROM (SELECT t.account_id, t.id AS track_id, l.id AS library_id, t.title,"
    " a.state, a.technical_state, a.versions_state, a.metadata_state,"
    " a.rights_state, a.assessed_at_us,"
    " CASE WHEN j.kind IS NULL THEN 0 ELSE 1 END AS is_due"
    " FROM tracks t CROSS JOIN libraries l"
    " LEFT JOIN readiness a ON a.account_id = t.account_id"
    " AND a.track_id = t.id AND a.library_id = l.id"
    " LEFT JOIN jobs j ON j.account_id = t.account_id AND j.track_id = t.id"
    " AND j.kind = 'ASSESS' AND j.version_number = 0 AND j.state <> 'FAILED'"
    " WHERE t.account_id = $1 AND t.id >= $2 AND (t.id, l.id) > ($2, $3)";
constexpr char kJoinProblems[] =
    " ) r LEFT JOIN readiness_problems p ON p.account_id = r.account_id"
    " AND p.track_id = r.track_id AND p.library_id = r.library_id"
    " ORDER BY r.track_id, r.library_id, p.position";
constexpr size_t kStateColumn = 3;
constexpr size_t kFirstCheckColumn = 4;
constexpr size_t kTimeColumn = 8;
constexpr size_t kIsDueColumn = 9;
constexpr size_t kFirstProblemColumn = 10;

sql::Row ToRow(const Readiness& readiness) {
  RITORNELLO_CHECK(readiness.checks.size() == std::size(kDimensions));
  RITORNELLO_CHECK(readiness.assess_time.has_value());
  sql::Row row = {readiness.key.track.account_id, readiness.key.track.track_id,
                  readiness.key.library_id,
                  std::string(ReadinessStateName(readiness.state))};
  for (size_t i = 0; i < std::size(kDimensions); ++i) {
    RITORNELLO_CHECK(readiness.checks[i].dimension == kDimensions[i]);
    row.emplace_back(
        std::string(ReadinessStateName(readiness.checks[i].state)));
  }
  row.emplace_back(absl::ToUnixMicros(*readiness.assess_time));
  return row;
}

void AddProblemRows(const Readiness& readiness, std::vector<sql::Row>& rows) {
  int64_t position = 0;
  for (const Check& check : readiness.checks) {
    for (const Problem& problem : check.problems) {
      rows.push_back({readiness.key.track.account_id,
                      readiness.key.track.track_id, readiness.key.library_id,
                      ++position, std::string(DimensionName(check.dimension)),
                      std::string(SeverityName(problem.severity)), problem.rule,
                      problem.version_number, problem.problem,
                      problem.next_step});
    }
  }
}

absl::StatusOr<Readiness> FromRow(const std::string& account_id,
                                  const sql::Row& row) {
  Readiness readiness{
      .key = {.track = {.account_id = account_id,
                        .track_id = sql::Text(row[0])},
              .library_id = sql::Text(row[1])},
      .track_title = sql::Text(row[2])};
  if (sql::IsNull(row[kTimeColumn])) return readiness;
  readiness.assess_time = absl::FromUnixMicros(sql::Int(row[kTimeColumn]));
  if (sql::Int(row[kIsDueColumn]) == 0) {
    RITORNELLO_ASSIGN_OR_RETURN(
        readiness.state, ParseReadinessState(sql::Text(row[kStateColumn])));
  }
  for (size_t i = 0; i < std::size(kDimensions); ++i) {
    RITORNELLO_ASSIGN_OR_RETURN(
        const ReadinessState state,
        ParseReadinessState(sql::Text(row[kFirstCheckColumn + i])));
    readiness.checks.push_back({.dimension = kDimensions[i], .state = state});
  }
  return readiness;
}

absl::Status AddProblem(const sql::Row& row, Readiness& readiness) {
  const Value* column = &row[kFirstProblemColumn];
  if (sql::IsNull(*column)) return absl::OkStatus();
  RITORNELLO_ASSIGN_OR_RETURN(const Dimension dimension,
                              ParseDimension(sql::Text(*column++)));
  Problem problem;
  RITORNELLO_ASSIGN_OR_RETURN(problem.severity,
                              ParseSeverity(sql::Text(*column++)));
  problem.rule = sql::Text(*column++);
  problem.version_number = sql::Int(*column++);
  problem.problem = sql::Text(*column++);
  problem.next_step = sql::Text(*column++);
  for (Check& check : readiness.checks) {
    if (check.dimension == dimension) check.problems.push_back(problem);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ReplaceReadiness(sql::Transaction& transaction,
                              const TrackKey& track,
                              const std::vector<Readiness>& readiness) {
  const Value key[] = {track.account_id, track.track_id};
  RITORNELLO_RETURN_IF_ERROR(transaction.Run(kDeleteProblems, key).status());
  RITORNELLO_RETURN_IF_ERROR(transaction.Run(kDeleteReadiness, key).status());
  std::vector<sql::Row> rows;
  std::vector<sql::Row> problem_rows;
  for (const Readiness& one : readiness) {
    RITORNELLO_CHECK(one.key.track == track);
    rows.push_back(ToRow(one));
    AddProblemRows(one, problem_rows);
  }
  RITORNELLO_RETURN_IF_ERROR(transaction.RunMany(kInsertReadiness, rows));
  return transaction.RunMany(kInsertProblem, problem_rows);
}

absl::StatusOr<std::vector<Readiness>> ListReadiness(
    sql::Connection& connection, const ReadinessQuery& query) {
  std::vector<Value> parameters = {query.account_id, query.after_track_id,
                                   query.after_library_id,
                                   static_cast<int64_t>(query.count_max)};
  std::string statement = kSelect;
  const auto only = [&](absl::string_view column,
                        const std::optional<std::string>& id) {
    if (!id.has_value()) return;
    parameters.emplace_back(*id);
    absl::StrAppend(&statement, " AND ", column, " = $", parameters.size());
  };
  only("t.id", query.track_id);
  only("l.id", query.library_id);
  absl::StrAppend(&statement, " ORDER BY t.id, l.id LIMIT $4",
                  kJoinProblems);
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                              connection.Run(statement, parameters));
  std::vector<Readiness> list;
  for (const sql::Row& row : rows) {
    if (list.empty() || list.back().key.track.track_id != sql::Text(row[0]) ||
        list.back().key.library_id != sql::Text(row[1])) {
      RITORNELLO_ASSIGN_OR_RETURN(Readiness next,
                                  FromRow(query.account_id, row));
      list.push_back(std::move(next));
    }
    RITORNELLO_RETURN_IF_ERROR(AddProblem(row, list.back()));
  }
  return list;
}

absl::StatusOr<std::optional<Readiness>> GetReadiness(
    sql::Connection& connection, const ReadinessKey& key) {
  RITORNELLO_ASSIGN_OR_RETURN(
      std::vector<Readiness> list,
      ListReadiness(connection, {.account_id = key.track.account_id,
                                 .track_id = key.track.track_id,
                                 .library_id = key.library_id,
                                 .count_max = 1}));
  if (list.empty()) return std::nullopt;
  return std::move(list[0]);
}

}  // namespace ritornello::catalog
