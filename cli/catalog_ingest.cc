#include <array>
#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "cli/audio_folder.h"
#include "cli/format.h"
#include "cli/ingest_failures.h"
#include "cli/poll_interval.h"
#include "cli/progress.h"
#include "cli/track_draft.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/account_service.grpc.pb.h"
#include "ritornello/catalog/v1/backlog_service.grpc.pb.h"
#include "ritornello/catalog/v1/ingest_service.grpc.pb.h"
#include "ritornello/catalog/v1/vocabulary_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::Account;
using catalog::v1::AccountService;
using catalog::v1::Backlog;
using catalog::v1::BacklogService;
using catalog::v1::IngestRequest;
using catalog::v1::IngestResponse;
using catalog::v1::IngestService;
using catalog::v1::ListTermsResponse;
using catalog::v1::VocabularyService;

namespace {

struct Options {
  std::string account;
  std::string path;
  bool overwrite = false;
  bool wait = false;
};

// What became of the items.
struct Summary {
  std::array<int64_t, catalog::v1::IngestResponse::Outcome_ARRAYSIZE> counts{};
  int64_t queued_version_count = 0;
  std::set<std::string> queued_tracks;  // that have versions to measure
  // Why tracks were not sent, as when a file has gone meanwhile.
  std::vector<absl::Status> left_out;

  int64_t acked() const {
    int64_t sum = 0;
    for (const int64_t count : counts) sum += count;
    return sum;
  }
};

absl::Status EnsureAccount(const std::string& parent, Session& session) {
  catalog::v1::GetAccountRequest get;
  get.set_name(parent);
  const absl::Status found =
      Call(session, &AccountService::Stub::GetAccount, get).status();
  if (!absl::IsNotFound(found)) return found;
  catalog::v1::CreateAccountRequest create;
  create.set_account_id(LastPart(parent));
  create.set_request_id(NewRequestId());
  RITORNELLO_RETURN_IF_ERROR(
      Call(session, &AccountService::Stub::CreateAccount, create).status());
  session.err << "opened account " << LastPart(parent) << '\n';
  return absl::OkStatus();
}

void Count(const IngestResponse& ack, Session& session, Summary& summary) {
  ++summary.counts[static_cast<size_t>(ack.outcome())];
  summary.queued_version_count += ack.queued_version_count();
  if (ack.queued_version_count() > 0) summary.queued_tracks.insert(ack.track());
  // Whoever reads along learns of each ack when it comes, not of thousands.
  if (session.style == Style::kJson) {
    session.out << ToJson(ack) << '\n' << std::flush;
  }
  if (ack.outcome() == IngestResponse::REJECTED) {
    session.err << "rejected " << Printable(ack.client_reference()) << ": "
                << Printable(ack.error().message()) << '\n';
  }
}

// Sends every track and counts the acks, which come while we still send.
absl::StatusOr<Summary> Send(const std::string& parent, bool overwrite,
                             const std::vector<TrackFiles>& tracks,
                             const KnownWords& words, Session& session) {
  grpc::ClientContext context;
  IngestService::Stub stub(session.channel);
  const auto stream = stub.Ingest(&context);
  std::vector<absl::Status> left_out;
  std::thread sender([&] {
    IngestRequest request;
    request.mutable_start()->set_parent(parent);
    request.mutable_start()->set_merge(overwrite
                                           ? catalog::v1::IngestStart::REPLACE
                                           : catalog::v1::IngestStart::FILL);
    bool open = stream->Write(request);
    for (size_t i = 0; open && i < tracks.size(); ++i) {
      auto item = DraftItem(tracks[i],
                            ReadTags(tracks[i].versions.front().path), words);
      if (!item.ok()) {
        left_out.push_back(item.status());
        continue;
      }
      item->set_sequence(static_cast<int64_t>(i));
      *request.mutable_item() = *std::move(item);
      open = stream->Write(request);
    }
    stream->WritesDone();
  });
  Summary summary;
  {
    Progress progress("ingesting", session.err_is_terminal, session.err,
                      session.clock);
    IngestResponse ack;
    while (stream->Read(&ack)) {
      Count(ack, session, summary);
      progress.Show(summary.acked(), static_cast<int64_t>(tracks.size()));
    }
  }
  sender.join();
  const grpc::Status status = stream->Finish();
  if (!status.ok()) return StatusFrom(status);
  summary.left_out = std::move(left_out);
  return summary;
}

absl::StatusOr<Backlog> GetBacklog(const std::string& parent,
                                   Session& session) {
  catalog::v1::GetBacklogRequest request;
  request.set_name(absl::StrCat(parent, "/backlog"));
  return Call(session, &BacklogService::Stub::GetBacklog, request);
}

absl::Status Wait(const std::string& parent, Session& session) {
  Progress progress("measuring", session.err_is_terminal, session.err,
                    session.clock);
  for (absl::Duration interval = kPollIntervalMin;;
       interval = NextPollInterval(interval)) {
    RITORNELLO_ASSIGN_OR_RETURN(const Backlog backlog,
                                GetBacklog(parent, session));
    progress.Show(backlog.analyzed_version_count(), backlog.version_count());
    if (backlog.pending_count() + backlog.running_count() == 0) break;
    absl::SleepFor(interval);
  }
  return absl::OkStatus();
}

void Print(const Options& options, const std::string& parent,
           const Summary& summary, size_t failed_count, Session& session) {
  if (session.style == Style::kJson) return;
  const auto count = [&](IngestResponse::Outcome outcome) {
    return absl::StrCat(summary.counts[static_cast<size_t>(outcome)]);
  };
  Table table({{"CREATED", Align::kRight},
               {"UPDATED", Align::kRight},
               {"UNCHANGED", Align::kRight},
               {"REJECTED", Align::kRight},
               {"TO MEASURE", Align::kRight},
               {"FAILED", Align::kRight}});
  table.AddRow(
      {count(IngestResponse::CREATED), count(IngestResponse::UPDATED),
       count(IngestResponse::UNCHANGED), count(IngestResponse::REJECTED),
       absl::StrCat(summary.queued_version_count), absl::StrCat(failed_count)});
  table.Print(session.style, session.out);
  if (session.style == Style::kTable && options.wait) {
    session.out << "next: ritornello track check --account " << LastPart(parent)
                << '\n';
  }
}

// What is to be told at the end: OK when every file was taken and measured.
absl::Status Outcome(const Summary& summary, size_t track_count,
                     size_t failed_count) {
  const int64_t refused =
      summary.counts[static_cast<size_t>(IngestResponse::REJECTED)] +
      static_cast<int64_t>(summary.left_out.size());
  std::vector<std::string> what;
  if (refused > 0) {
    what.push_back(absl::StrCat(refused, " of ", track_count,
                                " tracks were rejected or left out"));
  }
  if (failed_count > 0) {
    what.push_back(absl::StrCat(failed_count, " of ",
                                summary.queued_version_count,
                                " files could not be measured"));
  }
  if (what.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(absl::StrJoin(what, ", "), ", see above"));
}

absl::Status Run(const Options& options, Session& session) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::string parent,
                              AccountParent(options.account));
  RITORNELLO_ASSIGN_OR_RETURN(const ListTermsResponse terms,
                              Call(session, &VocabularyService::Stub::ListTerms,
                                   catalog::v1::ListTermsRequest()));
  std::vector<std::filesystem::path> left_out;
  SkippedFiles skipped;
  const auto found =
      TracksAt(options.path, VersionNames(terms), left_out, skipped);
  session.err << SkippedText(skipped);
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<TrackFiles> tracks, found);
  RITORNELLO_RETURN_IF_ERROR(EnsureAccount(parent, session));
  for (const auto& path : left_out) {
    session.err << "left out " << Printable(path.string())
                << ": the track has this mix already\n";
  }
  RITORNELLO_ASSIGN_OR_RETURN(const FailedJobs failed_before,
                              ListFailedJobs(parent, session));
  RITORNELLO_ASSIGN_OR_RETURN(
      const Summary summary,
      Send(parent, options.overwrite, tracks, KnownWords(terms), session));
  for (const absl::Status& reason : summary.left_out) {
    session.err << "left out: " << Printable(reason.message()) << '\n';
  }
  if (options.wait) RITORNELLO_RETURN_IF_ERROR(Wait(parent, session));
  RITORNELLO_ASSIGN_OR_RETURN(const FailedJobs failed_now,
                              ListFailedJobs(parent, session));
  const IngestFailures failures =
      TellApart(failed_before, failed_now, summary.queued_tracks);
  Print(options, parent, summary, failures.own.size(), session);
  PrintFailures(failures, parent, session);
  return Outcome(summary, tracks.size(), failures.own.size());
}

}  // namespace

void AddCatalogIngest(Program& program) {
  auto options = std::make_shared<Options>();
  CLI::App& verb = program.AddVerb(
      "catalog", "ingest", "Take a folder of music into the catalogue",
      {"ritornello catalog ingest ~/Music --account acme --wait",
       "ritornello catalog ingest ~/Music --account acme --overwrite"},
      [options](Session& session) { return Run(*options, session); });
  verb.add_option("PATH", options->path,
                  "A folder, or a file, which stands for its track; versions "
                  "of a track are told by their names, as in \"Nocturne "
                  "(Instrumental).wav\"")
      ->required();
  AddAccountFlag(verb, options->account);
  verb.add_flag("--overwrite", options->overwrite,
                "Let the files' tags replace what the catalogue has; else they "
                "only fill what is empty there");
  verb.add_flag("--wait", options->wait,
                "Wait until everything is measured and assessed");
}

}  // namespace ritornello::cli
