// Several statements that happen together or not at all.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/connection.h"

namespace ritornello::sql {

class Pool;

// Rolls back on destruction unless Commit() returned OK. Belongs to the
// thread that began it.
class Transaction {
 public:
  // Errors: those of Connection.
  static absl::StatusOr<Transaction> Begin(Connection& connection);

  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  absl::StatusOr<std::vector<Row>> Run(absl::string_view statement,
                                       std::span<const Value> parameters) {
    return connection_->Run(statement, parameters);
  }
  absl::Status RunMany(absl::string_view statement,
                       std::span<const Row> parameter_rows) {
    return connection_->RunMany(statement, parameter_rows);
  }

  Connection& connection() { return *connection_; }
  Dialect dialect() const { return connection_->dialect(); }

  // After an error the outcome is unknown if the code is Unavailable, and
  // nothing happened otherwise. Internal when an error had ended the
  // transaction before, as any does on PostgreSQL and a full disk on SQLite:
  // whoever commits then is wrong, and trying again would not help.
  // REQUIRES: called at most once.
  absl::Status Commit();

 private:
  explicit Transaction(Connection& connection);
  Connection* connection_;  // nullptr once committed or moved from
};

// True between Begin and Commit or the end of a transaction of this thread.
// Another service is never called then: it could take for ever.
bool IsTransactionOpenOnThisThread();

// Borrows a connection, begins, calls `work` and commits; returns the first
// error. All of it is tried again, at most kTransactionTriesMax times and with
// growing random pauses, while it ends in Aborted: `work` must be repeatable.
inline constexpr int kTransactionTriesMax = 10;
absl::Status RunTransaction(
    Pool& pool, const std::function<absl::Status(Transaction&)>& work);

}  // namespace ritornello::sql
