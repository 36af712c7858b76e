// Versions that an ingestion takes away.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cli/session.h"
#include "ritornello/catalog/v1/ingest_service.pb.h"

namespace ritornello::cli {

// How many are named on standard error.
inline constexpr size_t kRemovedVersionsNamedMax = 50;

class RemovedVersions {
 public:
  void Count(const catalog::v1::IngestResponse& ack);

  // Names them on standard error, with their files: a folder that lost one by
  // mistake is not noticed otherwise. Nothing with --json, where acks say it.
  void Tell(bool is_check, Session& session) const;

 private:
  std::vector<std::string> named_;
  size_t count_ = 0;
};

}  // namespace ritornello::cli
