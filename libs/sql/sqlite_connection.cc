#include "libs/sql/sqlite_connection.h"

#include <sqlite3.h>

#include <unordered_map>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/sql/text.h"
#include "libs/status/status_macros.h"

namespace ritornello::sql {
namespace {

constexpr int kBusyTimeoutMs = 5'000;
// Statements kept prepared; the stores have fewer. At the limit all go.
constexpr size_t kPreparedCountMax = 256;

struct CloseDatabase {
  void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
};
struct FinalizeStatement {
  void operator()(sqlite3_stmt* s) const { sqlite3_finalize(s); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;
using Statement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

// Gives a prepared statement back for its next use, however this one ended.
struct Reset {
  sqlite3_stmt* statement;
  ~Reset() {
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
  }
};

absl::Status StatusFrom(sqlite3* db) {
  const char* message = sqlite3_errmsg(db);
  const int extended = sqlite3_extended_errcode(db);
  switch (extended) {
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_UNIQUE:
      return absl::AlreadyExistsError(message);
    case SQLITE_BUSY_SNAPSHOT:
      return absl::AbortedError(message);
    default:
      break;
  }
  switch (extended & 0xff) {
    case SQLITE_CONSTRAINT:
      return absl::FailedPreconditionError(message);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return absl::UnavailableError(message);
    case SQLITE_FULL:
      return absl::ResourceExhaustedError(message);
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
      return absl::UnavailableError(message);
    default:
      break;
  }
  if (absl::StrContains(message, "integer overflow")) {
    return absl::OutOfRangeError(message);
  }
  return absl::InternalError(message);
}

struct BindTo {
  sqlite3_stmt* statement;
  int index;
  void operator()(std::monostate) const { sqlite3_bind_null(statement, index); }
  void operator()(int64_t value) const {
    sqlite3_bind_int64(statement, index, value);
  }
  void operator()(double value) const {
    sqlite3_bind_double(statement, index, value);
  }
  void operator()(const std::string& text) const {
    // The parameters outlive the step, so SQLite need not copy them.
    sqlite3_bind_text64(statement, index, text.data(), text.size(),
                        SQLITE_STATIC, SQLITE_UTF8);
  }
};

Value ColumnOf(sqlite3_stmt* statement, int column) {
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_NULL:
      return std::monostate();
    case SQLITE_INTEGER:
      return int64_t{sqlite3_column_int64(statement, column)};
    case SQLITE_FLOAT:
      return sqlite3_column_double(statement, column);
    default: {
      const auto* text =
          static_cast<const char*>(sqlite3_column_blob(statement, column));
      const int size = sqlite3_column_bytes(statement, column);
      return text == nullptr ? std::string()
                             : std::string(text, static_cast<size_t>(size));
    }
  }
}

class SqliteConnection final : public Connection {
 public:
  explicit SqliteConnection(Database db) : db_(std::move(db)) {}

  absl::StatusOr<std::vector<Row>> Run(
      absl::string_view statement, std::span<const Value> parameters) override {
    RITORNELLO_ASSIGN_OR_RETURN(sqlite3_stmt* const prepared,
                                Prepare(statement));
    const Reset reset{prepared};
    RITORNELLO_RETURN_IF_ERROR(Bind(prepared, parameters));
    std::vector<Row> rows;
    int step = sqlite3_step(prepared);
    for (; step == SQLITE_ROW; step = sqlite3_step(prepared)) {
      Row& row = rows.emplace_back();
      const int count = sqlite3_column_count(prepared);
      row.reserve(static_cast<size_t>(count));
      for (int c = 0; c < count; ++c) row.push_back(ColumnOf(prepared, c));
    }
    if (step != SQLITE_DONE) return StatusFrom(db_.get());
    return rows;
  }

  absl::Status RunMany(absl::string_view statement,
                       std::span<const Row> parameter_rows) override {
    RITORNELLO_ASSIGN_OR_RETURN(sqlite3_stmt* const prepared,
                                Prepare(statement));
    for (const Row& parameters : parameter_rows) {
      const Reset reset{prepared};
      RITORNELLO_RETURN_IF_ERROR(Bind(prepared, parameters));
      int step = sqlite3_step(prepared);
      while (step == SQLITE_ROW) step = sqlite3_step(prepared);
      if (step != SQLITE_DONE) return StatusFrom(db_.get());
    }
    return absl::OkStatus();
  }

  absl::Status RunScript(const std::string& script) override {
    if (sqlite3_exec(db_.get(), script.c_str(), nullptr, nullptr, nullptr) !=
        SQLITE_OK) {
      return StatusFrom(db_.get());
    }
    return absl::OkStatus();
  }

  absl::Status Begin() override { return Run("BEGIN IMMEDIATE", {}).status(); }

  Dialect dialect() const override { return Dialect::kSqlite; }

  bool healthy() const override {
    return sqlite3_get_autocommit(db_.get()) != 0;
  }

 private:
  absl::StatusOr<sqlite3_stmt*> Prepare(absl::string_view statement) {
    std::string text(statement);
    const auto found = prepared_.find(text);
    if (found != prepared_.end()) return found->second.get();
    sqlite3_stmt* raw = nullptr;
    if (sqlite3_prepare_v3(
            db_.get(), text.data(), static_cast<int>(text.size()),
            SQLITE_PREPARE_PERSISTENT, &raw, nullptr) != SQLITE_OK) {
      return StatusFrom(db_.get());
    }
    if (prepared_.size() == kPreparedCountMax) prepared_.clear();
    return prepared_.emplace(std::move(text), Statement(raw))
        .first->second.get();
  }

  absl::Status Bind(sqlite3_stmt* prepared, std::span<const Value> parameters) {
    RITORNELLO_RETURN_IF_ERROR(CheckText(parameters));
    for (size_t i = 0; i < parameters.size(); ++i) {
      // SQLite numbers $1, $2 by first appearance, PostgreSQL by the digit.
      // Binding by name makes the digit decide in both.
      const std::string name = absl::StrCat("$", i + 1);
      const int index = sqlite3_bind_parameter_index(prepared, name.c_str());
      if (index == 0) {
        return absl::InternalError(absl::StrCat("statement has no ", name));
      }
      std::visit(BindTo{prepared, index}, parameters[i]);
    }
    return absl::OkStatus();
  }

  Database db_;
  // Declared behind db_: finalized before it is closed.
  std::unordered_map<std::string, Statement> prepared_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Connection>> OpenSqlite(
    const std::string& path) {
  sqlite3* raw = nullptr;
  const int code = sqlite3_open(path.c_str(), &raw);
  Database db(raw);
  if (code != SQLITE_OK) {
    return absl::UnavailableError(
        absl::StrCat("cannot open ", path, ": ", sqlite3_errstr(code)));
  }
  sqlite3_extended_result_codes(raw, 1);
  sqlite3_busy_timeout(raw, kBusyTimeoutMs);
  auto connection = std::make_unique<SqliteConnection>(std::move(db));
  for (const char* pragma :
       {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL",
        "PRAGMA foreign_keys = ON"}) {
    const absl::Status status = connection->Run(pragma, {}).status();
    if (!status.ok()) {
      return absl::UnavailableError(
          absl::StrCat("cannot open ", path, ": ", status.message()));
    }
  }
  return connection;
}

}  // namespace ritornello::sql
