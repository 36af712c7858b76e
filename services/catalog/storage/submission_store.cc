#include "services/catalog/storage/submission_store.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/sql/in_list.h"
#include "libs/sql/row.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/storage/extent_columns.h"

namespace ritornello::catalog {
namespace {

constexpr char kInsert[] =
    "INSERT INTO submissions (account_id, id, library_id, note, reapplies_to,"
    " state, created_at_us, submitted_at_us, updated_at_us, revision,"
    " territories, excluded_territories, first_day, last_day)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
    " ON CONFLICT (account_id, id) DO NOTHING RETURNING id";
constexpr char kUpdate[] =
    "UPDATE submissions SET library_id = $3, note = $4, reapplies_to = $5,"
    " state = $6, created_at_us = $7, submitted_at_us = $8,"
    " updated_at_us = $9, revision = $10, territories = $11,"
    " excluded_territories = $12, first_day = $13, last_day = $14"
    " WHERE account_id = $1 AND id = $2";
constexpr char kSelect[] =
    "SELECT account_id, id, library_id, note, reapplies_to, state,"
    " created_at_us, submitted_at_us, updated_at_us, revision, territories,"
    " excluded_territories, first_day, last_day FROM submissions WHERE ";
constexpr size_t kExtentColumn = 10;
constexpr char kInsertTrack[] =
    "INSERT INTO submission_tracks (account_id, submission_id, position,"
    " track_id, outcome, category, words, decided_at_us,"
    " declared_availability, audio_sha256)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
constexpr char kDeleteTracks[] =
    "DELETE FROM submission_tracks"
    " WHERE account_id = $1 AND submission_id = $2";

sql::Value MicrosColumn(const std::optional<absl::Time>& time) {
  return time.has_value() ? sql::Value(absl::ToUnixMicros(*time)) : sql::Null();
}

std::optional<absl::Time> MaybeTime(const sql::Value& column) {
  if (sql::IsNull(column)) return std::nullopt;
  return absl::FromUnixMicros(sql::Int(column));
}

sql::Row ToRow(const Submission& submission) {
  sql::Row row = {submission.key.account_id,
                  submission.key.submission_id,
                  submission.library_id,
                  submission.note,
                  submission.reapplies_to,
                  std::string(SubmissionStateName(submission.state)),
                  absl::ToUnixMicros(submission.create_time),
                  MicrosColumn(submission.submit_time),
                  absl::ToUnixMicros(submission.update_time),
                  submission.revision};
  AppendExtent(submission.extent, row);
  return row;
}

absl::StatusOr<Submission> FromRow(const sql::Row& row) {
  Submission submission{.key = {sql::Text(row[0]), sql::Text(row[1])},
                        .library_id = sql::Text(row[2]),
                        .note = sql::Text(row[3]),
                        .reapplies_to = sql::Text(row[4]),
                        .create_time = absl::FromUnixMicros(sql::Int(row[6])),
                        .submit_time = MaybeTime(row[7]),
                        .update_time = absl::FromUnixMicros(sql::Int(row[8])),
                        .revision = sql::Int(row[9])};
  RITORNELLO_ASSIGN_OR_RETURN(submission.state,
                              ParseSubmissionState(sql::Text(row[5])));
  RITORNELLO_ASSIGN_OR_RETURN(submission.extent,
                              ExtentFromRow(row, kExtentColumn));
  return submission;
}

// Of the columns outcome, category, words, decided_at_us from `first` on.
absl::StatusOr<std::optional<Decision>> DecisionFromRow(const sql::Row& row,
                                                        size_t first) {
  if (sql::Text(row[first]).empty()) return std::nullopt;
  Decision decision{
      .words = sql::Text(row[first + 2]),
      .decide_time = absl::FromUnixMicros(sql::Int(row[first + 3]))};
  RITORNELLO_ASSIGN_OR_RETURN(decision.outcome,
                              ParseDecisionOutcome(sql::Text(row[first])));
  if (!sql::Text(row[first + 1]).empty()) {
    RITORNELLO_ASSIGN_OR_RETURN(
        decision.category, ParseRejectionCategory(sql::Text(row[first + 1])));
  }
  return decision;
}

sql::Row TrackRow(const SubmissionKey& key, int64_t position,
                  const SubmittedTrack& track) {
  sql::Row row = {key.account_id, key.submission_id, position, track.track_id};
  if (track.decision.has_value()) {
    const Decision& decision = *track.decision;
    row.emplace_back(std::string(DecisionOutcomeName(decision.outcome)));
    row.emplace_back(
        decision.category.has_value()
            ? std::string(RejectionCategoryName(*decision.category))
            : "");
    row.emplace_back(decision.words);
    row.emplace_back(absl::ToUnixMicros(decision.decide_time));
  } else {
    row.insert(row.end(), {"", "", "", sql::Null()});
  }
  row.emplace_back(JoinWords(track.declared_availability));
  row.emplace_back(track.audio_sha256);
  return row;
}

absl::Status InsertTracks(sql::Transaction& transaction,
                          const Submission& submission) {
  std::vector<sql::Row> rows;
  for (const SubmittedTrack& track : submission.tracks) {
    rows.push_back(
        TrackRow(submission.key, static_cast<int64_t>(rows.size()) + 1, track));
  }
  return transaction.RunMany(kInsertTrack, rows);
}

// The tracks of `submissions`, which are of one account.
absl::Status LoadTracks(sql::Connection& connection,
                        std::vector<Submission>& submissions) {
  if (submissions.empty()) return absl::OkStatus();
  std::map<std::string, Submission*> by_id;
  sql::Row parameters = {submissions[0].key.account_id};
  for (Submission& submission : submissions) {
    by_id[submission.key.submission_id] = &submission;
    parameters.emplace_back(submission.key.submission_id);
  }
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      connection.Run(
          absl::StrCat("SELECT submission_id, track_id, outcome, category,"
                       " words, decided_at_us, declared_availability,"
                       " audio_sha256 FROM submission_tracks"
                       " WHERE account_id = $1 AND submission_id IN ",
                       sql::InList(2, submissions.size()),
                       " ORDER BY submission_id, position"),
          parameters));
  for (const sql::Row& row : rows) {
    SubmittedTrack track{.track_id = sql::Text(row[1]),
                         .declared_availability = SplitWords(sql::Text(row[6])),
                         .audio_sha256 = sql::Text(row[7])};
    RITORNELLO_ASSIGN_OR_RETURN(track.decision, DecisionFromRow(row, 2));
    by_id[sql::Text(row[0])]->tracks.push_back(std::move(track));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Submission>> Select(sql::Connection& connection,
                                               const std::string& condition,
                                               const sql::Row& parameters) {
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      connection.Run(absl::StrCat(kSelect, condition), parameters));
  std::vector<Submission> submissions;
  for (const sql::Row& row : rows) {
    RITORNELLO_ASSIGN_OR_RETURN(Submission submission, FromRow(row));
    submissions.push_back(std::move(submission));
  }
  RITORNELLO_RETURN_IF_ERROR(LoadTracks(connection, submissions));
  return submissions;
}

absl::StatusOr<Submission> SelectOne(sql::Connection& connection,
                                     const SubmissionKey& key,
                                     absl::string_view lock) {
  RITORNELLO_ASSIGN_OR_RETURN(
      std::vector<Submission> found,
      Select(connection, absl::StrCat("account_id = $1 AND id = $2", lock),
             {key.account_id, key.submission_id}));
  if (!found.empty()) return std::move(found[0]);
  const std::string name = NameOf(key);
  return WithReason(absl::NotFoundError(absl::StrCat("no ", name)),
                    "SUBMISSION_NOT_FOUND", {{"submission", name}});
}

}  // namespace

absl::Status InsertSubmission(sql::Transaction& transaction,
                              const Submission& submission) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<sql::Row> inserted,
                              transaction.Run(kInsert, ToRow(submission)));
  if (inserted.empty()) {
    const std::string name = NameOf(submission.key);
    return WithReason(absl::AlreadyExistsError(absl::StrCat(name, " exists")),
                      "SUBMISSION_EXISTS", {{"submission", name}});
  }
  return InsertTracks(transaction, submission);
}

absl::Status UpdateSubmission(sql::Transaction& transaction,
                              const Submission& submission) {
  const sql::Value key[] = {submission.key.account_id,
                            submission.key.submission_id};
  RITORNELLO_RETURN_IF_ERROR(
      transaction.Run(kUpdate, ToRow(submission)).status());
  RITORNELLO_RETURN_IF_ERROR(transaction.Run(kDeleteTracks, key).status());
  return InsertTracks(transaction, submission);
}

absl::StatusOr<Submission> GetSubmission(sql::Connection& connection,
                                         const SubmissionKey& key) {
  return SelectOne(connection, key, "");
}

absl::StatusOr<Submission> LockSubmission(sql::Transaction& transaction,
                                          const SubmissionKey& key) {
  return SelectOne(transaction.connection(), key,
                   transaction.dialect() == sql::Dialect::kPostgres
                       ? " FOR NO KEY UPDATE"
                       : "");
}

absl::StatusOr<std::vector<Submission>> ListSubmissions(
    sql::Connection& connection, const SubmissionQuery& query) {
  sql::Row parameters = {query.account_id, query.after_id,
                         static_cast<int64_t>(query.count_max)};
  std::string condition = "account_id = $1 AND id > $2";
  if (query.library_id.has_value()) {
    parameters.emplace_back(*query.library_id);
    absl::StrAppend(&condition, " AND library_id = $4");
  }
  absl::StrAppend(&condition, " ORDER BY id LIMIT $3");
  return Select(connection, condition, parameters);
}

absl::StatusOr<std::vector<EarlierTrack>> EarlierTracks(
    sql::Connection& connection, const SubmissionKey& key,
    absl::string_view library_id) {
  const sql::Value parameters[] = {key.account_id, std::string(library_id),
                                   key.submission_id};
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      connection.Run(
          "SELECT s.id, t.track_id, s.state, t.audio_sha256, t.outcome,"
          " t.category, t.words, t.decided_at_us"
          " FROM submissions s JOIN submission_tracks t"
          " ON t.account_id = s.account_id AND t.submission_id = s.id"
          " WHERE s.account_id = $1 AND s.library_id = $2 AND s.id <> $3"
          " AND s.submitted_at_us IS NOT NULL"
          " ORDER BY s.submitted_at_us, s.id, t.position",
          parameters));
  std::vector<EarlierTrack> earlier;
  for (const sql::Row& row : rows) {
    EarlierTrack one{.submission_id = sql::Text(row[0]),
                     .track_id = sql::Text(row[1]),
                     .audio_sha256 = sql::Text(row[3])};
    RITORNELLO_ASSIGN_OR_RETURN(one.state,
                                ParseSubmissionState(sql::Text(row[2])));
    RITORNELLO_ASSIGN_OR_RETURN(one.decision, DecisionFromRow(row, 4));
    earlier.push_back(std::move(one));
  }
  return earlier;
}

absl::StatusOr<std::vector<DecisionCount>> CountDecisions(
    sql::Connection& connection, absl::string_view account_id) {
  const sql::Value parameters[] = {std::string(account_id)};
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      connection.Run(
          "SELECT s.library_id, t.outcome, t.category, COUNT(*)"
          " FROM submissions s JOIN submission_tracks t"
          " ON t.account_id = s.account_id AND t.submission_id = s.id"
          " WHERE s.account_id = $1 AND s.state <> 'DRAFT'"
          " AND (s.state <> 'WITHDRAWN' OR t.outcome <> '')"
          " GROUP BY s.library_id, t.outcome, t.category"
          " ORDER BY s.library_id, t.outcome, t.category",
          parameters));
  std::vector<DecisionCount> counts;
  for (const sql::Row& row : rows) {
    DecisionCount count{.library_id = sql::Text(row[0]),
                        .track_count = sql::Int(row[3])};
    if (!sql::Text(row[1]).empty()) {
      RITORNELLO_ASSIGN_OR_RETURN(count.outcome,
                                  ParseDecisionOutcome(sql::Text(row[1])));
    }
    if (!sql::Text(row[2]).empty()) {
      RITORNELLO_ASSIGN_OR_RETURN(count.category,
                                  ParseRejectionCategory(sql::Text(row[2])));
    }
    counts.push_back(std::move(count));
  }
  return counts;
}

}  // namespace ritornello::catalog
