// Rows of the lines of statements.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/sql/connection.h"
#include "libs/sql/transaction.h"
#include "services/royalties/model/names.h"
#include "services/royalties/model/statement.h"

namespace ritornello::royalties {

absl::Status InsertLines(sql::Transaction& transaction,
                         const StatementKey& statement,
                         std::span<const StatementLine> lines);

// Stores what the lines were found to be: all but what the file said.
absl::Status UpdateLines(sql::Transaction& transaction,
                         const StatementKey& statement,
                         std::span<const StatementLine> lines);

// Lines behind `after_ordinal`, in file order; of one state, or of any.
absl::StatusOr<std::vector<StatementLine>> ListLines(
    sql::Connection& connection, const StatementKey& statement,
    std::optional<LineState> state, int64_t after_ordinal, size_t count_max);

// Those of `ordinals` that exist, in file order.
absl::StatusOr<std::vector<StatementLine>> GetLines(
    sql::Connection& connection, const StatementKey& statement,
    std::span<const int64_t> ordinals);

// Lines of one statement that are, word for word, lines of another one, too,
// and say when they were used.
struct RepeatedLines {
  int64_t count = 0;
  std::vector<int64_t> first_ordinals;
};

// Those of `statement` that `other` has, and the first `first_count_max` of
// them. Cost: all lines of both are read; half a second for 200'000 of each on
// SQLite.
absl::StatusOr<RepeatedLines> FindRepeatedLines(sql::Connection& connection,
                                                const StatementKey& statement,
                                                const StatementKey& other,
                                                size_t first_count_max);

// The tracks that lines of the statement were found to name, each once.
absl::StatusOr<std::vector<TrackKey>> ListTracksOfLines(
    sql::Connection& connection, const StatementKey& statement);

}  // namespace ritornello::royalties
