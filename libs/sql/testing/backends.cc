#include "libs/sql/testing/backends.h"

#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <map>

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

std::string SqliteUrl(const std::string& folder) {
  return absl::StrCat("sqlite:", folder, "/test.db");
}

// A name that no database of this process has had.
std::string NewName() {
  static std::atomic<int> count = 0;
  return absl::StrCat("test_", ++count);
}

// Over one session, which is gone when the process ends.
void RunOnServer(const std::string& statement) {
  static const auto session = OpenConnection(PrivatePostgres::Get().url());
  if (!session.ok() || !(*session)->Run(statement, {}).ok()) std::abort();
}

// The files are copied without a word in the log of changes, the other
// strategy takes four times as long.
void CreateOnServer(const std::string& name, const std::string& like) {
  RunOnServer(absl::StrCat("CREATE DATABASE ", name, " TEMPLATE ", like,
                           " STRATEGY file_copy"));
}

void MustMigrate(const std::string& url, Migrate migrate) {
  const auto connection = OpenConnection(url);
  if (!connection.ok() || !migrate(**connection, absl::UnixEpoch()).ok()) {
    std::abort();
  }
}

// The file with the tables of `migrate`.
std::filesystem::path SqliteTemplate(Migrate migrate) {
  struct Folders {
    ~Folders() {
      for (const auto& [made_by, path] : paths) {
        std::filesystem::remove_all(path);
      }
    }
    std::map<Migrate, std::string> paths;
  };
  static Folders folders;
  std::string& folder = folders.paths[migrate];
  if (folder.empty()) {
    folder = NewFolder();
    MustMigrate(SqliteUrl(folder), migrate);
  }
  return std::filesystem::path(folder) / "test.db";
}

// The name of the database with the tables of `migrate`.
const std::string& PostgresTemplate(Migrate migrate) {
  static std::map<Migrate, std::string> names;
  std::string& name = names[migrate];
  if (name.empty()) {
    name = NewName();
    CreateOnServer(name, "template0");
    MustMigrate(PrivatePostgres::Get().url(name), migrate);
  }
  return name;
}

}  // namespace

std::string BackendName(const ::testing::TestParamInfo<Backend>& test) {
  return test.param == Backend::kSqlite ? "Sqlite" : "Postgres";
}

TestDatabase::TestDatabase(Backend backend, Migrate migrate)
    : backend_(backend) {
  if (backend == Backend::kSqlite) {
    place_ = NewFolder();
    url_ = SqliteUrl(place_);
    if (migrate != nullptr) {
      std::filesystem::copy(SqliteTemplate(migrate), place_);
    }
  } else {
    place_ = NewName();
    CreateOnServer(
        place_, migrate == nullptr ? "template0" : PostgresTemplate(migrate));
    url_ = PrivatePostgres::Get().url(place_);
  }
}

TestDatabase::~TestDatabase() {
  if (backend_ == Backend::kSqlite) {
    std::filesystem::remove_all(place_);
  } else {
    // Whoever is still connected is not waited for.
    RunOnServer(absl::StrCat("DROP DATABASE ", place_, " WITH (FORCE)"));
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
