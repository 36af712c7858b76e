// What an ingestion did.
#pragma once

#include <array>
#include <cstdint>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "cli/session.h"
#include "ritornello/catalog/v1/ingest_service.pb.h"

namespace ritornello::cli {

class IngestSummary {
 public:
  void Count(const catalog::v1::IngestResponse& ack);

  int64_t count(catalog::v1::IngestResponse::Outcome outcome) const {
    return counts_[static_cast<size_t>(outcome)];
  }
  // Tracks that have versions to measure.
  const std::set<std::string>& queued_tracks() const { return queued_tracks_; }

  int64_t left_out_count = 0;    // tracks that were not even sent
  int64_t stray_line_count = 0;  // wrong, and of no track
  int64_t failed_count = 0;      // files that cannot be measured
  bool is_check = false;

  // A row of counts, but with --json, where each ack was told.
  void Print(Session& session) const;

  // What is to be told at the end: OK when everything was taken, and measured.
  absl::Status Outcome(int64_t track_count) const;

 private:
  int64_t refused_count() const {
    return count(catalog::v1::IngestResponse::REJECTED) + left_out_count;
  }

  std::array<int64_t, catalog::v1::IngestResponse::Outcome_ARRAYSIZE> counts_{};
  int64_t queued_version_count_ = 0;
  std::set<std::string> queued_tracks_;
};

}  // namespace ritornello::cli
