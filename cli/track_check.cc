#include "absl/strings/str_cat.h"
#include "cli/format.h"
#include "cli/near_tracks.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/readiness_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::Check;
using catalog::v1::ListReadinessRequest;
using catalog::v1::ListReadinessResponse;
using catalog::v1::Problem;
using catalog::v1::Readiness;
using catalog::v1::ReadinessService;

namespace {

struct Options {
  std::string account;
  std::string track;
  std::string library;
  bool all = false;
};

constexpr const char* kSigns[] = {"?", "ok", "ok?", "NO", "..."};

std::string Sign(Readiness::State state) { return kSigns[state]; }

const Check* Find(const Readiness& readiness, Check::Dimension dimension) {
  for (const Check& check : readiness.checks()) {
    if (check.dimension() == dimension) return &check;
  }
  return nullptr;
}

// The gravest problem: what to do before anything else.
const Problem* First(const Readiness& readiness) {
  const Problem* first = nullptr;
  for (const Check& check : readiness.checks()) {
    for (const Problem& problem : check.problems()) {
      if (first == nullptr || problem.severity() < first->severity()) {
        first = &problem;
      }
    }
  }
  return first;
}

// "version 2: render it with headroom", or of the whole track.
std::string NextStep(const Problem& problem) {
  if (problem.version().empty()) return problem.next_step();
  return absl::StrCat("version ", LastPart(problem.version()), ": ",
                      problem.next_step());
}

int CountFailures(const Readiness& readiness) {
  int count = 0;
  for (const Check& check : readiness.checks()) {
    for (const Problem& problem : check.problems()) {
      count += problem.severity() == Problem::FAILURE ? 1 : 0;
    }
  }
  return count;
}

std::vector<std::string> Summary(const Readiness& readiness) {
  std::vector<std::string> row = {
      readiness.track_title(), LastPart(readiness.library()),
      Humane(Readiness::State_Name(readiness.state()))};
  for (const auto dimension :
       {Check::TECHNICAL, Check::VERSIONS, Check::METADATA, Check::RIGHTS}) {
    const Check* check = Find(readiness, dimension);
    row.push_back(check == nullptr ? "" : Sign(check->state()));
  }
  const Problem* first = First(readiness);
  const int failures = CountFailures(readiness);
  std::string next = first == nullptr ? "" : NextStep(*first);
  if (failures > 1) absl::StrAppend(&next, " (and ", failures - 1, " more)");
  row.push_back(next);
  return row;
}

void AddProblems(const Readiness& readiness, Table& table) {
  for (const Check& check : readiness.checks()) {
    for (const Problem& problem : check.problems()) {
      table.AddRow(
          {readiness.track_title(), LastPart(readiness.library()),
           Humane(Problem::Severity_Name(problem.severity())),
           Humane(problem.rule()),
           problem.version().empty() ? "" : LastPart(problem.version()),
           problem.problem(), problem.next_step()});
    }
  }
}

absl::Status Run(const Options& options, Session& session) {
  ListReadinessRequest request;
  RITORNELLO_ASSIGN_OR_RETURN(
      *request.mutable_parent(),
      options.track.empty()
          ? AccountParent(options.account)
          : FullName(options.track, "tracks", options.account));
  if (!options.library.empty()) {
    request.set_library(LibraryName(options.library));
  }
  request.set_page_size(kPageSize);
  const bool shows_problems = options.all || !options.track.empty();
  Table summary({{"TITLE"},
                 {"LIBRARY"},
                 {"STATE"},
                 {"TECHNICAL"},
                 {"VERSIONS"},
                 {"METADATA"},
                 {"RIGHTS"},
                 {"NEXT", Align::kLeft, /*is_whole=*/true}});
  Table problems({{"TITLE"},
                  {"LIBRARY"},
                  {"SEVERITY"},
                  {"RULE"},
                  {"VERSION", Align::kRight},
                  {"PROBLEM", Align::kLeft, /*is_whole=*/true},
                  {"NEXT", Align::kLeft, /*is_whole=*/true}});
  bool is_any_pending = false;
  const absl::Status listed =
      ForEachPage(session, &ReadinessService::Stub::ListReadiness, request,
                  [&](const ListReadinessResponse& page) {
                    for (const Readiness& readiness : page.readiness()) {
                      if (session.style == Style::kJson) {
                        session.out << ToJson(readiness) << '\n';
                      }
                      is_any_pending |= readiness.state() == Readiness::PENDING;
                      summary.AddRow(Summary(readiness));
                      if (shows_problems) AddProblems(readiness, problems);
                    }
                  });
  if (!listed.ok()) return WithNearTracks(listed, request.parent(), session);
  if (session.style == Style::kJson) return absl::OkStatus();
  summary.Print(session.style, session.out);
  if (is_any_pending && session.style == Style::kTable) {
    session.out << "pending: audio is being measured, or a change looked at; "
                   "ask again in a moment\n";
  }
  if (!problems.empty()) {
    session.out << '\n';
    problems.Print(session.style, session.out);
  }
  return absl::OkStatus();
}

}  // namespace

void AddTrackCheck(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "track", "check", "What is ready for which library, and what to do next",
      {"ritornello track check --account acme",
       "ritornello track check --account acme --library artlist",
       "ritornello track check nocturne-1f00aa3c --account acme"},
      [options](Session& session) { return Run(*options, session); });
  verb.AddOption("TRACK", options->track,
                 "One track, with every problem; all tracks when not given");
  AddAccountFlag(verb, options->account);
  verb.AddOption("--library", options->library, "One library");
  verb.AddFlag("--all", options->all, "Every problem of every track");
}

}  // namespace ritornello::cli
