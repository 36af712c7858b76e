#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "cli/format.h"
#include "cli/ingest_failures.h"
#include "cli/ingest_source.h"
#include "cli/ingest_stream.h"
#include "cli/ingest_summary.h"
#include "cli/manifest_file.h"
#include "cli/poll_interval.h"
#include "cli/progress.h"
#include "cli/removed_versions.h"
#include "cli/usage.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/account_service.grpc.pb.h"
#include "ritornello/catalog/v1/backlog_service.grpc.pb.h"
#include "ritornello/catalog/v1/track_service.grpc.pb.h"
#include "ritornello/catalog/v1/vocabulary_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::AccountService;
using catalog::v1::Backlog;
using catalog::v1::BacklogService;
using catalog::v1::IngestResponse;
using catalog::v1::IngestStart;
using catalog::v1::ListDuplicatesRequest;
using catalog::v1::ListDuplicatesResponse;
using catalog::v1::ListTermsResponse;
using catalog::v1::TrackService;
using catalog::v1::VocabularyService;

namespace {

// The largest page that there is.
constexpr int32_t kDuplicatesCountedMax = 500;

struct Options {
  std::string account;
  std::string path;
  std::string manifest;
  std::string errors;
  bool overwrite = false;
  bool is_check = false;
  bool wait = false;
};

enum class Account { kIsThere, kIsMissing };

// Opens the account where there is none, unless only looking.
absl::StatusOr<Account> EnsureAccount(const std::string& parent, bool is_check,
                                      Session& session) {
  catalog::v1::GetAccountRequest get;
  get.set_name(parent);
  const absl::Status found =
      Call(session, &AccountService::Stub::GetAccount, get).status();
  if (found.ok()) return Account::kIsThere;
  if (!absl::IsNotFound(found)) return found;
  if (is_check) return Account::kIsMissing;
  catalog::v1::CreateAccountRequest create;
  create.set_account_id(LastPart(parent));
  create.set_request_id(NewRequestId());
  RITORNELLO_RETURN_IF_ERROR(
      Call(session, &AccountService::Stub::CreateAccount, create).status());
  session.err << "opened account " << LastPart(parent) << '\n';
  return Account::kIsThere;
}

absl::StatusOr<IngestSource> SourceOf(const Options& options,
                                      const std::string& parent,
                                      const ListTermsResponse& terms,
                                      Session& session) {
  if (options.path.empty() == options.manifest.empty()) {
    return WrongUsage("PATH",
                      "give a folder, a file or a manifest, or "
                      "--manifest FILE, and not both");
  }
  if (options.manifest.empty() && !IsManifestName(options.path)) {
    if (!options.errors.empty()) {
      return WrongUsage("--errors", "is for what is wrong with a manifest");
    }
    return FolderSource(options.path, terms, session);
  }
  return ManifestSource(
      {.path = options.manifest.empty() ? options.path : options.manifest,
       .parent = parent,
       .errors = options.errors,
       .is_check = options.is_check},
      terms, session);
}

// What can be found out without a catalogue.
void DraftAll(const IngestSource& source, const std::string& parent,
              Session& session) {
  session.err << "there is no account " << LastPart(parent)
              << " yet, which a run without --check opens: only the files were "
                 "looked at\n";
  for (int64_t i = 0; i < source.count; ++i) source.draft(i);
}

absl::Status Send(const Options& options, const std::string& parent,
                  const IngestSource& source, Session& session) {
  IngestStart start;
  start.set_parent(parent);
  start.set_merge(options.overwrite ? IngestStart::REPLACE : IngestStart::FILL);
  start.set_validate_only(options.is_check);
  return SendItems(start, source, session);
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

// A hint: one page, since each is found anew, and no error of the run.
void TellDuplicates(const std::string& parent, Session& session) {
  ListDuplicatesRequest request;
  request.set_parent(parent);
  request.set_page_size(kDuplicatesCountedMax);
  const absl::StatusOr<ListDuplicatesResponse> page =
      Call(session, &TrackService::Stub::ListDuplicates, request);
  if (!page.ok()) {
    session.err << "what is there more than once was not found out: "
                << Printable(page.status().message()) << '\n';
    return;
  }
  const int count = page->duplicates_size();
  if (count == 0) return;
  session.err << (page->next_page_token().empty() ? "" : "at least ") << count
              << (count == 1 ? " recording is" : " recordings are")
              << " there more than once: ritornello track duplicates --account "
              << LastPart(parent) << '\n';
}

void PrintNext(const Options& options, const std::string& parent,
               const IngestSummary& summary, Session& session) {
  if (session.style != Style::kTable) return;
  const int64_t known_count = summary.count(IngestResponse::UNCHANGED) +
                              summary.count(IngestResponse::UPDATED);
  if (known_count > 0 && !options.overwrite) {
    session.out << "what the catalogue says of a track already stays, "
                   "--overwrite replaces it\n";
  }
  if (options.wait) {
    session.out << "next: ritornello track check --account " << LastPart(parent)
                << '\n';
  }
}

// After everything was sent: measures, and tells what failed.
absl::Status Finish(const Options& options, const std::string& parent,
                    const FailedJobs& failed_before, IngestSummary& summary,
                    Session& session) {
  if (options.wait) RITORNELLO_RETURN_IF_ERROR(Wait(parent, session));
  RITORNELLO_ASSIGN_OR_RETURN(const FailedJobs failed_now,
                              ListFailedJobs(parent, session));
  const IngestFailures failures =
      TellApart(failed_before, failed_now, summary.queued_tracks());
  summary.failed_count = static_cast<int64_t>(failures.own.size());
  summary.Print(session);
  PrintNext(options, parent, summary, session);
  PrintFailures(failures, parent, session);
  if (options.wait) TellDuplicates(parent, session);
  return absl::OkStatus();
}

absl::Status Run(const Options& options, Session& session) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::string parent,
                              AccountParent(options.account));
  RITORNELLO_ASSIGN_OR_RETURN(const ListTermsResponse terms,
                              Call(session, &VocabularyService::Stub::ListTerms,
                                   catalog::v1::ListTermsRequest()));
  RITORNELLO_ASSIGN_OR_RETURN(IngestSource source,
                              SourceOf(options, parent, terms, session));
  RITORNELLO_ASSIGN_OR_RETURN(const Account account,
                              EnsureAccount(parent, options.is_check, session));
  IngestSummary summary;
  summary.is_check = options.is_check;
  summary.stray_line_count = source.stray_line_count;
  source.hear = [&, hear = source.hear](const IngestResponse& ack) {
    summary.Count(ack);
    TellRemovedVersions(ack, options.is_check, session);
    // Whoever reads along learns of each ack when it comes, not of thousands.
    if (session.style == Style::kJson) {
      session.out << ToJson(ack) << '\n' << std::flush;
    }
    hear(ack);
  };
  FailedJobs failed_before;
  absl::Status sent;
  if (account == Account::kIsMissing) {
    DraftAll(source, parent, session);
  } else {
    if (!options.is_check) {
      RITORNELLO_ASSIGN_OR_RETURN(failed_before,
                                  ListFailedJobs(parent, session));
    }
    sent = Send(options, parent, source, session);
  }
  const absl::StatusOr<int64_t> left_out_count = source.tell();
  RITORNELLO_RETURN_IF_ERROR(sent);
  RITORNELLO_RETURN_IF_ERROR(left_out_count.status());
  summary.left_out_count = *left_out_count;
  if (options.is_check) {
    summary.Print(session);
  } else {
    RITORNELLO_RETURN_IF_ERROR(
        Finish(options, parent, failed_before, summary, session));
  }
  return summary.Outcome(source.count);
}

}  // namespace

void AddCatalogIngest(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "catalog", "ingest",
      "Take a folder of music, or a manifest, into the catalogue",
      {"ritornello catalog ingest ~/Music --account acme --wait",
       "ritornello catalog ingest ~/Music --account acme --overwrite",
       "ritornello catalog ingest manifest.csv --account acme --check",
       "ritornello catalog ingest --manifest manifest.jsonl --account acme"},
      [options](Session& session) { return Run(*options, session); });
  verb.AddOption("PATH", options->path,
                 "A folder, or a file, which stands for its track; versions "
                 "of a track are told by their names, as in \"Nocturne "
                 "(Instrumental).wav\". A file named .csv, .tsv or .jsonl is "
                 "a manifest");
  verb.AddOption("--manifest", options->manifest,
                 "Tracks as CSV, one row a version, or as JSON lines, "
                 "whatever the file is called; - reads standard input");
  AddAccountFlag(verb, options->account);
  verb.AddFlag("--overwrite", options->overwrite,
               "Let what comes in replace what the catalogue has, and what is "
               "empty there empty it; else it only fills what is empty");
  const Flag check =
      verb.AddFlag("--check", options->is_check,
                   "Change nothing: say what would be created, updated and "
                   "rejected, and which parties would be made");
  verb.AddOption("--errors", options->errors,
                 "Write everything that is wrong with a manifest to this "
                 "file, as CSV, when it is found");
  verb.AddFlag("--wait", options->wait,
               "Wait until everything is measured and assessed")
      .Excludes(check);
}

}  // namespace ritornello::cli
