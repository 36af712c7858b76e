#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/format.h"
#include "cli/submission_draft.h"
#include "cli/usage.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/submission_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::CheckSubmissionRequest;
using catalog::v1::Problem;
using catalog::v1::SubmissionCheck;
using catalog::v1::SubmissionService;
using catalog::v1::TrackCheck;

namespace {

struct Options {
  std::string submission;
  SubmissionFlags flags;
};

// With --library the words are tracks; without it they are one submission.
absl::StatusOr<CheckSubmissionRequest> RequestOf(const Options& options) {
  CheckSubmissionRequest request;
  RITORNELLO_ASSIGN_OR_RETURN(*request.mutable_parent(),
                              AccountParent(options.flags.account));
  if (!options.flags.library.empty()) {
    RITORNELLO_ASSIGN_OR_RETURN(*request.mutable_submission(),
                                SubmissionOf(options.flags));
    return request;
  }
  if (options.flags.tracks.size() != 1) {
    return WrongUsage("--library",
                      "must be given to check tracks; to check a draft, give "
                      "its name alone");
  }
  RITORNELLO_ASSIGN_OR_RETURN(
      *request.mutable_submission()->mutable_name(),
      FullName(options.flags.tracks[0], "submissions", options.flags.account));
  return request;
}

void AddRow(const std::string& track, const Problem& problem, Table& table) {
  table.AddRow({track, Humane(Problem::Severity_Name(problem.severity())),
                Humane(problem.rule()),
                problem.version().empty() ? "" : LastPart(problem.version()),
                problem.problem(), problem.next_step()});
}

void PrintAvailability(const SubmissionCheck& check, Session& session) {
  Table table({{"TRACK"}, {"AVAILABLE AT"}});
  for (const TrackCheck& track : check.tracks()) {
    for (const std::string& name : track.availability()) {
      table.AddRow({track.track_title(), WithinTracks(name)});
    }
  }
  if (table.empty()) return;
  session.out << '\n';
  table.Print(session.style, session.out);
}

void Print(const SubmissionCheck& check, Session& session) {
  Table table({{"TRACK"},
               {"SEVERITY"},
               {"RULE"},
               {"VERSION", Align::kRight},
               {"PROBLEM"},
               {"NEXT"}});
  for (const Problem& problem : check.problems()) {
    AddRow("(all)", problem, table);
  }
  for (const TrackCheck& track : check.tracks()) {
    for (const Problem& problem : track.problems()) {
      AddRow(track.track_title(), problem, table);
    }
  }
  if (!table.empty()) table.Print(session.style, session.out);
  PrintAvailability(check, session);
  if (session.style == Style::kTable) {
    if (!table.empty()) session.out << '\n';
    session.out << (check.passes() ? "nothing fails" : "it fails");
    if (check.has_consistency()) {
      session.out << "; consistency " << check.consistency() << " of 100";
    }
    session.out << '\n';
  }
}

absl::Status Run(const Options& options, Session& session) {
  RITORNELLO_ASSIGN_OR_RETURN(const CheckSubmissionRequest request,
                              RequestOf(options));
  RITORNELLO_ASSIGN_OR_RETURN(
      const SubmissionCheck check,
      Call(session, &SubmissionService::Stub::CheckSubmission, request));
  if (session.style == Style::kJson) {
    session.out << ToJson(check) << '\n';
  } else {
    Print(check, session);
  }
  if (check.passes()) return absl::OkStatus();
  return absl::FailedPreconditionError("it cannot be submitted yet, see above");
}

}  // namespace

void AddSubmissionCheck(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "submission", "check", "What stands in the way, track by track",
      {"ritornello submission check --account acme --library artlist "
       "nocturne-1f00aa3c aria-2b00aa3c",
       "ritornello submission check --account acme spring"},
      [options](Session& session) { return Run(*options, session); });
  verb.AddOption("TRACK", options->flags.tracks,
                 "The tracks; or, without --library, one draft")
      .Required();
  verb.AddOption("--library", options->flags.library, "The library");
  AddSubmissionFlags(verb, options->flags);
}

}  // namespace ritornello::cli
