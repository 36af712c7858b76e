#include "cli/ingest_failures.h"

#include <gtest/gtest.h>

namespace ritornello::cli {
namespace {

using catalog::v1::Job;

Job Failed(const std::string& subject, int attempt_count, int64_t time) {
  Job job;
  job.set_name("jobs/" + subject);
  job.set_subject(subject);
  job.set_state(Job::FAILED);
  job.set_attempt_count(attempt_count);
  job.mutable_next_time()->set_seconds(time);
  return job;
}

FailedJobs Of(const std::vector<Job>& jobs) {
  FailedJobs failed;
  for (const Job& job : jobs) failed[job.name()] = job;
  return failed;
}

TEST(IngestFailuresTest, ARunIsToldFromThoseBefore) {
  const FailedJobs before = Of({Failed("tracks/old/versions/1", 1, 10),
                                Failed("tracks/again/versions/1", 1, 10),
                                Failed("tracks/again/versions/2", 1, 10)});
  const FailedJobs now =
      Of({Failed("tracks/old/versions/1", 1, 10),
          Failed("tracks/again/versions/1", 1, 99),  // its file was replaced
          Failed("tracks/again/versions/2", 1, 10),  // this one was not
          Failed("tracks/new/versions/3", 1, 99),
          Failed("tracks/of-somebody-else/versions/1", 1, 99)});
  const IngestFailures failures =
      TellApart(before, now, {"tracks/again", "tracks/new"});
  std::vector<std::string> own;
  for (const Job& job : failures.own) own.push_back(job.subject());
  EXPECT_EQ(own, (std::vector<std::string>{"tracks/again/versions/1",
                                           "tracks/new/versions/3"}));
  EXPECT_EQ(failures.older_count, 3);
}

}  // namespace
}  // namespace ritornello::cli
