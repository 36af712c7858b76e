// A catalogue that knows the tracks a test tells it, and every account and
// library but those it lacks. Tests only.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "libs/sql/transaction.h"
#include "libs/status/check.h"
#include "libs/status/error.h"
#include "services/royalties/peers/rights_source.h"

namespace ritornello::royalties::testing {

class FakeRightsSource final : public RightsSource {
 public:
  // Adds a track; `sheets` may hold several of one right, of which the one with
  // the latest effective date up to the day asked for holds.
  void Add(RightsAnswer track) {
    absl::MutexLock lock(&mutex_);
    tracks_.push_back(std::move(track));
  }

  // Answers `status` until it is OK again.
  void Fail(absl::Status status) {
    absl::MutexLock lock(&mutex_);
    status_ = std::move(status);
  }

  // There is no such account or library: "libraries/none".
  void Lack(const std::string& name) {
    absl::MutexLock lock(&mutex_);
    lacking_.insert(name);
  }

  // There is one now.
  void Have(const std::string& name) {
    absl::MutexLock lock(&mutex_);
    lacking_.erase(name);
  }

  int query_count() const {
    absl::MutexLock lock(&mutex_);
    return query_count_;
  }

  absl::StatusOr<std::vector<RightsAnswer>> BatchGetRights(
      absl::string_view parent, std::span<const RightsQuery> queries,
      absl::Time deadline, absl::string_view /*traceparent*/) override {
    if (before_answer) before_answer(deadline);
    RITORNELLO_CHECK(!sql::IsTransactionOpenOnThisThread());
    RITORNELLO_CHECK(!queries.empty() &&
                     queries.size() <= kRightsQueryCountMax);
    absl::MutexLock lock(&mutex_);
    if (!status_.ok()) return status_;
    std::vector<RightsAnswer> answers;
    for (const RightsQuery& query : queries) {
      ++query_count_;
      answers.push_back(Answer(parent, query));
    }
    return answers;
  }

  absl::Status CheckAccount(absl::string_view account_id,
                            absl::Time /*deadline*/,
                            absl::string_view /*traceparent*/) override {
    return Check(AccountName(account_id), "ACCOUNT_NOT_FOUND");
  }
  absl::Status CheckLibrary(absl::string_view library_id,
                            absl::Time /*deadline*/,
                            absl::string_view /*traceparent*/) override {
    return Check(LibraryName(library_id), "LIBRARY_NOT_FOUND");
  }

  // Called first, if set before there are calls; what each is given to answer.
  std::function<void(absl::Time deadline)> before_answer;

 private:
  absl::Status Check(const std::string& name, absl::string_view reason) {
    RITORNELLO_CHECK(!sql::IsTransactionOpenOnThisThread());
    absl::MutexLock lock(&mutex_);
    if (!status_.ok() || lacking_.count(name) == 0) return status_;
    return WithReason(
        absl::NotFoundError(absl::StrCat("the catalogue has no ", name)),
        reason, {});
  }

  static bool Matches(const RightsAnswer& track, absl::string_view parent,
                      const RightsQuery& query) {
    if (parent != "accounts/-" &&
        parent != AccountName(track.track.account_id)) {
      return false;
    }
    if (!query.isrc.empty()) return track.isrc == query.isrc;
    return query.track == track.track.track_id ||
           query.track == NameOf(track.track);
  }

  RightsAnswer Answer(absl::string_view parent, const RightsQuery& query) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    RightsAnswer answer;
    for (const RightsAnswer& track : tracks_) {
      if (!Matches(track, parent, query)) continue;
      if (answer.state == RightsAnswer::State::kFound) {
        answer = RightsAnswer();
        answer.state = RightsAnswer::State::kAmbiguous;
        return answer;
      }
      answer = track;
      answer.state = RightsAnswer::State::kFound;
    }
    std::map<Right, SplitSheet> latest;
    for (const SplitSheet& sheet : answer.split_sheets) {
      if (sheet.effective_date > query.as_of_date) continue;
      SplitSheet& found = latest[sheet.right];
      if (sheet.effective_date >= found.effective_date || found.name.empty()) {
        found = sheet;
      }
    }
    answer.split_sheets.clear();
    for (auto& [right, sheet] : latest) answer.split_sheets.push_back(sheet);
    return answer;
  }

  mutable absl::Mutex mutex_;
  std::vector<RightsAnswer> tracks_ ABSL_GUARDED_BY(mutex_);
  std::set<std::string> lacking_ ABSL_GUARDED_BY(mutex_);
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
  int query_count_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace ritornello::royalties::testing
