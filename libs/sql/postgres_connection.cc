#include "libs/sql/postgres_connection.h"

#include <libpq-fe.h>

#include <array>
#include <charconv>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "libs/sql/text.h"
#include "libs/status/status_macros.h"

namespace ritornello::sql {
namespace {

// Rows sent before their answers are read. The answers of a larger batch
// could fill both sockets' buffers, and then nobody would read.
constexpr size_t kPipelineRowCountMax = 1'000;

// A server that has vanished is noticed, so that a probe fails and a pool does
// not fill with those who wait for it. How long a statement may take is for
// the database's own statement_timeout to say.
constexpr char kConnectTimeoutSeconds[] = "10";
constexpr char kUnackedMilliseconds[] = "20000";
constexpr char kIdleSeconds[] = "20";

struct CloseSession {
  void operator()(PGconn* session) const { PQfinish(session); }
};
struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using SessionPointer = std::unique_ptr<PGconn, CloseSession>;
using Result = std::unique_ptr<PGresult, ClearResult>;

// Types of PostgreSQL's catalogue (pg_type.dat).
constexpr Oid kBool = 16;
constexpr Oid kInt8 = 20;
constexpr Oid kInt2 = 21;
constexpr Oid kInt4 = 23;
constexpr Oid kFloat4 = 700;
constexpr Oid kFloat8 = 701;

// SQLSTATE classes and codes of PostgreSQL's appendix A.
constexpr absl::string_view kReadOnlyTransaction = "25006";
constexpr absl::string_view kLockNotAvailable = "55P03";

absl::string_view SqlState(const PGresult* result) {
  const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  return state == nullptr ? "" : state;
}

absl::Status StatusFrom(PGconn* session, const PGresult* result) {
  const absl::string_view code = SqlState(result);
  const char* primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  const std::string message =
      primary != nullptr ? primary : PQerrorMessage(session);
  if (code == "23505") return absl::AlreadyExistsError(message);
  if (absl::StartsWith(code, "23") || code == "P0001") {
    return absl::FailedPreconditionError(message);
  }
  if (code == "40001" || code == "40P01") return absl::AbortedError(message);
  if (code == "22003") return absl::OutOfRangeError(message);
  if (code == "53100") return absl::ResourceExhaustedError(message);
  // A lock that cannot be had is no lost race: its holder keeps it for longer
  // than whoever set the timeout wants to wait, so it is not tried again here.
  if (code.empty() || code == kReadOnlyTransaction ||
      code == kLockNotAvailable || absl::StartsWith(code, "08") ||
      absl::StartsWith(code, "53") || absl::StartsWith(code, "57")) {
    return absl::UnavailableError(
        std::string(absl::StripAsciiWhitespace(message)));
  }
  return absl::InternalError(absl::StrCat(code, ": ", message));
}

// Parameters in libpq's form; points into itself and into the values.
class Parameters {
 public:
  explicit Parameters(std::span<const Value> values) : numbers_(values.size()) {
    pointers_.reserve(values.size());
    for (size_t i = 0; i < values.size(); ++i) {
      pointers_.push_back(std::visit(ToText{numbers_[i]}, values[i]));
    }
  }
  int count() const { return static_cast<int>(pointers_.size()); }
  const char* const* data() const { return pointers_.data(); }

 private:
  using Number = std::array<char, 32>;
  struct ToText {
    Number& number;
    const char* operator()(std::monostate) const { return nullptr; }
    const char* operator()(const std::string& text) const {
      return text.c_str();
    }
    const char* operator()(int64_t value) const { return Print(value); }
    // The shortest text that reads back as the same double.
    const char* operator()(double value) const { return Print(value); }
    template <typename T>
    const char* Print(T value) const {
      *std::to_chars(number.data(), number.data() + number.size() - 1, value)
           .ptr = '\0';
      return number.data();
    }
  };
  std::vector<Number> numbers_;
  std::vector<const char*> pointers_;
};

Value ColumnOf(const PGresult* result, int row, int column) {
  if (PQgetisnull(result, row, column)) return std::monostate();
  const absl::string_view text(
      PQgetvalue(result, row, column),
      static_cast<size_t>(PQgetlength(result, row, column)));
  switch (PQftype(result, column)) {
    case kBool:
      return int64_t{text == "t"};
    case kInt2:
    case kInt4:
    case kInt8: {
      int64_t value = 0;
      if (absl::SimpleAtoi(text, &value)) return value;
      break;
    }
    case kFloat4:
    case kFloat8: {
      double value = 0;
      if (absl::SimpleAtod(text, &value)) return value;
      break;
    }
    default:
      break;
  }
  return std::string(text);
}

bool IsDone(const PGresult* result) {
  const ExecStatusType status = PQresultStatus(result);
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

class PostgresConnection final : public Connection {
 public:
  explicit PostgresConnection(SessionPointer session)
      : session_(std::move(session)) {}

  absl::StatusOr<std::vector<Row>> Run(
      absl::string_view statement, std::span<const Value> parameters) override {
    RITORNELLO_RETURN_IF_ERROR(CheckText(parameters));
    const Parameters bound(parameters);
    const Result result(PQexecParams(
        session_.get(), std::string(statement).c_str(), bound.count(), nullptr,
        bound.data(), nullptr, nullptr, /*resultFormat=*/0));
    if (!IsDone(result.get())) return Failure(result.get());
    // What an error had ended can only be rolled back, and COMMIT says no more
    // of it than that.
    if (statement == "COMMIT" &&
        absl::string_view(PQcmdStatus(result.get())) == "ROLLBACK") {
      return absl::InternalError(
          "rolled back: a statement of the transaction had failed");
    }
    std::vector<Row> rows(static_cast<size_t>(PQntuples(result.get())));
    const int column_count = PQnfields(result.get());
    for (size_t r = 0; r < rows.size(); ++r) {
      rows[r].reserve(static_cast<size_t>(column_count));
      for (int c = 0; c < column_count; ++c) {
        rows[r].push_back(ColumnOf(result.get(), static_cast<int>(r), c));
      }
    }
    return rows;
  }

  absl::Status RunMany(absl::string_view statement,
                       std::span<const Row> parameter_rows) override {
    for (const Row& row : parameter_rows) {
      RITORNELLO_RETURN_IF_ERROR(CheckText(row));
    }
    const std::string text(statement);
    for (size_t begin = 0; begin < parameter_rows.size();
         begin += kPipelineRowCountMax) {
      RITORNELLO_RETURN_IF_ERROR(
          Pipeline(text, parameter_rows.subspan(
                             begin, std::min(kPipelineRowCountMax,
                                             parameter_rows.size() - begin))));
    }
    return absl::OkStatus();
  }

  absl::Status RunScript(const std::string& script) override {
    const Result result(PQexec(session_.get(), script.c_str()));
    return IsDone(result.get()) ? absl::OkStatus() : Failure(result.get());
  }

  absl::Status Begin() override { return Run("BEGIN", {}).status(); }

  Dialect dialect() const override { return Dialect::kPostgres; }

  bool healthy() const override {
    return is_connected() && !is_read_only_ && !is_out_of_step_ &&
           PQtransactionStatus(session_.get()) == PQTRANS_IDLE;
  }

 private:
  bool is_connected() const {
    return PQstatus(session_.get()) == CONNECTION_OK;
  }

  absl::Status Failure(const PGresult* result) {
    // The primary that we connected to is a standby now: others may have found
    // the new one.
    if (SqlState(result) == kReadOnlyTransaction) is_read_only_ = true;
    return StatusFrom(session_.get(), result);
  }

  absl::Status Lost() const {
    const absl::string_view why =
        absl::StripAsciiWhitespace(PQerrorMessage(session_.get()));
    return absl::UnavailableError(
        why.empty() ? "the session with PostgreSQL broke off" : why);
  }

  absl::Status Pipeline(const std::string& text, std::span<const Row> rows) {
    if (PQenterPipelineMode(session_.get()) != 1) return Lost();
    absl::Status status = SendAll(text, rows);
    const absl::Status received = ReceiveAll();
    status.Update(received);
    if (PQexitPipelineMode(session_.get()) != 1) is_out_of_step_ = true;
    return status;
  }

  // The statement is parsed once, as the session's unnamed one, which lasts
  // until the next: a pooler between us and the server need know nothing of it.
  absl::Status SendAll(const std::string& text, std::span<const Row> rows) {
    if (PQsendPrepare(session_.get(), "", text.c_str(), 0, nullptr) != 1) {
      return Lost();
    }
    for (const Row& row : rows) {
      const Parameters bound(row);
      if (PQsendQueryPrepared(session_.get(), "", bound.count(), bound.data(),
                              nullptr, nullptr, 0) != 1) {
        return Lost();
      }
    }
    return PQpipelineSync(session_.get()) == 1 ? absl::OkStatus() : Lost();
  }

  // Reads to the end of the pipeline; the first error is the answer, what
  // stood behind it was not done.
  absl::Status ReceiveAll() {
    absl::Status status;
    bool was_end = false;
    while (is_connected()) {
      const Result result(PQgetResult(session_.get()));
      if (result == nullptr) {
        // Each statement's results end with one. A second in a row means that
        // libpq expects nothing more, as after an answer out of turn: it would
        // say so for ever.
        if (was_end) {
          is_out_of_step_ = true;
          break;
        }
        was_end = true;
        continue;
      }
      was_end = false;
      const ExecStatusType kind = PQresultStatus(result.get());
      if (kind == PGRES_PIPELINE_SYNC) return status;
      if (kind != PGRES_PIPELINE_ABORTED && !IsDone(result.get())) {
        status.Update(Failure(result.get()));
      }
    }
    status.Update(Lost());
    return status;
  }

  SessionPointer session_;
  bool is_read_only_ = false;
  bool is_out_of_step_ = false;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Connection>> OpenPostgres(
    const std::string& conninfo) {
  // What stands in `conninfo` replaces what stands before it.
  const char* const keywords[] = {"connect_timeout", "tcp_user_timeout",
                                  "keepalives_idle", "dbname", nullptr};
  const char* const values[] = {kConnectTimeoutSeconds, kUnackedMilliseconds,
                                kIdleSeconds, conninfo.c_str(), nullptr};
  SessionPointer session(
      PQconnectdbParams(keywords, values, /*expand_dbname=*/1));
  if (PQstatus(session.get()) != CONNECTION_OK) {
    return absl::UnavailableError(absl::StrCat(
        "cannot connect to PostgreSQL: ",
        absl::StripAsciiWhitespace(PQerrorMessage(session.get()))));
  }
  // "table exists, skipping" is not for our standard error.
  PQsetNoticeProcessor(
      session.get(), [](void*, const char*) {}, nullptr);
  return std::make_unique<PostgresConnection>(std::move(session));
}

}  // namespace ritornello::sql
