#include "services/catalog/rpc/wire_job.h"

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "libs/status/check.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/rpc/wire_time.h"

namespace ritornello::catalog {
namespace {

constexpr absl::string_view kJobs = "/jobs/";
constexpr absl::string_view kAnalyze = "analyze-";
constexpr absl::string_view kAssess = "assess-";

v1::Job::State ToWire(JobState state) {
  v1::Job::State wire = v1::Job::STATE_UNSPECIFIED;
  RITORNELLO_CHECK(
      v1::Job::State_Parse(std::string(JobStateName(state)), &wire));
  return wire;
}

}  // namespace

std::string NameOf(const JobKey& key) {
  const std::string parent =
      absl::StrCat(AccountName(key.track.account_id), kJobs);
  return key.kind == JobKind::kAnalyze
             ? absl::StrCat(parent, kAnalyze, key.track.track_id, "-",
                            key.version_number)
             : absl::StrCat(parent, kAssess, key.track.track_id);
}

absl::StatusOr<JobKey> ParseJobName(absl::string_view field,
                                    absl::string_view name) {
  const auto refuse = [&] {
    return InvalidField(
        field, absl::StrCat("must be like accounts/acme/jobs/assess-TRACK, "
                            "got \"",
                            name, "\""));
  };
  const size_t at = name.find(kJobs);
  if (at == absl::string_view::npos) return refuse();
  RITORNELLO_ASSIGN_OR_RETURN(const std::string account_id,
                              ParseAccountName(field, name.substr(0, at)));
  absl::string_view id = name.substr(at + kJobs.size());
  JobKey key{.track = {account_id, ""}};
  if (absl::ConsumePrefix(&id, kAssess)) {
    key.kind = JobKind::kAssess;
  } else if (absl::ConsumePrefix(&id, kAnalyze)) {
    const size_t dash = id.rfind('-');
    if (dash == absl::string_view::npos ||
        !absl::SimpleAtoi(id.substr(dash + 1), &key.version_number)) {
      return refuse();
    }
    id = id.substr(0, dash);
  } else {
    return refuse();
  }
  if (!ValidateId(field, id).ok()) return refuse();
  key.track.track_id = std::string(id);
  return key;
}

v1::Job ToWire(const Job& job) {
  v1::Job wire;
  wire.set_name(NameOf(job.key));
  const bool measures = job.key.kind == JobKind::kAnalyze;
  wire.set_kind(measures ? v1::Job::ANALYZE : v1::Job::ASSESS);
  wire.set_subject(
      measures ? NameOf(VersionKey{job.key.track, job.key.version_number})
               : NameOf(job.key.track));
  wire.set_state(ToWire(job.state));
  wire.set_attempt_count(static_cast<int32_t>(job.attempt_count));
  wire.set_error(job.error);
  *wire.mutable_next_time() = TimeToWire(job.due_time);
  return wire;
}

}  // namespace ritornello::catalog
