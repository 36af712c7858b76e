// An analysis service that answers what a test tells it. Tests only.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "libs/sql/transaction.h"
#include "libs/status/check.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/peers/analyzer.h"

namespace ritornello::catalog::testing {

class FakeAnalyzer final : public Analyzer {
 public:
  using Judging = std::function<absl::StatusOr<std::vector<Finding>>(
      const Report&, const VersionSpec&)>;

  // What Analyze says of `uri` from now on. A uri that was never named has no
  // file.
  void SetAnswer(const std::string& uri, absl::StatusOr<Report> answer) {
    absl::MutexLock lock(&mutex_);
    answers_.insert_or_assign(uri, std::move(answer));
  }

  // What Judge says of each spec from now on; at first: no finding.
  void SetJudging(Judging judging) {
    absl::MutexLock lock(&mutex_);
    judging_ = std::move(judging);
  }

  void SetReachable(bool is_reachable) {
    absl::MutexLock lock(&mutex_);
    is_reachable_ = is_reachable;
  }

  // Calls of Analyze that come from now on wait until Release(), until their
  // deadline, or until they are stopped.
  void Hold() {
    absl::MutexLock lock(&mutex_);
    is_holding_ = true;
  }
  void Release() {
    absl::MutexLock lock(&mutex_);
    is_holding_ = false;
  }
  // Waits at most 20 s; false when fewer than `count` calls wait by then.
  bool AwaitHeld(int count) {
    const auto reached = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
      return held_count_ >= count;
    };
    absl::MutexLock lock(&mutex_);
    return mutex_.AwaitWithTimeout(absl::Condition(&reached),
                                   absl::Seconds(20));
  }

  // How often Analyze was asked for `uri`.
  int AnalyzeCount(const std::string& uri) const {
    absl::MutexLock lock(&mutex_);
    const auto count = analyze_counts_.find(uri);
    return count == analyze_counts_.end() ? 0 : count->second;
  }
  int judge_count() const {
    absl::MutexLock lock(&mutex_);
    return judge_count_;
  }

  bool IsReachable() override {
    absl::MutexLock lock(&mutex_);
    return is_reachable_;
  }

  absl::StatusOr<Report> Analyze(const std::string& uri,
                                 const std::string& expected_sha256,
                                 absl::Time deadline,
                                 absl::string_view /*traceparent*/,
                                 const std::stop_token& stop) override {
    RITORNELLO_CHECK(!sql::IsTransactionOpenOnThisThread());
    const auto released = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
      return !is_holding_ || stop.stop_requested();
    };
    // A condition is looked at again only when the mutex was held.
    const std::stop_callback wake(stop, [&] { absl::MutexLock lock(&mutex_); });
    absl::MutexLock lock(&mutex_);
    ++analyze_counts_[uri];
    ++held_count_;
    const bool in_time =
        mutex_.AwaitWithDeadline(absl::Condition(&released), deadline);
    --held_count_;
    if (!in_time) return absl::DeadlineExceededError("Deadline Exceeded");
    if (stop.stop_requested()) return absl::CancelledError("Cancelled");
    return Answer(uri, expected_sha256);
  }

  absl::StatusOr<std::vector<std::vector<Finding>>> Judge(
      const Report& report, std::span<const VersionSpec> specs,
      absl::Time /*deadline*/, absl::string_view /*traceparent*/) override {
    RITORNELLO_CHECK(!sql::IsTransactionOpenOnThisThread());
    Judging judging;
    {
      absl::MutexLock lock(&mutex_);
      ++judge_count_;
      judging = judging_;
    }
    std::vector<std::vector<Finding>> findings(specs.size());
    if (!judging) return findings;
    for (size_t i = 0; i < specs.size(); ++i) {
      RITORNELLO_ASSIGN_OR_RETURN(findings[i], judging(report, specs[i]));
    }
    return findings;
  }

 private:
  absl::StatusOr<Report> Answer(const std::string& uri,
                                const std::string& expected_sha256) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const auto answer = answers_.find(uri);
    if (answer == answers_.end()) {
      return absl::NotFoundError(absl::StrCat("no file at ", uri));
    }
    if (answer->second.ok() && !expected_sha256.empty() &&
        answer->second->file_sha256 != expected_sha256) {
      return WithReason(
          absl::FailedPreconditionError(absl::StrCat(
              uri, " has the SHA-256 ", answer->second->file_sha256)),
          "HASH_MISMATCH", {{"uri", uri}});
    }
    return answer->second;
  }

  mutable absl::Mutex mutex_;
  std::map<std::string, absl::StatusOr<Report>> answers_
      ABSL_GUARDED_BY(mutex_);
  std::map<std::string, int> analyze_counts_ ABSL_GUARDED_BY(mutex_);
  Judging judging_ ABSL_GUARDED_BY(mutex_);
  int judge_count_ ABSL_GUARDED_BY(mutex_) = 0;
  int held_count_ ABSL_GUARDED_BY(mutex_) = 0;
  bool is_holding_ ABSL_GUARDED_BY(mutex_) = false;
  bool is_reachable_ ABSL_GUARDED_BY(mutex_) = true;
};

}  // namespace ritornello::catalog::testing
