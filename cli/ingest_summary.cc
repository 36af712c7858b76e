#include "cli/ingest_summary.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace ritornello::cli {

using catalog::v1::IngestResponse;

void IngestSummary::Count(const IngestResponse& ack) {
  ++counts_[static_cast<size_t>(ack.outcome())];
  queued_version_count_ += ack.queued_version_count();
  if (ack.queued_version_count() > 0) queued_tracks_.insert(ack.track());
}

void IngestSummary::Print(Session& session) const {
  if (session.style == Style::kJson) return;
  Table table({{is_check ? "TO CREATE" : "CREATED", Align::kRight},
               {is_check ? "TO UPDATE" : "UPDATED", Align::kRight},
               {"UNCHANGED", Align::kRight},
               {"REJECTED", Align::kRight},
               {"TO MEASURE", Align::kRight},
               {"FAILED", Align::kRight}});
  table.AddRow({absl::StrCat(count(IngestResponse::CREATED)),
                absl::StrCat(count(IngestResponse::UPDATED)),
                absl::StrCat(count(IngestResponse::UNCHANGED)),
                absl::StrCat(refused_count()),
                absl::StrCat(queued_version_count_),
                absl::StrCat(failed_count)});
  table.Print(session.style, session.out);
}

absl::Status IngestSummary::Outcome(int64_t track_count) const {
  std::vector<std::string> what;
  if (refused_count() > 0) {
    what.push_back(absl::StrCat(refused_count(), " of ", track_count,
                                " tracks ", is_check ? "would be" : "were",
                                " rejected or left out"));
  }
  if (stray_line_count > 0) {
    what.push_back(absl::StrCat(stray_line_count, " lines belong to no track"));
  }
  if (failed_count > 0) {
    what.push_back(absl::StrCat(failed_count, " of ", queued_version_count_,
                                " files could not be measured"));
  }
  if (what.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(absl::StrJoin(what, ", "), ", see above"));
}

}  // namespace ritornello::cli
