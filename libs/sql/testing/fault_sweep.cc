#include "libs/sql/testing/fault_sweep.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "libs/sql/row.h"
#include "libs/status/check.h"

namespace ritornello::sql::testing {
namespace {

// More calls than any write of a test makes: the sweep would not end.
constexpr int kCallCountMax = 500;
// Rows told of one difference.
constexpr size_t kToldRowCountMax = 6;

// Of three calls one fails, if RITORNELLO_SWEEP_STRIDE does not say another
// number; and always the last two, which are the end of a transaction.
constexpr int kStride = 3;

int Stride() {
  const char* const said = std::getenv("RITORNELLO_SWEEP_STRIDE");
  return said == nullptr ? kStride : std::max(1, std::atoi(said));
}

bool IsSwept(int call, int call_count, Fault fault) {
  const int shift = fault == Fault::kNotDone ? 0 : 1;
  return (call + shift) % Stride() == 0 || call + 2 >= call_count;
}

constexpr Fault kBothFaults[] = {Fault::kNotDone, Fault::kAnswerLost};

std::vector<Row> MustRun(Connection& connection, const std::string& statement) {
  const auto rows = connection.Run(statement, {});
  RITORNELLO_CHECK(rows.ok());
  return *rows;
}

std::string PathOf(Connection& connection) {
  return Text(MustRun(connection, "PRAGMA database_list")[0][2]);
}

// While sessions are open on either.
void CopySqlite(const std::string& from, const std::string& to) {
  sqlite3* source = nullptr;
  sqlite3* target = nullptr;
  RITORNELLO_CHECK(sqlite3_open(from.c_str(), &source) == SQLITE_OK);
  RITORNELLO_CHECK(sqlite3_open(to.c_str(), &target) == SQLITE_OK);
  sqlite3_busy_timeout(target, 20'000);
  RITORNELLO_CHECK(sqlite3_exec(target, "PRAGMA synchronous = OFF", nullptr,
                                nullptr, nullptr) == SQLITE_OK);
  sqlite3_backup* copy = sqlite3_backup_init(target, "main", source, "main");
  RITORNELLO_CHECK(copy != nullptr);
  RITORNELLO_CHECK(sqlite3_backup_step(copy, -1) == SQLITE_DONE);
  RITORNELLO_CHECK(sqlite3_backup_finish(copy) == SQLITE_OK);
  sqlite3_close(target);
  sqlite3_close(source);
}

// What is in one and not in the other.
std::string Difference(const Dump& want, const Dump& got) {
  std::vector<std::string> told;
  const auto tell = [&](const Dump& a, const Dump& b, absl::string_view sign) {
    std::vector<std::string> rows;
    std::set_difference(a.begin(), a.end(), b.begin(), b.end(),
                        std::back_inserter(rows));
    for (const std::string& row : rows) told.push_back(absl::StrCat(sign, row));
  };
  tell(want, got, "\n  missing ");
  tell(got, want, "\n  too much ");
  if (told.size() > kToldRowCountMax) told.resize(kToldRowCountMax);
  return absl::StrJoin(told, "");
}

std::string Where(int call, int call_count, Fault fault) {
  return absl::StrCat(
      "call ", call, " of ", call_count,
      fault == Fault::kNotDone ? " not done" : " done and not answered");
}

// What an undisturbed run does.
struct Model {
  std::string answer;
  std::vector<Dump> states;  // the first is that before it
};

// One failed call and the second try.
void SweepOne(SweptDatabase& database, const SweepOptions& options,
              const std::function<absl::StatusOr<std::string>()>& act,
              const Model& model, const std::string& where,
              SweepResult& result) {
  const auto blame = [&](const auto&... what) {
    result.wrong.push_back(absl::StrCat(where, ": ", what...));
  };
  const absl::StatusOr<std::string> first = act();
  RITORNELLO_CHECK(database.faults().fault_happened());
  database.faults().Stop();
  const Dump after = database.Read(options.ignored_columns);
  if (first.ok()) {
    if (*first != model.answer) blame("answers\n", *first);
    if (after != model.states.back()) {
      blame("answers OK", Difference(model.states.back(), after));
    }
  } else if (!absl::IsUnavailable(first.status()) &&
             !absl::IsAborted(first.status())) {
    blame("fails with ", first.status().ToString());
  }
  if (std::find(model.states.begin(), model.states.end(), after) ==
      model.states.end()) {
    blame("leaves a part behind", Difference(model.states.front(), after));
  }
  options.before_retry();
  const absl::StatusOr<std::string> second = act();
  if (!second.ok()) {
    blame("tried again, fails with ", second.status().ToString());
  } else if (*second != model.answer) {
    blame("tried again, answers\n", *second, "and not\n", model.answer);
  }
  const Dump end = database.Read(options.ignored_columns);
  if (end != model.states.back()) {
    blame("tried again, ends otherwise", Difference(model.states.back(), end));
  }
}

Model RunUndisturbed(SweptDatabase& database, const SweepOptions& options,
                     const std::function<absl::StatusOr<std::string>()>& act,
                     SweepResult& result) {
  Model model;
  model.states.push_back(database.Read(options.ignored_columns));
  database.faults().AfterEachCall([&] {
    ++result.call_count;
    Dump now = database.Read(options.ignored_columns);
    if (now != model.states.back()) model.states.push_back(std::move(now));
  });
  const absl::StatusOr<std::string> answer = act();
  database.faults().AfterEachCall(nullptr);
  if (answer.ok()) {
    model.answer = *answer;
  } else {
    result.wrong.push_back(
        absl::StrCat("undisturbed, fails with ", answer.status().ToString()));
  }
  const int commit_count = static_cast<int>(model.states.size()) - 1;
  if (commit_count != options.commit_count) {
    result.wrong.push_back(absl::StrCat("undisturbed, commits ", commit_count,
                                        " times, not ", options.commit_count));
  }
  return model;
}

// Tables, columns, indices and triggers, and the rows.
Dump ReadSchema(SweptDatabase& database) {
  Dump dump = database.Read({});
  const bool is_sqlite = database.connection().dialect() == Dialect::kSqlite;
  for (const char* const query :
       {is_sqlite ? "SELECT coalesce(sql, name) FROM sqlite_master"
                  : "SELECT table_name || ' ' || column_name || ' ' ||"
                    " data_type || ' ' || is_nullable || ' ' ||"
                    " coalesce(column_default, '')"
                    " FROM information_schema.columns"
                    " WHERE table_schema = current_schema()",
        is_sqlite ? "SELECT name FROM sqlite_master"
                  : "SELECT indexdef FROM pg_indexes"
                    " WHERE schemaname = current_schema() UNION ALL"
                    " SELECT t.tgname::text FROM pg_trigger t"
                    " JOIN pg_class c ON c.oid = t.tgrelid"
                    " JOIN pg_namespace s ON s.oid = c.relnamespace"
                    " WHERE s.nspname = current_schema()"
                    " AND NOT t.tgisinternal"}) {
    for (const Row& row : MustRun(database.connection(), query)) {
      dump.push_back(Text(row[0]));
    }
  }
  // The schema's own name stands in what PostgreSQL says of its indices.
  if (!is_sqlite) {
    const std::string schema = Text(
        MustRun(database.connection(), "SELECT current_schema()::text")[0][0]);
    for (std::string& line : dump) {
      line = absl::StrReplaceAll(line, {{schema + ".", ""}});
    }
  }
  std::sort(dump.begin(), dump.end());
  return dump;
}

}  // namespace

SweptDatabase::SweptDatabase(Backend backend, Migrate migrate)
    : backend_(backend),
      database_(backend, migrate),
      connection_(database_.Open()) {}

std::unique_ptr<Pool> SweptDatabase::OpenPool() {
  return std::make_unique<Pool>(
      [this]() -> absl::StatusOr<std::unique_ptr<Connection>> {
        return std::make_unique<FaultyConnection>(database_.Open(), faults_);
      },
      4, absl::Seconds(20));
}

const std::vector<SweptDatabase::Table>& SweptDatabase::Tables() {
  if (!tables_.empty()) return tables_;
  for (const Row& row :
       MustRun(*connection_,
               backend_ == Backend::kSqlite
                   ? "SELECT t.name, c.name FROM sqlite_master AS t,"
                     " pragma_table_info(t.name) AS c WHERE t.type = 'table'"
                     " AND t.name NOT LIKE 'sqlite_%' ORDER BY t.name, c.cid"
                   : "SELECT table_name::text, column_name::text"
                     " FROM information_schema.columns WHERE table_schema"
                     " = current_schema() ORDER BY 1, ordinal_position")) {
    if (tables_.empty() || tables_.back().name != Text(row[0])) {
      tables_.push_back({Text(row[0]), {}});
    }
    tables_.back().columns.push_back(Text(row[1]));
  }
  return tables_;
}

Dump SweptDatabase::Read(const std::set<std::string>& ignored_columns) {
  Dump dump;
  for (const Table& table : Tables()) {
    std::string line = absl::StrCat("'", table.name, ":'");
    for (const std::string& column : table.columns) {
      if (ignored_columns.count(absl::StrCat(table.name, ".", column)) == 0) {
        absl::StrAppend(&line, " || ' ", column, "=' || coalesce('''' || CAST(",
                        column, " AS TEXT) || '''', 'NULL')");
      }
    }
    // One UNION of all would take PostgreSQL ten times as long to plan.
    for (const Row& row :
         MustRun(*connection_,
                 absl::StrCat("SELECT ", line, " FROM ", table.name))) {
      dump.push_back(Text(row[0]));
    }
  }
  std::sort(dump.begin(), dump.end());
  return dump;
}

void SweptDatabase::Keep() {
  RITORNELLO_CHECK(kept_.empty());
  if (backend_ == Backend::kSqlite) {
    kept_ = PathOf(*connection_) + ".kept";
    CopySqlite(PathOf(*connection_), kept_);
    return;
  }
  kept_ = "kept";
  std::string script = absl::StrCat("CREATE SCHEMA ", kept_, ";");
  for (const Table& table : Tables()) {
    absl::StrAppend(&script, "CREATE TABLE ", kept_, ".", table.name,
                    " AS TABLE ", table.name, ";");
  }
  RITORNELLO_CHECK(connection_->RunScript(script).ok());
}

void SweptDatabase::Restore() {
  RITORNELLO_CHECK(!kept_.empty());
  if (backend_ == Backend::kSqlite) {
    CopySqlite(kept_, PathOf(*connection_));
    return;
  }
  // Neither triggers nor foreign keys: what is append-only is put back, too.
  std::string script = "BEGIN; SET LOCAL session_replication_role = replica;";
  for (const Table& table : Tables()) {
    absl::StrAppend(&script, "DELETE FROM ", table.name, "; INSERT INTO ",
                    table.name, " SELECT * FROM ", kept_, ".", table.name, ";");
  }
  RITORNELLO_CHECK(connection_->RunScript(script + "COMMIT").ok());
}

SweepResult SweepFaults(
    SweptDatabase& database, const SweepOptions& options,
    const std::function<absl::StatusOr<std::string>()>& act) {
  SweepResult result;
  database.Keep();
  const Model model = RunUndisturbed(database, options, act, result);
  RITORNELLO_CHECK(result.call_count < kCallCountMax);
  for (const Fault fault : kBothFaults) {
    for (int n = 0; n < result.call_count; ++n) {
      if (!IsSwept(n, result.call_count, fault)) continue;
      database.Restore();
      database.faults().FailCall(n, fault);
      SweepOne(database, options, act, model,
               Where(n, result.call_count, fault), result);
      ++result.case_count;
    }
  }
  return result;
}

SweepResult SweepMigration(
    Backend backend, const std::function<absl::Status(Connection&)>& migrate) {
  SweepResult result;
  Dump want;
  {
    SweptDatabase database(backend);
    database.faults().AfterEachCall([&] { ++result.call_count; });
    FaultyConnection session(database.Open(), database.faults());
    RITORNELLO_CHECK(migrate(session).ok());
    want = ReadSchema(database);
  }
  for (const Fault fault : kBothFaults) {
    for (int n = 0; n < result.call_count; ++n) {
      if (!IsSwept(n, result.call_count, fault)) continue;
      SweptDatabase database(backend);
      database.faults().FailCall(n, fault);
      const std::string where = Where(n, result.call_count, fault);
      {
        FaultyConnection session(database.Open(), database.faults());
        const absl::Status first = migrate(session);
        if (!absl::IsUnavailable(first)) {
          result.wrong.push_back(absl::StrCat(where, ": ", first.ToString()));
        }
      }
      const absl::Status second = migrate(database.connection());
      const Dump end = ReadSchema(database);
      if (!second.ok() || end != want) {
        result.wrong.push_back(
            absl::StrCat(where, ", tried again: ", second.ToString(),
                         Difference(want, end)));
      }
      ++result.case_count;
    }
  }
  return result;
}

}  // namespace ritornello::sql::testing
