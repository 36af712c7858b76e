// A connection that fails on command. Tests only.
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "libs/sql/connection.h"

namespace ritornello::sql::testing {

enum class Fault {
  kNotDone,     // the call never reached the database
  kAnswerLost,  // the database did it; the caller will never know, and the
                // session is gone
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

  // Calls `look` after each call that passes, ROLLBACK left out.
  void AfterEachCall(std::function<void()> look) { look_ = std::move(look); }

  // Runs `call` on `session`, or makes it fail.
  template <typename Call>
  auto Pass(std::unique_ptr<Connection>& session, Call call)
      -> decltype(call(*session)) {
    if (session == nullptr)
      return absl::UnavailableError("the session is gone");
    if (fail_at_-- != 0) {
      auto answer = call(*session);
      if (look_) look_();
      return answer;
    }
    fault_happened_ = true;
    if (fault_ == Fault::kAnswerLost) {
      call(*session).IgnoreError();
      session.reset();
    }
    return absl::UnavailableError("injected fault");
  }

 private:
  int fail_at_ = -1;
  Fault fault_ = Fault::kNotDone;
  bool fault_happened_ = false;
  std::function<void()> look_;
};

// Passes every call to a real connection, except the one that must fail.
class FaultyConnection final : public Connection {
 public:
  // `faults` must outlive the connection.
  FaultyConnection(std::unique_ptr<Connection> real, Faults& faults)
      : dialect_(real->dialect()), real_(std::move(real)), faults_(faults) {}

  absl::StatusOr<std::vector<Row>> Run(
      absl::string_view statement, std::span<const Value> parameters) override {
    const auto run = [&](Connection& real) {
      return real.Run(statement, parameters);
    };
    // ROLLBACK always passes: a real server does it when the session dies.
    if (statement == "ROLLBACK" && real_ != nullptr) return run(*real_);
    return faults_.Pass(real_, run);
  }
  absl::Status RunMany(absl::string_view statement,
                       std::span<const Row> parameter_rows) override {
    return faults_.Pass(real_, [&](Connection& real) {
      return real.RunMany(statement, parameter_rows);
    });
  }
  absl::Status RunScript(const std::string& script) override {
    return faults_.Pass(
        real_, [&](Connection& real) { return real.RunScript(script); });
  }
  absl::Status Begin() override {
    return faults_.Pass(real_, [](Connection& real) { return real.Begin(); });
  }
  Dialect dialect() const override { return dialect_; }
  bool healthy() const override { return real_ != nullptr && real_->healthy(); }

 private:
  const Dialect dialect_;
  std::unique_ptr<Connection> real_;  // nullptr once the session is gone
  Faults& faults_;
};

}  // namespace ritornello::sql::testing
