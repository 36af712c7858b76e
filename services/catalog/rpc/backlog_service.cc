#include "services/catalog/rpc/backlog_service.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "libs/rpc/page.h"
#include "libs/sql/transaction.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/backlog_service.pb.h"
#include "services/catalog/model/names.h"
#include "services/catalog/rpc/authorisation.h"
#include "services/catalog/rpc/wire_job.h"
#include "services/catalog/storage/account_store.h"
#include "services/catalog/storage/job_store.h"

namespace ritornello::catalog {
namespace {

using server::Call;

constexpr int kPageSizeDefault = 50;
constexpr int kPageSizeMax = 500;
constexpr int kRerunCountMax = 1'000;

absl::StatusOr<v1::Backlog> GetBacklog(sql::Pool& pool,
                                       const v1::GetBacklogRequest& request) {
  absl::string_view account_name = request.name();
  if (!absl::ConsumeSuffix(&account_name, "/backlog")) {
    return InvalidField("name",
                        absl::StrCat("must be like accounts/acme/backlog, "
                                     "got \"",
                                     request.name(), "\""));
  }
  RITORNELLO_ASSIGN_OR_RETURN(const std::string account_id,
                              ParseAccountName("name", account_name));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
  RITORNELLO_RETURN_IF_ERROR(GetAccount(*connection, account_id).status());
  RITORNELLO_ASSIGN_OR_RETURN(const BacklogCounts counts,
                              CountBacklog(*connection, account_id));
  v1::Backlog backlog;
  backlog.set_name(request.name());
  backlog.set_pending_count(counts.pending);
  backlog.set_running_count(counts.running);
  backlog.set_failed_count(counts.failed);
  backlog.set_analyzed_version_count(counts.analyzed_version);
  backlog.set_version_count(counts.version);
  return backlog;
}

absl::StatusOr<std::optional<JobState>> FromWire(v1::Job::State state) {
  switch (state) {
    case v1::Job::STATE_UNSPECIFIED:
      return std::nullopt;
    case v1::Job::PENDING:
      return JobState::kPending;
    case v1::Job::RUNNING:
      return JobState::kRunning;
    case v1::Job::FAILED:
      return JobState::kFailed;
    default:
      return InvalidField("state", "must be PENDING, RUNNING or FAILED");
  }
}

absl::StatusOr<v1::ListJobsResponse> ListJobs(
    sql::Pool& pool, const v1::ListJobsRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::string account_id,
                              ParseAccountName("parent", request.parent()));
  RITORNELLO_ASSIGN_OR_RETURN(const std::optional<JobState> state,
                              FromWire(request.state()));
  RITORNELLO_ASSIGN_OR_RETURN(
      const rpc::Page page,
      rpc::Page::Of(request, kPageSizeDefault, kPageSizeMax));
  JobKey after;
  if (!page.cursor().empty()) {
    RITORNELLO_ASSIGN_OR_RETURN(after,
                                ParseJobName("page_token", page.cursor()));
  }
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
  RITORNELLO_RETURN_IF_ERROR(GetAccount(*connection, account_id).status());
  RITORNELLO_ASSIGN_OR_RETURN(std::vector<Job> jobs,
                              catalog::ListJobs(*connection, account_id, state,
                                                after, page.row_count()));
  v1::ListJobsResponse response;
  response.set_next_page_token(
      page.Cut(jobs, [](const auto& last) { return NameOf(last.key); }));
  for (const Job& job : jobs) *response.add_jobs() = ToWire(job);
  return response;
}

absl::StatusOr<std::optional<std::vector<JobKey>>> KeysOf(
    const std::string& account_id, const v1::RerunJobsRequest& request) {
  if (request.names().empty()) return std::nullopt;
  if (request.names_size() > kRerunCountMax) {
    return InvalidField(
        "names", absl::StrCat("must number at most ", kRerunCountMax, ", got ",
                              request.names_size()));
  }
  std::vector<JobKey> keys;
  for (int i = 0; i < request.names_size(); ++i) {
    const std::string field = absl::StrCat("names[", i, "]");
    RITORNELLO_ASSIGN_OR_RETURN(JobKey key,
                                ParseJobName(field, request.names(i)));
    // The caller was allowed this account, and no other.
    if (key.track.account_id != account_id) {
      return InvalidField(field, absl::StrCat("is not of ", request.parent()));
    }
    keys.push_back(std::move(key));
  }
  return keys;
}

absl::StatusOr<v1::RerunJobsResponse> RerunJobs(
    sql::Pool& pool, const Clock& clock, const std::function<void()>& wake,
    const v1::RerunJobsRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::string account_id,
                              ParseAccountName("parent", request.parent()));
  RITORNELLO_ASSIGN_OR_RETURN(const auto keys, KeysOf(account_id, request));
  v1::RerunJobsResponse response;
  const absl::Status done = sql::RunTransaction(
      pool, [&](sql::Transaction& transaction) -> absl::Status {
        RITORNELLO_RETURN_IF_ERROR(
            GetAccount(transaction.connection(), account_id).status());
        RITORNELLO_ASSIGN_OR_RETURN(
            const int64_t count,
            catalog::RerunJobs(transaction, account_id, keys, clock.Now()));
        response.set_rerun_count(count);
        return absl::OkStatus();
      });
  RITORNELLO_RETURN_IF_ERROR(done);
  wake();
  return response;
}

}  // namespace

std::unique_ptr<server::BoundService> MakeBacklogService(
    sql::Pool& pool, const Clock& clock, std::function<void()> wake) {
  auto service = std::make_unique<server::BoundService>(
      "ritornello.catalog.v1.BacklogService", Rules());
  service->Unary("GetBacklog", [&pool](Call&, const v1::GetBacklogRequest& r) {
    return GetBacklog(pool, r);
  });
  service->Unary("ListJobs", [&pool](Call&, const v1::ListJobsRequest& r) {
    return ListJobs(pool, r);
  });
  service->Unary("RerunJobs", [&pool, &clock, wake = std::move(wake)](
                                  Call&, const v1::RerunJobsRequest& r) {
    return RerunJobs(pool, clock, wake, r);
  });
  return service;
}

}  // namespace ritornello::catalog
