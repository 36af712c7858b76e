// A connection that counts what goes to the database. Tests only.
#pragma once

#include <memory>
#include <utility>

#include "libs/sql/connection.h"

namespace ritornello::sql::testing {

// A statement for many rows counts once, and not at all for none.
class CountingConnection final : public Connection {
 public:
  // `count` must outlive the connection.
  CountingConnection(std::unique_ptr<Connection> real, int& count)
      : real_(std::move(real)), count_(count) {}

  absl::StatusOr<std::vector<Row>> Run(
      absl::string_view statement, std::span<const Value> parameters) override {
    ++count_;
    return real_->Run(statement, parameters);
  }
  absl::Status RunMany(absl::string_view statement,
                       std::span<const Row> parameter_rows) override {
    count_ += parameter_rows.empty() ? 0 : 1;
    return real_->RunMany(statement, parameter_rows);
  }
  absl::Status RunScript(const std::string& script) override {
    return real_->RunScript(script);
  }
  absl::Status Begin() override { return real_->Begin(); }
  Dialect dialect() const override { return real_->dialect(); }
  bool healthy() const override { return real_->healthy(); }

 private:
  const std::unique_ptr<Connection> real_;
  int& count_;
};

}  // namespace ritornello::sql::testing
