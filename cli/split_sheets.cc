#include "cli/split_sheets.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "cli/format.h"
#include "cli/usage.h"
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

absl::StatusOr<Right> ParseRight(const std::string& name) {
  Right right = catalog::v1::RIGHT_UNSPECIFIED;
  if (catalog::v1::Right_Parse(Shouted(name), &right)) return right;
  return WrongUsage("--right",
                    "must be master, sync-composition, performance or "
                    "mechanical");
}

// "accounts/acme" of "accounts/acme/tracks/air".
std::string AccountNameOf(const std::string& subject) {
  const std::vector<std::string> parts = absl::StrSplit(subject, '/');
  return absl::StrJoin(parts.begin(),
                       parts.begin() + std::min<size_t>(2, parts.size()), "/");
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

}  // namespace

void AddShareFlags(Verb verb, const std::string& rights,
                   const std::string& rights_default, ShareFlags& flags) {
  verb.AddOption("--right", flags.rights,
                 absl::StrCat("Repeatable; ", rights_default))
      .OneOf(rights);
  verb.AddOption("--party", flags.parties,
                 "PARTY[:ROLE]=PERCENT% or PARTY[:ROLE]=WEIGHT; repeatable; "
                 "without it the shares are shown");
  verb.AddOption("--from", flags.from,
                 "The first day it holds; always when not given");
}

absl::StatusOr<std::vector<SplitSheet>> SheetsFrom(
    const ShareFlags& flags, const std::vector<std::string>& rights_default,
    const std::string& subject) {
  SplitSheet sheet;
  for (const std::string& party : flags.parties) {
    RITORNELLO_ASSIGN_OR_RETURN(*sheet.add_shares(),
                                ParseShare(party, AccountNameOf(subject)));
  }
  if (!flags.from.empty()) {
    RITORNELLO_ASSIGN_OR_RETURN(*sheet.mutable_effective_date(),
                                ParseDate("--from", flags.from));
  }
  std::vector<SplitSheet> sheets;
  for (const std::string& name :
       flags.rights.empty() ? rights_default : flags.rights) {
    RITORNELLO_ASSIGN_OR_RETURN(const Right right, ParseRight(name));
    sheet.set_right(right);
    sheets.push_back(sheet);
  }
  return sheets;
}

absl::Status RecordSheets(const std::string& subject,
                          const std::vector<SplitSheet>& sheets,
                          Session& session) {
  CreateSplitSheetRequest request;
  request.set_parent(subject);
  Table table(Columns());
  absl::Status status;
  bool is_recorded = false;
  for (const SplitSheet& sheet : sheets) {
    *request.mutable_split_sheet() = sheet;
    request.set_request_id(NewRequestId());
    const absl::StatusOr<SplitSheet> made =
        Call(session, &RightsService::Stub::CreateSplitSheet, request);
    status = made.status();
    if (!status.ok()) break;
    is_recorded = true;
    if (session.style == Style::kJson) session.out << ToJson(*made) << '\n';
    AddRows(*made, table);
  }
  if (session.style != Style::kJson && (status.ok() || is_recorded)) {
    table.Print(session.style, session.out);
  }
  return status;
}

absl::StatusOr<std::vector<SplitSheet>> GetSheets(const std::string& subject,
                                                  Session& session) {
  ListSplitSheetsRequest request;
  request.set_parent(subject);
  RITORNELLO_ASSIGN_OR_RETURN(
      const ListSplitSheetsResponse response,
      Call(session, &RightsService::Stub::ListSplitSheets, request));
  std::vector<SplitSheet> sheets(response.split_sheets().begin(),
                                 response.split_sheets().end());
  if (session.style == Style::kJson) return sheets;
  const size_t replaced_count = std::erase_if(
      sheets,
      [](const SplitSheet& sheet) { return !sheet.replaced_by().empty(); });
  if (replaced_count > 0) {
    session.err << replaced_count
                << (replaced_count == 1 ? " sheet is" : " sheets are")
                << " not shown, replaced by later ones from the same day: see "
                   "--json\n";
  }
  return sheets;
}

absl::Status ListSheets(const std::string& subject, Session& session) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<SplitSheet> sheets,
                              GetSheets(subject, session));
  Table table(Columns());
  for (const SplitSheet& sheet : sheets) {
    if (session.style == Style::kJson) session.out << ToJson(sheet) << '\n';
    AddRows(sheet, table);
  }
  if (session.style != Style::kJson) table.Print(session.style, session.out);
  return absl::OkStatus();
}

}  // namespace ritornello::cli
