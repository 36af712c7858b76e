// Rows of the months of a book, and of their closing.
#pragma once

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "libs/sql/connection.h"
#include "libs/sql/transaction.h"
#include "services/royalties/model/month.h"
#include "services/royalties/model/statement.h"

namespace ritornello::royalties {

// Closes `closing.month` and every month before it. REQUIRES: the head of the
// book is locked, and the month is behind the last one closed.
absl::Status InsertClosing(sql::Transaction& transaction,
                           absl::string_view book, const Closing& closing);

// All of the book, ascending by month and so by sequence.
absl::StatusOr<std::vector<Closing>> ListClosings(sql::Connection& connection,
                                                  absl::string_view book);

// The month, whether anything was posted to it or not.
absl::StatusOr<Month> GetMonth(sql::Connection& connection,
                               const MonthKey& key);

struct UnpostedStatement {
  StatementKey key;
  StatementState state = StatementState::kReceived;
};

// The statements after `after`, up to and including `through`, that are neither
// posted nor void, the oldest month first.
absl::StatusOr<std::vector<UnpostedStatement>> ListUnposted(
    sql::Connection& connection, absl::string_view book,
    std::optional<absl::CivilMonth> after, absl::CivilMonth through,
    size_t count_max);

// The months before `before` that have transactions or statements that are to
// be posted, or were closed by name, newest first. Costs an index entry for
// each transaction of the book.
absl::StatusOr<std::vector<Month>> ListMonths(
    sql::Connection& connection, absl::string_view book,
    std::optional<absl::CivilMonth> before, size_t count_max);

}  // namespace ritornello::royalties
