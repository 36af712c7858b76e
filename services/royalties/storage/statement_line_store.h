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

// The tracks that lines of the statement were found to name, each once.
absl::StatusOr<std::vector<TrackKey>> ListTracksOfLines(
    sql::Connection& connection, const StatementKey& statement);

}  // namespace ritornello::royalties
