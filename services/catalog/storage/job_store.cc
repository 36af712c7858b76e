#include "services/catalog/storage/job_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/sql/in_list.h"
#include "libs/sql/row.h"
#include "libs/status/check.h"
#include "libs/status/status_macros.h"
#include "services/catalog/storage/track_keys.h"

namespace ritornello::catalog {
namespace {

constexpr absl::string_view kColumns =
    "account_id, track_id, kind, version_number, state, attempt_count, error,"
    " due_at_us, lease";
constexpr absl::string_view kOnConflict =
    " ON CONFLICT (account_id, track_id, kind, version_number) DO UPDATE SET"
    " state = 'PENDING', attempt_count = 0, error = '',"
    " due_at_us = excluded.due_at_us, lease = ''";
constexpr absl::string_view kEnqueue =
    "INSERT INTO jobs (account_id, track_id, kind, version_number, state,"
    " attempt_count, error, due_at_us, lease)"
    " VALUES ($1, $2, $3, $4, 'PENDING', 0, '', $5, '')";
// SQLite needs the WHERE to tell ON CONFLICT from a join's ON.
constexpr absl::string_view kEnqueueAll =
    "INSERT INTO jobs (account_id, track_id, kind, version_number, state,"
    " attempt_count, error, due_at_us, lease)"
    " SELECT account_id, id, 'ASSESS', 0, 'PENDING', 0, '',"
    " CAST($1 AS BIGINT), '' FROM tracks WHERE 1 = 1";
// $1 is the time, the works follow.
constexpr absl::string_view kEnqueueOfWorks =
    "INSERT INTO jobs (account_id, track_id, kind, version_number, state,"
    " attempt_count, error, due_at_us, lease)"
    " SELECT account_id, id, 'ASSESS', 0, 'PENDING', 0, '',"
    " CAST($1 AS BIGINT), '' FROM tracks WHERE (account_id, id) IN"
    " (SELECT account_id, track_id FROM track_works"
    "   WHERE (account_id, work_id) IN ";
constexpr absl::string_view kIsTheJob =
    " WHERE account_id = $1 AND track_id = $2 AND kind = $3"
    " AND version_number = $4 AND lease = $5 AND lease <> ''";
constexpr absl::string_view kCount =
    "SELECT"
    " (SELECT count(*) FROM jobs WHERE account_id = $1 AND state = 'PENDING'),"
    " (SELECT count(*) FROM jobs WHERE account_id = $1 AND state = 'RUNNING'),"
    " (SELECT count(*) FROM jobs WHERE account_id = $1 AND state = 'FAILED'),"
    " (SELECT count(*) FROM versions WHERE account_id = $1"
    "   AND analysis_state = 'ANALYZED'),"
    " (SELECT count(*) FROM versions WHERE account_id = $1)";
// The index jobs_by_state answers the one half, jobs_by_due the other.
constexpr absl::string_view kCountAll =
    "SELECT state, kind, count(*),"
    " (SELECT min(due_at_us) FROM jobs WHERE state <> 'FAILED')"
    " FROM jobs GROUP BY state, kind";
constexpr absl::string_view kRerunVersions =
    "UPDATE versions SET analysis_state = 'PENDING', analysis_error = ''"
    " WHERE account_id = $1 AND EXISTS (SELECT 1 FROM jobs"
    "   WHERE jobs.account_id = versions.account_id"
    "   AND jobs.track_id = versions.track_id"
    "   AND jobs.version_number = versions.number"
    "   AND jobs.kind = 'ANALYZE' AND jobs.state = 'FAILED'";
constexpr absl::string_view kOneVersion =
    " AND jobs.track_id = $2 AND jobs.version_number = $3";
constexpr absl::string_view kRerun =
    "UPDATE jobs SET state = 'PENDING', attempt_count = 0, error = '',"
    " due_at_us = $2, lease = '' WHERE account_id = $1 AND state = 'FAILED'";
constexpr absl::string_view kOneKey =
    " AND track_id = $3 AND kind = $4 AND version_number = $5";

std::string Name(JobKind kind) { return std::string(JobKindName(kind)); }
std::string Name(JobState state) { return std::string(JobStateName(state)); }

JobKind KindFrom(const sql::Value& value) {
  return sql::Text(value) == JobKindName(JobKind::kAnalyze) ? JobKind::kAnalyze
                                                            : JobKind::kAssess;
}

JobState StateFrom(const sql::Value& value) {
  const std::string& state = sql::Text(value);
  return state == JobStateName(JobState::kPending)   ? JobState::kPending
         : state == JobStateName(JobState::kRunning) ? JobState::kRunning
                                                     : JobState::kFailed;
}

Job FromRow(const sql::Row& row) {
  return {.key = {.track = {sql::Text(row[0]), sql::Text(row[1])},
                  .kind = KindFrom(row[2]),
                  .version_number = sql::Int(row[3])},
          .state = StateFrom(row[4]),
          .attempt_count = sql::Int(row[5]),
          .error = sql::Text(row[6]),
          .due_time = absl::FromUnixMicros(sql::Int(row[7])),
          .lease = sql::Text(row[8])};
}

sql::Row KeyAndLease(const Job& job) {
  return {job.key.track.account_id, job.key.track.track_id, Name(job.key.kind),
          job.key.version_number, job.lease};
}

absl::Status Enqueue(sql::Transaction& transaction,
                     std::span<const sql::Row> rows) {
  return transaction.RunMany(absl::StrCat(kEnqueue, kOnConflict), rows);
}

// Of the tracks that jobs are made for. In order, as whoever has many tracks
// assessed: two that do never wait for each other. One that is being deleted is
// waited for and then left out, before its foreign key could fail.
absl::string_view InOrderAndKept(sql::Dialect dialect) {
  return dialect == sql::Dialect::kPostgres
             ? " ORDER BY account_id, id FOR KEY SHARE"
             : "";
}

// PostgreSQL passes over rows that another dispatcher is taking; SQLite has one
// writer at a time.
absl::string_view PassOverLocked(sql::Dialect dialect) {
  return dialect == sql::Dialect::kPostgres ? " FOR UPDATE SKIP LOCKED" : "";
}

absl::StatusOr<bool> End(sql::Transaction& transaction, const Job& job,
                         JobState state, absl::Time due_time,
                         absl::string_view error) {
  sql::Row parameters = KeyAndLease(job);
  parameters.emplace_back(Name(state));
  parameters.emplace_back(absl::ToUnixMicros(due_time));
  parameters.emplace_back(std::string(error));
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      transaction.Run(absl::StrCat("UPDATE jobs SET state = $6, due_at_us = $7,"
                                   " error = $8, lease = ''",
                                   kIsTheJob, " RETURNING kind"),
                      parameters));
  return !rows.empty();
}

}  // namespace

absl::Status EnqueueAnalyze(sql::Transaction& transaction,
                            std::span<const VersionKey> versions,
                            absl::Time now) {
  std::vector<sql::Row> rows;
  for (const VersionKey& version : versions) {
    rows.push_back({version.track.account_id, version.track.track_id,
                    Name(JobKind::kAnalyze), version.number,
                    absl::ToUnixMicros(now)});
  }
  return Enqueue(transaction, rows);
}

absl::Status EnqueueAssess(sql::Transaction& transaction,
                           std::span<const TrackKey> tracks, absl::Time now) {
  std::vector<sql::Row> rows;
  for (const TrackKey& track : tracks) {
    rows.push_back({track.account_id, track.track_id, Name(JobKind::kAssess),
                    int64_t{0}, absl::ToUnixMicros(now)});
  }
  return Enqueue(transaction, rows);
}

absl::Status EnqueueAssess(sql::Transaction& transaction, const TrackKey& track,
                           absl::Time now) {
  return EnqueueAssess(transaction, std::span(&track, 1), now);
}

absl::Status EnqueueAssessOfWorks(sql::Transaction& transaction,
                                  const std::set<WorkKey>& works,
                                  absl::Time now) {
  for (const sql::Row& keys : KeyBatches(works)) {
    sql::Row parameters = {absl::ToUnixMicros(now)};
    parameters.insert(parameters.end(), keys.begin(), keys.end());
    RITORNELLO_RETURN_IF_ERROR(
        transaction
            .Run(absl::StrCat(
                     kEnqueueOfWorks, sql::PairList(2, keys.size() / 2), ")",
                     InOrderAndKept(transaction.dialect()), kOnConflict),
                 parameters)
            .status());
  }
  return absl::OkStatus();
}

absl::Status EnqueueAssessAll(sql::Transaction& transaction, absl::Time now) {
  const sql::Value parameters[] = {absl::ToUnixMicros(now)};
  return transaction
      .Run(absl::StrCat(kEnqueueAll, InOrderAndKept(transaction.dialect()),
                        kOnConflict),
           parameters)
      .status();
}

absl::StatusOr<std::vector<Job>> LeaseJobs(sql::Transaction& transaction,
                                           absl::Time now, absl::Time lease_end,
                                           const std::string& lease,
                                           size_t count_max) {
  const sql::Value due[] = {absl::ToUnixMicros(now),
                            static_cast<int64_t>(count_max)};
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      transaction.Run(
          absl::StrCat("SELECT ", kColumns,
                       " FROM jobs WHERE state <> 'FAILED'"
                       " AND due_at_us <= $1 ORDER BY due_at_us LIMIT $2",
                       PassOverLocked(transaction.dialect())),
          due));
  std::vector<Job> jobs;
  std::vector<sql::Row> taken;
  for (const sql::Row& row : rows) {
    Job& job = jobs.emplace_back(FromRow(row));
    job.state = JobState::kRunning;
    job.attempt_count += 1;
    job.due_time = lease_end;
    job.lease = lease;
    taken.push_back({job.key.track.account_id, job.key.track.track_id,
                     Name(job.key.kind), job.key.version_number,
                     job.attempt_count, absl::ToUnixMicros(lease_end), lease});
  }
  RITORNELLO_RETURN_IF_ERROR(transaction.RunMany(
      "UPDATE jobs SET state = 'RUNNING', attempt_count = $5, due_at_us = $6,"
      " lease = $7 WHERE account_id = $1 AND track_id = $2 AND kind = $3"
      " AND version_number = $4",
      taken));
  return jobs;
}

absl::Status RenewLease(sql::Transaction& transaction, const Job& job,
                        absl::Time lease_end) {
  sql::Row parameters = KeyAndLease(job);
  parameters.emplace_back(absl::ToUnixMicros(lease_end));
  return transaction
      .Run(absl::StrCat("UPDATE jobs SET due_at_us = $6", kIsTheJob),
           parameters)
      .status();
}

absl::Status ReturnJob(sql::Transaction& transaction, const Job& job,
                       absl::Time due_time) {
  sql::Row parameters = KeyAndLease(job);
  parameters.emplace_back(absl::ToUnixMicros(due_time));
  return transaction
      .Run(absl::StrCat("UPDATE jobs SET state = 'PENDING', due_at_us = $6,"
                        " attempt_count = attempt_count - 1, lease = ''",
                        kIsTheJob),
           parameters)
      .status();
}

absl::StatusOr<bool> FinishJob(sql::Transaction& transaction, const Job& job) {
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      transaction.Run(
          absl::StrCat("DELETE FROM jobs", kIsTheJob, " RETURNING kind"),
          KeyAndLease(job)));
  return !rows.empty();
}

absl::StatusOr<bool> RetryJob(sql::Transaction& transaction, const Job& job,
                              absl::Time due_time, absl::string_view error) {
  return End(transaction, job, JobState::kPending, due_time, error);
}

absl::StatusOr<bool> FailJob(sql::Transaction& transaction, const Job& job,
                             absl::string_view error) {
  return End(transaction, job, JobState::kFailed, job.due_time, error);
}

absl::StatusOr<std::vector<Job>> ListJobs(sql::Connection& connection,
                                          absl::string_view account_id,
                                          std::optional<JobState> state,
                                          const JobKey& after,
                                          size_t count_max) {
  const sql::Value parameters[] = {
      std::string(account_id),
      after.track.track_id,
      Name(after.kind),
      after.version_number,
      static_cast<int64_t>(count_max),
      state.has_value() ? Name(*state) : "",
  };
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      connection.Run(
          absl::StrCat("SELECT ", kColumns,
                       " FROM jobs WHERE account_id = $1"
                       " AND (track_id, kind, version_number) > ($2, $3, $4)"
                       " AND ($6 = '' OR state = $6)"
                       " ORDER BY track_id, kind, version_number LIMIT $5"),
          parameters));
  std::vector<Job> jobs;
  for (const sql::Row& row : rows) jobs.push_back(FromRow(row));
  return jobs;
}

absl::StatusOr<BacklogCounts> CountBacklog(sql::Connection& connection,
                                           absl::string_view account_id) {
  const sql::Value parameters[] = {std::string(account_id)};
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                              connection.Run(kCount, parameters));
  return BacklogCounts{.pending = sql::Int(rows[0][0]),
                       .running = sql::Int(rows[0][1]),
                       .failed = sql::Int(rows[0][2]),
                       .analyzed_version = sql::Int(rows[0][3]),
                       .version = sql::Int(rows[0][4])};
}

absl::StatusOr<JobCounts> CountJobs(sql::Connection& connection) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                              connection.Run(kCountAll, {}));
  JobCounts counts;
  for (const sql::Row& row : rows) {
    counts.count_of[{KindFrom(row[1]), StateFrom(row[0])}] = sql::Int(row[2]);
    if (const std::optional<int64_t> due_at_us = sql::MaybeInt(row[3])) {
      counts.first_due_time = absl::FromUnixMicros(*due_at_us);
    }
  }
  return counts;
}

absl::StatusOr<int64_t> RerunJobs(
    sql::Transaction& transaction, absl::string_view account_id,
    const std::optional<std::vector<JobKey>>& keys, absl::Time now) {
  const sql::Value account = std::string(account_id);
  const sql::Value due = absl::ToUnixMicros(now);
  if (!keys.has_value()) {
    const sql::Value versions[] = {account};
    RITORNELLO_RETURN_IF_ERROR(
        transaction.Run(absl::StrCat(kRerunVersions, ")"), versions).status());
    const sql::Value jobs[] = {account, due};
    RITORNELLO_ASSIGN_OR_RETURN(
        const std::vector<sql::Row> rows,
        transaction.Run(absl::StrCat(kRerun, " RETURNING kind"), jobs));
    return static_cast<int64_t>(rows.size());
  }
  int64_t count = 0;
  for (const JobKey& key : *keys) {
    if (key.kind == JobKind::kAnalyze) {
      const sql::Value version[] = {account, key.track.track_id,
                                    key.version_number};
      RITORNELLO_RETURN_IF_ERROR(
          transaction
              .Run(absl::StrCat(kRerunVersions, kOneVersion, ")"), version)
              .status());
    }
    const sql::Value one[] = {account, due, key.track.track_id, Name(key.kind),
                              key.version_number};
    RITORNELLO_ASSIGN_OR_RETURN(
        const std::vector<sql::Row> rows,
        transaction.Run(absl::StrCat(kRerun, kOneKey, " RETURNING kind"), one));
    count += static_cast<int64_t>(rows.size());
  }
  return count;
}

}  // namespace ritornello::catalog
