#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "cli/format.h"
#include "cli/near_tracks.h"
#include "cli/usage.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/rights_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::CreateSplitSheetRequest;
using catalog::v1::ListSplitSheetsRequest;
using catalog::v1::ListSplitSheetsResponse;
using catalog::v1::Right;
using catalog::v1::RightsService;
using catalog::v1::Share;
using catalog::v1::ShareRole;
using catalog::v1::SplitSheet;

namespace {

struct Options {
  std::string account;
  std::string track;
  std::vector<std::string> rights;
  std::vector<std::string> parties;
  std::string from;
};

// "ana=60%", "ana=1", "ana:writer=60%".
absl::StatusOr<Share> ParseShare(const std::string& text,
                                 absl::string_view account_name) {
  const std::vector<std::string> sides = absl::StrSplit(text, '=');
  const std::vector<std::string> who =
      absl::StrSplit(sides.empty() ? "" : sides[0], ':');
  Share share;
  ShareRole role = catalog::v1::OWNER;
  const bool has_role = who.size() == 2;
  absl::string_view amount;
  if (sides.size() == 2) amount = sides[1];
  uint32_t weight = 0;
  const bool is_percent = absl::ConsumeSuffix(&amount, "%");
  if (sides.size() != 2 || who.size() > 2 || who[0].empty() || amount.empty() ||
      (has_role && !catalog::v1::ShareRole_Parse(Shouted(who[1]), &role)) ||
      (!is_percent && !absl::SimpleAtoi(amount, &weight))) {
    return WrongUsage("--party", absl::StrCat("must be like ana=60%, ana=3 or "
                                              "ana:writer=60%, got \"",
                                              text, "\""));
  }
  share.set_party(absl::StartsWith(who[0], "accounts/")
                      ? who[0]
                      : absl::StrCat(account_name, "/parties/", who[0]));
  share.set_role(role);
  if (is_percent) {
    share.set_percent(std::string(amount));
  } else {
    share.set_weight(weight);
  }
  return share;
}

void AddRows(const SplitSheet& sheet, Table& table) {
  for (const Share& share : sheet.shares()) {
    table.AddRow({Humane(catalog::v1::Right_Name(sheet.right())),
                  DateText(sheet.effective_date()), LastPart(share.party()),
                  Humane(catalog::v1::ShareRole_Name(share.role())),
                  absl::StrCat(share.weight()),
                  absl::StrCat(share.percent(), "%")});
  }
}

std::vector<Column> Columns() {
  return {{"RIGHT"},
          {"FROM"},
          {"PARTY"},
          {"ROLE"},
          {"WEIGHT", Align::kRight},
          {"PERCENT", Align::kRight}};
}

// Without --party: what is recorded.
absl::Status ListSheets(const std::string& track, Session& session) {
  ListSplitSheetsRequest request;
  request.set_parent(track);
  RITORNELLO_ASSIGN_OR_RETURN(
      const ListSplitSheetsResponse response,
      Call(session, &RightsService::Stub::ListSplitSheets, request));
  Table table(Columns());
  for (const SplitSheet& sheet : response.split_sheets()) {
    if (session.style == Style::kJson) session.out << ToJson(sheet) << '\n';
    AddRows(sheet, table);
  }
  if (session.style != Style::kJson) table.Print(session.style, session.out);
  return absl::OkStatus();
}

absl::StatusOr<SplitSheet> SheetOf(const Options& options,
                                   const std::string& track) {
  SplitSheet sheet;
  // "accounts/acme/tracks/x" belongs to "accounts/acme".
  const std::string account_name = track.substr(0, track.find("/tracks/"));
  for (const std::string& party : options.parties) {
    RITORNELLO_ASSIGN_OR_RETURN(*sheet.add_shares(),
                                ParseShare(party, account_name));
  }
  if (!options.from.empty()) {
    RITORNELLO_ASSIGN_OR_RETURN(*sheet.mutable_effective_date(),
                                ParseDate("--from", options.from));
  }
  return sheet;
}

absl::StatusOr<Right> ParseRight(const std::string& name) {
  Right right = catalog::v1::RIGHT_UNSPECIFIED;
  if (catalog::v1::Right_Parse(Shouted(name), &right)) return right;
  return WrongUsage("--right",
                    "must be master, sync-composition, performance or "
                    "mechanical");
}

absl::Status Run(const Options& options, Session& session) {
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::string track,
      FullName(options.track, "tracks", options.account));
  if (options.parties.empty()) {
    return WithNearTracks(ListSheets(track, session), track, session);
  }
  CreateSplitSheetRequest request;
  request.set_parent(track);
  RITORNELLO_ASSIGN_OR_RETURN(*request.mutable_split_sheet(),
                              SheetOf(options, track));
  // All of them before the first is recorded.
  std::vector<Right> rights(options.rights.size());
  for (size_t i = 0; i < rights.size(); ++i) {
    RITORNELLO_ASSIGN_OR_RETURN(rights[i], ParseRight(options.rights[i]));
  }
  Table table(Columns());
  for (const Right right : rights) {
    request.mutable_split_sheet()->set_right(right);
    request.set_request_id(NewRequestId());
    const absl::StatusOr<SplitSheet> made =
        Call(session, &RightsService::Stub::CreateSplitSheet, request);
    if (absl::IsNotFound(made.status())) {
      return WithNearTracks(made.status(), track, session);
    }
    RITORNELLO_RETURN_IF_ERROR(made.status());
    if (session.style == Style::kJson) session.out << ToJson(*made) << '\n';
    AddRows(*made, table);
  }
  if (session.style != Style::kJson) table.Print(session.style, session.out);
  return absl::OkStatus();
}

}  // namespace

void AddTrackShare(Program& program) {
  auto options = std::make_shared<Options>();
  options->rights = {"master", "sync-composition"};
  CLI::App& verb = program.AddVerb(
      "track", "share", "Say, or show, who owns which share of a track",
      {"ritornello track share nocturne-1f00aa3c --account acme",
       "ritornello track share nocturne-1f00aa3c --account acme --party "
       "ana=100%",
       "ritornello track share nocturne-1f00aa3c --account acme --right "
       "master --party ana=60% --party labelx:label=40% --from 2026-11-01"},
      [options](Session& session) { return Run(*options, session); });
  verb.add_option("TRACK", options->track, "Name, or its last part")
      ->required();
  AddAccountFlag(verb, options->account);
  verb.add_option("--right", options->rights,
                  "Repeatable; master and sync-composition when not given")
      ->type_name("master|sync-composition|performance|mechanical");
  verb.add_option("--party", options->parties,
                  "PARTY[:ROLE]=PERCENT% or PARTY[:ROLE]=WEIGHT; repeatable; "
                  "without it the shares are shown");
  verb.add_option("--from", options->from,
                  "The first day it holds; always when not given");
}

}  // namespace ritornello::cli
