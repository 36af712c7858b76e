// A connection that fails on command. Tests only.
#pragma once

#include "libs/sql/connection.h"

namespace ritornello::sql::testing {

enum class Fault {
  kNotDone,     // the call never reached the database
  kAnswerLost,  // the database did it; the caller will never know
};

// Decides which call fails; shared by the connections of one test. Sweep
// FailCall(0), FailCall(1), … until fault_happened() stays false to prove that
// no point of failure leaves half of an operation behind.
class Faults {
 public:
  // Fails the `n`-th call from now, counting from 0, with Unavailable.
  void FailCall(int n, Fault fault) {
    fail_at_ = n;
    fault_ = fault;
    fault_happened_ = false;
  }
  void Stop() { fail_at_ = -1; }
  bool fault_happened() const { return fault_happened_; }

  // Runs `call` on the real connection, or makes it fail.
  template <typename Call>
  auto Pass(Call call) -> decltype(call()) {
    if (fail_at_-- != 0) return call();
    fault_happened_ = true;
    if (fault_ == Fault::kAnswerLost) call().IgnoreError();
    return absl::UnavailableError("injected fault");
  }

 private:
  int fail_at_ = -1;
  Fault fault_ = Fault::kNotDone;
  bool fault_happened_ = false;
};

// Passes every call to a real connection, except the one that must fail.
class FaultyConnection final : public Connection {
 public:
  // `faults` must outlive the connection.
  FaultyConnection(std::unique_ptr<Connection> real, Faults& faults)
      : real_(std::move(real)), faults_(faults) {}

  absl::StatusOr<std::vector<Row>> Run(
      absl::string_view statement, std::span<const Value> parameters) override {
    // ROLLBACK always passes: a real server does it when the session dies.
    if (statement == "ROLLBACK") return real_->Run(statement, parameters);
    return faults_.Pass([&] { return real_->Run(statement, parameters); });
  }
  absl::Status RunMany(absl::string_view statement,
                       std::span<const Row> parameter_rows) override {
    return faults_.Pass(
        [&] { return real_->RunMany(statement, parameter_rows); });
  }
  absl::Status RunScript(const std::string& script) override {
    return faults_.Pass([&] { return real_->RunScript(script); });
  }
  absl::Status Begin() override {
    return faults_.Pass([&] { return real_->Begin(); });
  }
  Dialect dialect() const override { return real_->dialect(); }
  bool healthy() const override { return real_->healthy(); }

 private:
  std::unique_ptr<Connection> real_;
  Faults& faults_;
};

}  // namespace ritornello::sql::testing
