#include "services/catalog/model/names.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"

namespace ritornello::catalog {
namespace {

constexpr absl::string_view kAccountForm = "accounts/{account}";
constexpr absl::string_view kLibraryForm = "libraries/{library}";
constexpr absl::string_view kPartyForm = "accounts/{account}/parties/{party}";
constexpr absl::string_view kAgreementForm =
    "accounts/{account}/agreements/{agreement}";
constexpr absl::string_view kSubmissionForm =
    "accounts/{account}/submissions/{submission}";
constexpr absl::string_view kWorkForm = "accounts/{account}/works/{work}";
constexpr absl::string_view kTrackForm = "accounts/{account}/tracks/{track}";
constexpr absl::string_view kVersionForm =
    "accounts/{account}/tracks/{track}/versions/{number}";
constexpr absl::string_view kReadinessForm =
    "accounts/{account}/tracks/{track}/readiness/{library}";
constexpr absl::string_view kOutletForm =
    "accounts/{account}/tracks/{track}/outlets/{outlet}";
constexpr absl::string_view kPlacementForm =
    "accounts/{account}/tracks/{track}/placements/{number}";
constexpr absl::string_view kSampleForm =
    "accounts/{account}/tracks/{track}/samples/{number}";

// Longest part of what was sent that an error repeats.
constexpr size_t kQuotedSizeMax = 200;

bool IsId(absl::string_view text) {
  if (text.empty() || text.size() > kIdSizeMax) return false;
  for (const char c : text) {
    if (!absl::ascii_islower(c) && !absl::ascii_isdigit(c) && c != '-') {
      return false;
    }
  }
  return absl::ascii_islower(text[0]);
}

absl::Status Unlike(absl::string_view field, absl::string_view form,
                    absl::string_view name) {
  return InvalidField(field,
                      absl::StrCat("must be like ", form, ", got \"",
                                   name.substr(0, kQuotedSizeMax), "\""));
}

// What stands in `name` for each {…} of `form`; the parts are ids, but for
// {number}, which is a whole number from 1.
absl::StatusOr<std::vector<std::string>> Match(absl::string_view field,
                                               absl::string_view form,
                                               absl::string_view name) {
  const std::vector<absl::string_view> wanted = absl::StrSplit(form, '/');
  const std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  if (parts.size() != wanted.size()) return Unlike(field, form, name);
  std::vector<std::string> ids;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (wanted[i] == "{number}") {
      int64_t number = 0;
      // The second half refuses "+1" and "01": a thing has one name.
      if (!absl::SimpleAtoi(parts[i], &number) || number < 1 ||
          absl::StrCat(number) != parts[i]) {
        return Unlike(field, form, name);
      }
      ids.emplace_back(parts[i]);
    } else if (wanted[i].front() == '{') {
      if (!IsId(parts[i])) return Unlike(field, form, name);
      ids.emplace_back(parts[i]);
    } else if (parts[i] != wanted[i]) {
      return Unlike(field, form, name);
    }
  }
  return ids;
}

// For a form whose third part is {number}.
template <typename Key>
absl::StatusOr<Key> MatchNumbered(absl::string_view field,
                                  absl::string_view form,
                                  absl::string_view name) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<std::string> ids,
                              Match(field, form, name));
  Key key{{ids[0], ids[1]}, 0};
  if (!absl::SimpleAtoi(ids[2], &key.number)) return Unlike(field, form, name);
  return key;
}

}  // namespace

absl::Status ValidateId(absl::string_view field, absl::string_view id) {
  if (IsId(id)) return absl::OkStatus();
  return InvalidField(
      field, absl::StrCat("must be 1..", kIdSizeMax,
                          " of a-z, 0-9 and hyphens and start with a letter, "
                          "got \"",
                          id.substr(0, kQuotedSizeMax), "\""));
}

absl::StatusOr<std::string> ParseAccountName(absl::string_view field,
                                             absl::string_view name) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<std::string> ids,
                              Match(field, kAccountForm, name));
  return ids[0];
}

absl::StatusOr<std::string> ParseAccountNameOrAll(absl::string_view field,
                                                  absl::string_view name) {
  if (name == "accounts/-") return std::string(kAllAccounts);
  return ParseAccountName(field, name);
}

absl::StatusOr<std::string> ParseLibraryName(absl::string_view field,
                                             absl::string_view name) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<std::string> ids,
                              Match(field, kLibraryForm, name));
  return ids[0];
}

absl::StatusOr<PartyKey> ParsePartyName(absl::string_view field,
                                        absl::string_view name) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<std::string> ids,
                              Match(field, kPartyForm, name));
  return PartyKey{ids[0], ids[1]};
}

absl::StatusOr<AgreementKey> ParseAgreementName(absl::string_view field,
                                                absl::string_view name) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<std::string> ids,
                              Match(field, kAgreementForm, name));
  return AgreementKey{ids[0], ids[1]};
}

absl::StatusOr<SubmissionKey> ParseSubmissionName(absl::string_view field,
                                                  absl::string_view name) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<std::string> ids,
                              Match(field, kSubmissionForm, name));
  return SubmissionKey{ids[0], ids[1]};
}

absl::StatusOr<WorkKey> ParseWorkName(absl::string_view field,
                                      absl::string_view name) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<std::string> ids,
                              Match(field, kWorkForm, name));
  return WorkKey{ids[0], ids[1]};
}

absl::StatusOr<TrackKey> ParseTrackName(absl::string_view field,
                                        absl::string_view name) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<std::string> ids,
                              Match(field, kTrackForm, name));
  return TrackKey{ids[0], ids[1]};
}

absl::StatusOr<VersionKey> ParseVersionName(absl::string_view field,
                                            absl::string_view name) {
  return MatchNumbered<VersionKey>(field, kVersionForm, name);
}

absl::StatusOr<ReadinessKey> ParseReadinessName(absl::string_view field,
                                                absl::string_view name) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<std::string> ids,
                              Match(field, kReadinessForm, name));
  return ReadinessKey{{ids[0], ids[1]}, ids[2]};
}

absl::StatusOr<OutletKey> ParseOutletName(absl::string_view field,
                                          absl::string_view name) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<std::string> ids,
                              Match(field, kOutletForm, name));
  return OutletKey{{ids[0], ids[1]}, ids[2]};
}

absl::StatusOr<PlacementKey> ParsePlacementName(absl::string_view field,
                                                absl::string_view name) {
  return MatchNumbered<PlacementKey>(field, kPlacementForm, name);
}

absl::StatusOr<SampleKey> ParseSampleName(absl::string_view field,
                                          absl::string_view name) {
  return MatchNumbered<SampleKey>(field, kSampleForm, name);
}

std::string AccountName(absl::string_view account_id) {
  return absl::StrCat("accounts/", account_id);
}
std::string LibraryName(absl::string_view library_id) {
  return absl::StrCat("libraries/", library_id);
}
std::string NameOf(const PartyKey& key) {
  return absl::StrCat("accounts/", key.account_id, "/parties/", key.party_id);
}
std::string NameOf(const AgreementKey& key) {
  return absl::StrCat("accounts/", key.account_id, "/agreements/",
                      key.agreement_id);
}
std::string NameOf(const SubmissionKey& key) {
  return absl::StrCat("accounts/", key.account_id, "/submissions/",
                      key.submission_id);
}
std::string NameOf(const WorkKey& key) {
  return absl::StrCat("accounts/", key.account_id, "/works/", key.work_id);
}
std::string NameOf(const TrackKey& key) {
  return absl::StrCat("accounts/", key.account_id, "/tracks/", key.track_id);
}
std::string NameOf(const VersionKey& key) {
  return absl::StrCat(NameOf(key.track), "/versions/", key.number);
}
std::string NameOf(const ReadinessKey& key) {
  return absl::StrCat(NameOf(key.track), "/readiness/", key.library_id);
}
std::string NameOf(const OutletKey& key) {
  return absl::StrCat(NameOf(key.track), "/outlets/", key.outlet_id);
}
std::string NameOf(const PlacementKey& key) {
  return absl::StrCat(NameOf(key.track), "/placements/", key.number);
}
std::string NameOf(const SampleKey& key) {
  return absl::StrCat(NameOf(key.track), "/samples/", key.number);
}

}  // namespace ritornello::catalog
