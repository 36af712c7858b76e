#include "cli/ingest_failures.h"

#include "absl/strings/str_cat.h"
#include "cli/format.h"
#include "ritornello/catalog/v1/backlog_service.grpc.pb.h"
#include "ritornello/catalog/v1/track_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::BacklogService;
using catalog::v1::Job;
using catalog::v1::ListJobsRequest;
using catalog::v1::ListJobsResponse;
using catalog::v1::Track;
using catalog::v1::TrackService;
using catalog::v1::Version;

namespace {

// The track of a version's name, or of its own.
std::string TrackOf(const std::string& subject) {
  return subject.substr(0, subject.find("/versions/"));
}

bool IsSame(const Job& a, const Job& b) {
  return a.attempt_count() == b.attempt_count() &&
         a.next_time().seconds() == b.next_time().seconds() &&
         a.next_time().nanos() == b.next_time().nanos() &&
         a.error() == b.error();
}

// The file of the version `subject`, or its name while the catalogue is away.
std::string FileOf(const std::string& subject, Session& session) {
  catalog::v1::GetTrackRequest request;
  request.set_name(TrackOf(subject));
  const absl::StatusOr<Track> track =
      Call(session, &TrackService::Stub::GetTrack, request);
  if (!track.ok()) return subject;
  for (const Version& version : track->versions()) {
    if (version.name() == subject) {
      return FileShown(version.uri());
    }
  }
  return subject;
}

}  // namespace

absl::StatusOr<FailedJobs> ListFailedJobs(const std::string& parent,
                                          Session& session) {
  ListJobsRequest request;
  request.set_parent(parent);
  request.set_state(Job::FAILED);
  request.set_page_size(kPageSize);
  FailedJobs failed;
  const absl::Status listed =
      ForEachPage(session, &BacklogService::Stub::ListJobs, request,
                  [&](const ListJobsResponse& page) {
                    for (const Job& job : page.jobs()) {
                      failed[job.name()] = job;
                    }
                  });
  if (!listed.ok()) return listed;
  return failed;
}

IngestFailures TellApart(const FailedJobs& before, const FailedJobs& now,
                         const std::set<std::string>& tracks) {
  IngestFailures failures;
  for (const auto& [name, job] : now) {
    const auto known = before.find(name);
    const bool is_new = known == before.end() || !IsSame(known->second, job);
    if (is_new && tracks.count(TrackOf(job.subject())) > 0) {
      failures.own.push_back(job);
    } else {
      ++failures.older_count;
    }
  }
  return failures;
}

void PrintFailures(const IngestFailures& failures, const std::string& parent,
                   Session& session) {
  const std::string account = LastPart(parent);
  for (size_t i = 0; i < failures.own.size(); ++i) {
    if (i == kFailuresNamedMax) {
      session.err << "and " << failures.own.size() - i
                  << " more: ritornello job list --account " << account
                  << " --state failed\n";
      break;
    }
    const Job& job = failures.own[i];
    session.err << "failed " << Printable(FileOf(job.subject(), session))
                << ": " << Printable(job.error()) << '\n';
  }
  if (!failures.own.empty()) {
    session.err << "mend these files and ingest them again; what only the "
                   "server was to blame for is tried again with `ritornello "
                   "job rerun --account "
                << account << "`\n";
  }
  if (failures.older_count > 0) {
    session.err << failures.older_count
                << " more failed in earlier runs: ritornello job list "
                   "--account "
                << account << " --state failed\n";
  }
}

}  // namespace ritornello::cli
