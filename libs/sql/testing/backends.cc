#include "libs/sql/testing/backends.h"

#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "libs/sql/open.h"
#include "libs/sql/testing/private_postgres.h"

namespace ritornello::sql::testing {
namespace {

std::string NewFolder() {
  std::string pattern =
      (std::filesystem::temp_directory_path() / "sqlite-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) std::abort();
  return pattern;
}

// A schema is a fresh database in all that our statements can see, and a
// hundred times quicker to make.
std::string NewSchema() {
  static std::atomic<int> count = 0;
  return absl::StrCat("test_", ++count);
}

void RunOnServer(const std::string& statement) {
  const auto connection = OpenConnection(PrivatePostgres::Get().url());
  if (!connection.ok() || !(*connection)->Run(statement, {}).ok()) {
    std::abort();
  }
}

}  // namespace

std::string BackendName(const ::testing::TestParamInfo<Backend>& test) {
  return test.param == Backend::kSqlite ? "Sqlite" : "Postgres";
}

TestDatabase::TestDatabase(Backend backend) : backend_(backend) {
  if (backend == Backend::kSqlite) {
    place_ = NewFolder();
    url_ = absl::StrCat("sqlite:", place_, "/test.db");
  } else {
    place_ = NewSchema();
    RunOnServer(absl::StrCat("CREATE SCHEMA ", place_));
    url_ = absl::StrCat(PrivatePostgres::Get().url(),
                        "&options=-csearch_path%3D", place_);
  }
}

TestDatabase::~TestDatabase() {
  if (backend_ == Backend::kSqlite) {
    std::filesystem::remove_all(place_);
  } else {
    RunOnServer(absl::StrCat("DROP SCHEMA ", place_, " CASCADE"));
  }
}

std::unique_ptr<Connection> TestDatabase::Open() const {
  return OpenConnection(url_).value();
}

std::unique_ptr<Pool> TestDatabase::OpenPool(int connection_count_max) const {
  return sql::OpenPool(url_, {.connection_count_max = connection_count_max,
                              .wait_max = absl::Seconds(20)})
      .value();
}

}  // namespace ritornello::sql::testing
