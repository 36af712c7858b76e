#include "services/catalog/model/split_sheet.h"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "libs/status/check.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"

namespace ritornello::catalog {
namespace {

constexpr Right kRights[] = {Right::kMaster, Right::kSyncComposition,
                             Right::kPerformance, Right::kMechanical};
constexpr ShareRole kShareRoles[] = {
    ShareRole::kWriter,   ShareRole::kPublisher, ShareRole::kPerformer,
    ShareRole::kProducer, ShareRole::kLabel,     ShareRole::kOwner};

constexpr size_t kPercentPlacesMax = 6;
constexpr int64_t kPartsOfPercent = 1'000'000;
constexpr int64_t kWhole = 100 * kPartsOfPercent;
constexpr absl::string_view kCollection = "/splitSheets/";
// Longest part of what was sent that an error repeats.
constexpr size_t kQuotedSizeMax = 200;

// "33.3333" as 33'333'300 millionths of a percent; 0 for what is no positive
// decimal of at most 3 digits and 6 places.
int64_t ParsePercent(absl::string_view text) {
  const size_t point = text.find('.');
  const absl::string_view whole = text.substr(0, point);
  const absl::string_view places =
      point == absl::string_view::npos ? "0" : text.substr(point + 1);
  if (whole.empty() || whole.size() > 3 || places.empty() ||
      places.size() > kPercentPlacesMax) {
    return 0;
  }
  int64_t parts = 0;
  for (const absl::string_view digits : {whole, places}) {
    for (const char c : digits) {
      if (!absl::ascii_isdigit(c)) return 0;
      parts = 10 * parts + (c - '0');
    }
  }
  for (size_t i = places.size(); i < kPercentPlacesMax; ++i) parts *= 10;
  return parts;
}

std::string PercentText(int64_t parts) {
  std::string text = absl::StrFormat("%d.%06d", parts / kPartsOfPercent,
                                     parts % kPartsOfPercent);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

auto PartyAndRole(const Share& share) {
  return std::tie(share.party_id, share.party_name, share.role);
}

}  // namespace

absl::string_view RightName(Right right) {
  switch (right) {
    case Right::kMaster:
      return "MASTER";
    case Right::kSyncComposition:
      return "SYNC_COMPOSITION";
    case Right::kPerformance:
      return "PERFORMANCE";
    case Right::kMechanical:
      return "MECHANICAL";
  }
  RITORNELLO_CHECK(false);
  return "";
}

absl::string_view ShareRoleName(ShareRole role) {
  switch (role) {
    case ShareRole::kWriter:
      return "WRITER";
    case ShareRole::kPublisher:
      return "PUBLISHER";
    case ShareRole::kPerformer:
      return "PERFORMER";
    case ShareRole::kProducer:
      return "PRODUCER";
    case ShareRole::kLabel:
      return "LABEL";
    case ShareRole::kOwner:
      return "OWNER";
  }
  RITORNELLO_CHECK(false);
  return "";
}

absl::StatusOr<Right> ParseRight(absl::string_view name) {
  for (const Right right : kRights) {
    if (RightName(right) == name) return right;
  }
  return absl::InvalidArgumentError(absl::StrCat("no right \"", name, "\""));
}

absl::StatusOr<ShareRole> ParseShareRole(absl::string_view name) {
  for (const ShareRole role : kShareRoles) {
    if (ShareRoleName(role) == name) return role;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("no role \"", name, "\" of a share"));
}

std::string NameOf(const SheetSubject& subject) {
  return std::visit([](const auto& key) { return NameOf(key); }, subject);
}

absl::StatusOr<SheetSubject> ParseSheetSubject(absl::string_view field,
                                               absl::string_view name) {
  if (const auto work = ParseWorkName(field, name); work.ok()) return *work;
  if (const auto track = ParseTrackName(field, name); track.ok()) return *track;
  return InvalidField(
      field, absl::StrCat("must be like accounts/{account}/tracks/{track} or "
                          "accounts/{account}/works/{work}, got \"",
                          name.substr(0, kQuotedSizeMax), "\""));
}

const std::string& AccountOf(const SheetSubject& subject) {
  return std::visit(
      [](const auto& key) -> const std::string& { return key.account_id; },
      subject);
}

std::string RightSlug(Right right) {
  return absl::StrReplaceAll(absl::AsciiStrToLower(RightName(right)),
                             {{"_", "-"}});
}

std::string NameOf(const SplitSheetKey& key) {
  return SplitSheetName(key.subject,
                        absl::StrCat(RightSlug(key.right), "-", key.number));
}

std::string SplitSheetName(const SheetSubject& subject, absl::string_view id) {
  return absl::StrCat(NameOf(subject), kCollection, id);
}

absl::StatusOr<SplitSheetKey> ParseSplitSheetName(absl::string_view field,
                                                  absl::string_view name) {
  const size_t collection = name.find(kCollection);
  const size_t hyphen = name.rfind('-');
  if (collection != absl::string_view::npos && hyphen > collection &&
      hyphen != absl::string_view::npos) {
    SplitSheetKey key;
    const auto subject = ParseSheetSubject(field, name.substr(0, collection));
    if (subject.ok() &&
        absl::SimpleAtoi(name.substr(hyphen + 1), &key.number)) {
      key.subject = *subject;
      for (const Right right : kRights) {
        key.right = right;
        // Only what we would write ourselves is a name.
        if (key.number > 0 && NameOf(key) == name) return key;
      }
    }
  }
  return InvalidField(
      field, absl::StrCat("must be like accounts/{account}/tracks/{track}"
                          "/splitSheets/{right}-{number}, or of a work, got \"",
                          name.substr(0, kQuotedSizeMax), "\""));
}

absl::StatusOr<std::vector<uint32_t>> WeightsFromPercent(
    const std::vector<std::string>& percent) {
  std::vector<int64_t> parts;
  int64_t sum = 0;
  int64_t divisor = 0;
  for (size_t i = 0; i < percent.size(); ++i) {
    parts.push_back(ParsePercent(percent[i]));
    if (parts.back() == 0) {
      return InvalidField(
          absl::StrCat("shares[", i, "].percent"),
          absl::StrCat("must be more than 0 with at most ", kPercentPlacesMax,
                       " decimal places, got \"", percent[i].substr(0, 50),
                       "\""));
    }
    sum += parts.back();
    divisor = std::gcd(divisor, parts.back());
  }
  if (sum != kWhole) {
    return InvalidField("shares", absl::StrCat("must total exactly 100, got ",
                                               PercentText(sum)));
  }
  std::vector<uint32_t> weights;
  for (const int64_t part : parts) {
    weights.push_back(static_cast<uint32_t>(part / divisor));
  }
  return weights;
}

absl::Status Normalize(SplitSheet& sheet) {
  if (sheet.shares.empty() || sheet.shares.size() > kShareCountMax) {
    return InvalidField(
        "shares", absl::StrCat("must number 1..", kShareCountMax, ", got ",
                               sheet.shares.size()));
  }
  for (size_t i = 0; i < sheet.shares.size(); ++i) {
    if (sheet.shares[i].weight == 0) {
      return InvalidField(absl::StrCat("shares[", i, "].weight"),
                          "must be 1..4294967295, got 0");
    }
  }
  std::sort(sheet.shares.begin(), sheet.shares.end(),
            [](const Share& a, const Share& b) {
              return PartyAndRole(a) < PartyAndRole(b);
            });
  for (size_t i = 1; i < sheet.shares.size(); ++i) {
    const Share& share = sheet.shares[i];
    const Share& before = sheet.shares[i - 1];
    if (PartyAndRole(share) == PartyAndRole(before)) {
      return InvalidField(
          "shares", absl::StrCat("must name a party once in each role, got ",
                                 share.party_id, share.party_name, " twice as ",
                                 ShareRoleName(share.role)));
    }
  }
  return absl::OkStatus();
}

const SplitSheet* SheetAsOf(const std::vector<SplitSheet>& sheets, Right right,
                            absl::CivilDay day) {
  const SplitSheet* found = nullptr;
  for (const SplitSheet& sheet : sheets) {
    if (sheet.right != right || sheet.effective_date > day) continue;
    if (found == nullptr ||
        std::tie(sheet.effective_date, sheet.number) >
            std::tie(found->effective_date, found->number)) {
      found = &sheet;
    }
  }
  return found;
}

}  // namespace ritornello::catalog
