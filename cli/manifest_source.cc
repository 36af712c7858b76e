#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/ingest_source.h"
#include "cli/made_parties.h"
#include "cli/manifest.h"
#include "cli/manifest_report.h"
#include "cli/usage.h"
#include "libs/rpc/grpc_status.h"
#include "libs/status/status_macros.h"

namespace ritornello::cli {
namespace {

using catalog::v1::IngestItem;
using catalog::v1::IngestResponse;
using catalog::v1::SplitSheet;

struct Source {
  ManifestOptions options;
  Manifest manifest;
  ManifestReport report;
  MadeParties made;
  int64_t left_out_count = 0;
  int64_t drafted_count = 0;  // of what is left out each is told once
};

std::optional<IngestItem> Draft(Source& source, int64_t i) {
  absl::StatusOr<ManifestDraft> draft = source.manifest.Draft(i);
  if (!draft.ok()) {
    draft = ManifestDraft{};
    draft->problems.push_back(
        {source.manifest.line(i), "", std::string(draft.status().message())});
  }
  if (i >= source.drafted_count) {
    source.drafted_count = i + 1;
    source.report.Add(draft->problems);
    if (!draft->item.has_value()) ++source.left_out_count;
  }
  return std::move(draft->item);
}

void AddNames(const google::protobuf::RepeatedPtrField<SplitSheet>& sheets,
              MadeParties& made) {
  for (const SplitSheet& sheet : sheets) {
    for (const auto& share : sheet.shares()) {
      if (share.party_display_name().empty()) continue;
      made.display_names.insert(share.party_display_name());
    }
  }
}

void Hear(Source& source, const IngestResponse& ack) {
  const int64_t i = ack.sequence();
  if (ack.outcome() == IngestResponse::REJECTED) {
    source.report.Add(source.manifest.Rejected(
        i, rpc::FromGrpc(grpc::Status(
               static_cast<grpc::StatusCode>(ack.error().code()),
               ack.error().message(), ack.error().SerializeAsString()))));
  }
  if (ack.created_parties().empty()) return;
  source.made.names.insert(ack.created_parties().begin(),
                           ack.created_parties().end());
  const auto draft = source.manifest.Draft(i);
  if (!draft.ok() || !draft->item.has_value()) return;
  AddNames(draft->item->split_sheets(), source.made);
  for (const auto& work : draft->item->works()) {
    AddNames(work.split_sheets(), source.made);
  }
}

// Before anything is sent.
absl::Status OpenErrors(Source& source) {
  std::error_code error;
  if (std::filesystem::equivalent(source.options.errors, source.options.path,
                                  error)) {
    return WrongUsage("--errors", "is the manifest itself; name another file");
  }
  return source.report.WriteTo(source.options.errors);
}

absl::StatusOr<int64_t> Tell(Source& source, Session& session) {
  source.report.Print(source.options.path, session);
  if (source.manifest.may_miss_versions() &&
      source.manifest.track_count() > 0 && session.style != Style::kJson) {
    session.err << "rows that cannot be read may be versions of any track: no "
                   "version "
                << (source.options.is_check ? "would be" : "was")
                << " taken away\n";
  }
  RITORNELLO_RETURN_IF_ERROR(TellMadeParties(
      source.made, source.options.is_check, source.options.parent, session));
  RITORNELLO_RETURN_IF_ERROR(source.report.Close());
  return source.left_out_count;
}

}  // namespace

absl::StatusOr<IngestSource> ManifestSource(
    const ManifestOptions& options, const catalog::v1::ListTermsResponse& terms,
    Session& session) {
  RITORNELLO_ASSIGN_OR_RETURN(const ManifestFile file,
                              ManifestFile::Open(options.path));
  absl::StatusOr<Manifest> manifest = Manifest::Open(
      file, {options.parent, file.folder(), VersionNames(terms)});
  if (!manifest.ok()) {
    return absl::Status(
        manifest.status().code(),
        absl::StrCat(options.path, ": ", manifest.status().message()));
  }
  if (file.is_windows_1252()) {
    session.err << Printable(options.path)
                << " is no UTF-8 and is read as windows-1252; where letters "
                   "come out wrong, save it as UTF-8\n";
  }
  const auto state =
      std::shared_ptr<Source>(new Source{options, *std::move(manifest)});
  if (!options.errors.empty()) {
    RITORNELLO_RETURN_IF_ERROR(OpenErrors(*state));
  }
  state->report.Add(state->manifest.problems());
  if (state->manifest.track_count() == 0) {
    RITORNELLO_RETURN_IF_ERROR(Tell(*state, session).status());
    return absl::InvalidArgumentError(
        absl::StrCat(options.path, state->report.count() == 0
                                       ? " describes no track"
                                       : ": nothing was taken in, see above"));
  }
  IngestSource source;
  source.count = state->manifest.track_count();
  source.stray_line_count =
      static_cast<int64_t>(state->manifest.problems().size());
  source.draft = [state](int64_t i) { return Draft(*state, i); };
  source.hear = [state](const IngestResponse& ack) { Hear(*state, ack); };
  source.line = [state](int64_t i) { return state->manifest.line(i); };
  source.tell = [state, &session] { return Tell(*state, session); };
  return source;
}

}  // namespace ritornello::cli
