// The wall between our code and a database. SQLite and PostgreSQL stand behind
// it; stores above it are written once.
//
// Statements use only SQL that both understand, with parameters $1..$n. What
// differs (column types, row locks) lives in migrations and in functions that
// ask dialect(), nowhere else.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace ritornello::sql {

// NULL first. Text is UTF-8 without NUL bytes, since PostgreSQL has no other.
using Value = std::variant<std::monostate, int64_t, double, std::string>;
using Row = std::vector<Value>;

enum class Dialect { kSqlite, kPostgres };

// One session. Not thread-safe: a thread borrows one from a Pool.
//
// Errors of every method:
//   InvalidArgument    a text parameter is not UTF-8 or has a NUL byte
//   AlreadyExists      unique key violated; nothing of the statement is done
//   FailedPrecondition foreign key, CHECK or a trigger's refusal
//   OutOfRange         a number does not fit
//   Aborted            lost a race; the whole transaction may be tried again
//   ResourceExhausted  the disk is full
//   Unavailable        database away or busy too long. What was asked may or
//                      may not have happened
//   Internal           anything else, as a syntax error
class Connection {
 public:
  virtual ~Connection() = default;

  // Runs one statement and returns its rows, in order; none for a write
  // without RETURNING. Booleans come back as 0 and 1, numeric as text.
  virtual absl::StatusOr<std::vector<Row>> Run(
      absl::string_view statement, std::span<const Value> parameters) = 0;

  // Runs one statement for each row of parameters, in order, in few round
  // trips; stops at the first error. To be whole or nothing it needs a
  // transaction around it. Returns no rows.
  virtual absl::Status RunMany(absl::string_view statement,
                               std::span<const Row> parameter_rows) = 0;

  // Runs several statements without parameters: migrations.
  virtual absl::Status RunScript(const std::string& script) = 0;

  // Starts a transaction that may write: on SQLite it waits here for its turn,
  // so that it never has to fail later for having only read before.
  virtual absl::Status Begin() = 0;

  virtual Dialect dialect() const = 0;

  // Whether somebody else may have the session: not once it is lost, nor with a
  // server that takes no writes any more, as after a failover, nor in a
  // transaction, whose locks would stay.
  virtual bool healthy() const = 0;
};

}  // namespace ritornello::sql
