#include "services/catalog/model/submission_rights.h"

#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"

namespace ritornello::catalog {
namespace {

std::string NameOfParty(const SubmissionContext& context,
                        const std::string& party_id) {
  for (const Party& party : context.facts.parties) {
    if (party.key.party_id == party_id) return party.display_name;
  }
  return party_id;
}

bool IsOwn(const SubmissionContext& context, const std::string& party_id) {
  return std::any_of(context.facts.parties.begin(), context.facts.parties.end(),
                     [&](const Party& party) {
                       return party.key.party_id == party_id && party.is_own;
                     });
}

bool HasSigned(const SubmissionContext& context, const std::string& party_id) {
  return std::any_of(context.facts.agreements.begin(),
                     context.facts.agreements.end(),
                     [&](const Agreement& agreement) {
                       return agreement.party_id == party_id &&
                              Covers(agreement, context.track.track.key,
                                     context.submission.extent);
                     });
}

// Of both rights; a right without a sheet is readiness' to tell.
std::set<std::string> OwnersOf(const SubmissionContext& context) {
  std::set<std::string> parties;
  for (const Right right : {Right::kMaster, Right::kSyncComposition}) {
    const HoldingSheet holding = HoldingSheetOf(
        context.track.rights, right, *context.submission.extent.first_day);
    if (!holding.sheet.has_value()) continue;
    for (const Share& share : holding.sheet->shares) {
      parties.insert(share.party_id);
    }
  }
  return parties;
}

void AddAgreements(const SubmissionContext& context) {
  const std::string& account_id = context.submission.key.account_id;
  for (const std::string& party_id : OwnersOf(context)) {
    if (IsOwn(context, party_id) || HasSigned(context, party_id)) continue;
    context.Fail(
        "AGREEMENT_MISSING",
        absl::StrCat(NameOfParty(context, party_id),
                     " owns a share and has signed nothing that holds ",
                     InWords(context.submission.extent)),
        absl::StrCat("`ritornello agreement create ID --account ", account_id,
                     " --party ", party_id,
                     " --document WHERE`, or, if that is the account itself, "
                     "`ritornello party update ",
                     party_id, " --account ", account_id, " --own`"));
  }
}

void AddSamples(const SubmissionContext& context) {
  for (const Sample& sample : context.track.samples) {
    const bool is_cleared = std::any_of(
        context.facts.agreements.begin(), context.facts.agreements.end(),
        [&](const Agreement& agreement) {
          return agreement.key.agreement_id == sample.agreement_id &&
                 Covers(agreement, context.track.track.key,
                        context.submission.extent);
        });
    if (is_cleared) continue;
    context.Fail("SAMPLE_NOT_CLEARED",
                 absl::StrCat("sample ", sample.key.number, ", ", sample.source,
                              sample.agreement_id.empty()
                                  ? ", has no agreement"
                                  : ", has an agreement that does not hold ",
                              sample.agreement_id.empty()
                                  ? ""
                                  : InWords(context.submission.extent)),
                 absl::StrCat("`ritornello sample clear ", NameOf(sample.key),
                              " --agreement ID`"));
  }
}

// Those in the role of a writer, or everybody with a share in the composition
// where nobody is named so.
std::set<std::string> WritersOf(const SubmissionContext& context) {
  const HoldingSheet holding =
      HoldingSheetOf(context.track.rights, Right::kSyncComposition,
                     *context.submission.extent.first_day);
  std::set<std::string> writers;
  std::set<std::string> all;
  if (!holding.sheet.has_value()) return writers;
  for (const Share& share : holding.sheet->shares) {
    all.insert(share.party_id);
    if (share.role == ShareRole::kWriter) writers.insert(share.party_id);
  }
  return writers.empty() ? all : writers;
}

void AddProPolicy(const SubmissionContext& context) {
  const ProPolicy policy = context.facts.library.pro_policy;
  const std::set<std::string> writers = WritersOf(context);
  for (const Party& party : context.facts.parties) {
    if (writers.count(party.key.party_id) == 0) continue;
    const std::string update =
        absl::StrCat("`ritornello party update ", party.key.party_id,
                     " --account ", party.key.account_id, " --pro");
    if (policy == ProPolicy::kRequired && party.pro.empty()) {
      context.Fail("PRO_MISSING",
                   absl::StrCat(party.display_name,
                                " belongs to no performing-rights society, "
                                "which the library requires"),
                   absl::StrCat("register, then ", update, " SOCIETY`"));
    }
    if (policy == ProPolicy::kNotAllowed && !party.pro.empty()) {
      context.Fail("PRO_NOT_ALLOWED",
                   absl::StrCat(party.display_name, " is with ", party.pro,
                                ", and the library takes no writer of a "
                                "performing-rights society"),
                   absl::StrCat("withdraw the work there, then ", update,
                                " ''`, or choose another library"));
    }
  }
}

}  // namespace

void AddRightsProblems(const SubmissionContext& context) {
  AddAgreements(context);
  AddSamples(context);
  AddProPolicy(context);
}

}  // namespace ritornello::catalog
