#include "libs/sql/open.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "libs/sql/postgres_connection.h"
#include "libs/sql/sqlite_connection.h"
#include "libs/status/status_macros.h"

namespace ritornello::sql {
namespace {

constexpr absl::string_view kSqlite = "sqlite:";

}  // namespace

absl::StatusOr<std::unique_ptr<Connection>> OpenConnection(
    const std::string& url) {
  if (absl::StartsWith(url, kSqlite) && url.size() > kSqlite.size()) {
    return OpenSqlite(url.substr(kSqlite.size()));
  }
  if (absl::StartsWith(url, "postgres://") ||
      absl::StartsWith(url, "postgresql://")) {
    return OpenPostgres(url);
  }
  // The rest of the URL may hold a password: it is not repeated.
  return absl::InvalidArgumentError(
      absl::StrCat("a database is sqlite:PATH or postgres://..., got \"",
                   url.substr(0, url.find(':')), ":...\""));
}

absl::StatusOr<std::unique_ptr<Pool>> OpenPool(const std::string& url,
                                               PoolOptions options) {
  auto pool =
      std::make_unique<Pool>([url] { return OpenConnection(url); },
                             options.connection_count_max, options.wait_max);
  RITORNELLO_RETURN_IF_ERROR(pool->Borrow().status());
  return pool;
}

}  // namespace ritornello::sql
