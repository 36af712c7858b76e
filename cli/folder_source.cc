#include <memory>
#include <vector>

#include "cli/audio_folder.h"
#include "cli/ingest_source.h"
#include "cli/tags.h"
#include "cli/track_draft.h"
#include "libs/status/status_macros.h"

namespace ritornello::cli {
namespace {

using catalog::v1::IngestItem;
using catalog::v1::IngestResponse;

struct Folder {
  std::vector<TrackFiles> tracks;
  KnownWords words;
  // Why tracks were not sent, as when a file has gone meanwhile.
  std::vector<absl::Status> left_out;
  int64_t drafted_count = 0;  // of what is left out each is told once
};

std::optional<IngestItem> Draft(Folder& folder, int64_t i) {
  const TrackFiles& files = folder.tracks[static_cast<size_t>(i)];
  absl::StatusOr<IngestItem> item =
      DraftItem(files, ReadTags(files.versions.front().path), folder.words);
  const bool is_first = i >= folder.drafted_count;
  if (is_first) folder.drafted_count = i + 1;
  if (item.ok()) return *std::move(item);
  if (is_first) folder.left_out.push_back(item.status());
  return std::nullopt;
}

}  // namespace

absl::StatusOr<IngestSource> FolderSource(
    const std::string& path, const catalog::v1::ListTermsResponse& terms,
    Session& session) {
  std::vector<std::filesystem::path> twins;
  SkippedFiles skipped;
  auto found = TracksAt(path, VersionNames(terms), twins, skipped);
  session.err << SkippedText(skipped);
  if (!found.ok()) return found.status();
  for (const auto& twin : twins) {
    session.err << "left out " << Printable(twin.string())
                << ": the track has this mix already\n";
  }
  const auto folder =
      std::make_shared<Folder>(Folder{*std::move(found), KnownWords(terms)});
  IngestSource source;
  source.count = static_cast<int64_t>(folder->tracks.size());
  source.draft = [folder](int64_t i) { return Draft(*folder, i); };
  source.hear = [&session](const IngestResponse& ack) {
    if (ack.outcome() != IngestResponse::REJECTED) return;
    session.err << "rejected " << Printable(ack.client_reference()) << ": "
                << Printable(ack.error().message()) << '\n';
  };
  source.tell = [folder, &session]() -> absl::StatusOr<int64_t> {
    for (const absl::Status& reason : folder->left_out) {
      session.err << "left out: " << Printable(reason.message()) << '\n';
    }
    return static_cast<int64_t>(folder->left_out.size());
  };
  return source;
}

}  // namespace ritornello::cli
