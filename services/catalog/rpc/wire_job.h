// Jobs between the wire (v1::) and the model.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ritornello/catalog/v1/backlog_service.pb.h"
#include "services/catalog/model/job.h"

namespace ritornello::catalog {

// "accounts/acme/jobs/analyze-nocturne-1f00aa3c9d2e-2", with the number of
// the version at the end; "accounts/acme/jobs/assess-nocturne-1f00aa3c9d2e".
std::string NameOf(const JobKey& key);

// InvalidArgument naming `field` for what is no such name.
absl::StatusOr<JobKey> ParseJobName(absl::string_view field,
                                    absl::string_view name);

v1::Job ToWire(const Job& job);

}  // namespace ritornello::catalog
