#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/format.h"
#include "cli/split_sheets.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/track_service.grpc.pb.h"
#include "ritornello/catalog/v1/work_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::GetWorkRequest;
using catalog::v1::ListTracksRequest;
using catalog::v1::ListTracksResponse;
using catalog::v1::Share;
using catalog::v1::SplitSheet;
using catalog::v1::Track;
using catalog::v1::TrackService;
using catalog::v1::Work;
using catalog::v1::WorkService;

namespace {

struct Options {
  std::string account;
  std::string work;
};

// "ana writer 50%, blue publisher 50%".
std::string SharesText(const SplitSheet& sheet) {
  return absl::StrJoin(
      sheet.shares(), ", ", [](std::string* out, const Share& share) {
        absl::StrAppend(out, LastPart(share.party()), " ",
                        Humane(catalog::v1::ShareRole_Name(share.role())), " ",
                        share.percent(), "%");
      });
}

absl::Status AddSheets(const std::string& work, Session& session,
                       Table& table) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<SplitSheet> sheets,
                              GetSheets(work, session));
  for (const SplitSheet& sheet : sheets) {
    const std::string from = DateText(sheet.effective_date());
    table.AddRow({absl::StrCat(Humane(catalog::v1::Right_Name(sheet.right())),
                               from.empty() ? "" : " from ", from),
                  SharesText(sheet)});
  }
  return absl::OkStatus();
}

absl::Status AddTracks(const std::string& work, Session& session,
                       Table& table) {
  ListTracksRequest request;
  // "accounts/acme" of "accounts/acme/works/nocturne".
  request.set_parent(work.substr(0, work.find("/works/")));
  request.set_work(work);
  request.set_page_size(kPageSize);
  return ForEachPage(session, &TrackService::Stub::ListTracks, request,
                     [&table](const ListTracksResponse& page) {
                       for (const Track& track : page.tracks()) {
                         table.AddRow({"track", track.name()});
                       }
                     });
}

absl::Status Run(const Options& options, Session& session) {
  GetWorkRequest request;
  RITORNELLO_ASSIGN_OR_RETURN(*request.mutable_name(),
                              FullName(options.work, "works", options.account));
  RITORNELLO_ASSIGN_OR_RETURN(
      const Work work, Call(session, &WorkService::Stub::GetWork, request));
  Table table({{"FIELD"}, {"VALUE", Align::kLeft, /*is_whole=*/true}});
  table.AddRow({"work", work.name()});
  table.AddRow({"title", work.title()});
  if (!work.iswc().empty()) table.AddRow({"iswc", work.iswc()});
  if (session.style != Style::kJson) {
    RITORNELLO_RETURN_IF_ERROR(AddSheets(work.name(), session, table));
    RITORNELLO_RETURN_IF_ERROR(AddTracks(work.name(), session, table));
  }
  Show(session, work, table);
  return absl::OkStatus();
}

}  // namespace

void AddWorkGet(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "work", "get", "Show a work, who owns it and which tracks record it",
      {"ritornello work get nocturne --account acme",
       "ritornello --json work get accounts/acme/works/nocturne"},
      [options](Session& session) { return Run(*options, session); });
  verb.AddOption("WORK", options->work, "Name, or its last part").Required();
  AddAccountFlag(verb, options->account);
}

}  // namespace ritornello::cli
