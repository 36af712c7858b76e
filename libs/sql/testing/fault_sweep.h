// Every database call of a write fails in turn, in both ways a call can fail.
// Tests only.
//
//   SweptDatabase database(GetParam(), MigrateCatalog);
//   … make the service on database.OpenPool(), let it make what is to be
//   there …
//   const SweepResult swept = SweepFaults(database, {.commit_count = 1}, [&] {
//     return AnswerTo("…/CreateParty", …);
//   });
//   EXPECT_THAT(swept.wrong, IsEmpty());
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/sql/connection.h"
#include "libs/sql/pool.h"
#include "libs/sql/testing/backends.h"
#include "libs/sql/testing/faulty_connection.h"

namespace ritornello::sql::testing {

// One line a row, "table: column=value …", in order.
using Dump = std::vector<std::string>;

// A database whose state can be kept and brought back, with sessions that fail
// on command.
class SweptDatabase {
 public:
  explicit SweptDatabase(Backend backend, Migrate migrate = nullptr);

  SweptDatabase(const SweptDatabase&) = delete;
  SweptDatabase& operator=(const SweptDatabase&) = delete;

  // Neither must outlive this. Sessions of the pool fail on command.
  std::unique_ptr<Pool> OpenPool();
  std::unique_ptr<Connection> Open() const { return database_.Open(); }
  Faults& faults() { return faults_; }

  // A session of the test's own, that never fails.
  Connection& connection() { return *connection_; }

  // What all tables hold, without the columns named ("jobs.lease").
  Dump Read(const std::set<std::string>& ignored_columns);

  // Keeps all rows; brings them back. Tables stay as they are.
  // REQUIRES: the service is at rest; Keep() is called once, before Restore().
  void Keep();
  void Restore();

 private:
  struct Table {
    std::string name;
    std::vector<std::string> columns;
  };
  // As they are when first asked for.
  const std::vector<Table>& Tables();

  const Backend backend_;
  Faults faults_;
  TestDatabase database_;
  std::unique_ptr<Connection> connection_;
  std::vector<Table> tables_;
  std::string kept_;  // file, or schema
};

struct SweepOptions {
  // How many different states a write that nothing disturbs leaves behind, one
  // after the other. 1: it is done as a whole or not at all.
  int commit_count = 1;

  // Columns that differ from run to run ("jobs.lease").
  std::set<std::string> ignored_columns = {};

  // Called before the second try.
  std::function<void()> before_retry = [] {};
};

struct SweepResult {
  int call_count = 0;  // to the database, when nothing fails
  int case_count = 0;
  std::vector<std::string> wrong;  // one sentence each
};

// Runs `act`, which writes and returns its answer as text: undisturbed, then
// once for each of its calls to the database and each way to fail, each time
// from the state in which the database is now. A short series leaves calls out
// (fault_sweep.cc); `scripts/drill faults` leaves none. Wrong is
//
//   - an answer to a failed call that is neither Unavailable nor Aborted, and
//     an OK for what is not all there;
//   - a state in which an undisturbed run never leaves the database;
//   - a second try that is not OK, does not answer as an undisturbed run does,
//     or leaves another state behind.
SweepResult SweepFaults(
    SweptDatabase& database, const SweepOptions& options,
    const std::function<absl::StatusOr<std::string>()>& act);

// The same for bringing an empty database to a schema, which ends as it does
// undisturbed when it is tried again on another session.
SweepResult SweepMigration(
    Backend backend, const std::function<absl::Status(Connection&)>& migrate);

}  // namespace ritornello::sql::testing
