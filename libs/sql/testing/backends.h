// A fresh database for every test, on both engines. Tests only.
//
//   class StoreTest : public ::testing::TestWithParam<Backend> {
//     TestDatabase database_{GetParam(), MigrateCatalog};
//   };
//   INSTANTIATE_TEST_SUITE_P(Both, StoreTest, ForBothBackends(),
//                            BackendName);
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libs/sql/connection.h"
#include "libs/sql/pool.h"

namespace ritornello::sql::testing {

enum class Backend { kSqlite, kPostgres };

inline auto ForBothBackends() {
  return ::testing::Values(Backend::kSqlite, Backend::kPostgres);
}
std::string BackendName(const ::testing::TestParamInfo<Backend>& test);

// MigrateCatalog or its like.
using Migrate = absl::Status (*)(Connection& connection, absl::Time now);

// Gone when destroyed. PostgreSQL means a private cluster, started by the
// first test that wants one and stopped when the process ends, however it
// ends; it listens on a socket in its own folder only.
class TestDatabase {
 public:
  // Empty, or with the tables of `migrate`, which runs once a process: what it
  // made is copied, in a tenth of the time.
  //
  // Ends the process with the reason if the engine cannot be had: these tests
  // are never skipped.
  explicit TestDatabase(Backend backend, Migrate migrate = nullptr);
  ~TestDatabase();

  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  // For sql::OpenPool.
  const std::string& url() const { return url_; }

  std::unique_ptr<Connection> Open() const;
  std::unique_ptr<Pool> OpenPool(int connection_count_max = 16) const;

 private:
  const Backend backend_;
  std::string place_;  // folder of the file, or name of the database
  std::string url_;
};

}  // namespace ritornello::sql::testing
