#include "services/catalog/model/clearance.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/status/error.h"

namespace ritornello::catalog {
namespace {

constexpr size_t kSha256DigitCount = 64;

bool IsSha256(const std::string& text) {
  return text.size() == kSha256DigitCount &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isdigit(static_cast<unsigned char>(c)) ||
                  (c >= 'a' && c <= 'f');
         });
}

FieldViolation WrongSize(absl::string_view field, size_t size_max,
                         size_t size) {
  return {std::string(field),
          absl::StrCat("must have 1..", size_max, " bytes, got ", size)};
}

}  // namespace

absl::Status Normalize(Agreement& agreement) {
  std::vector<FieldViolation> violations;
  absl::StripAsciiWhitespace(&agreement.document);
  if (agreement.document.empty() ||
      agreement.document.size() > kDocumentSizeMax) {
    violations.push_back(
        WrongSize("document", kDocumentSizeMax, agreement.document.size()));
  }
  absl::AsciiStrToLower(&agreement.document_sha256);
  if (!agreement.document_sha256.empty() &&
      !IsSha256(agreement.document_sha256)) {
    violations.push_back(
        {"document_sha256", "must be 64 hexadecimal digits, or empty"});
  }
  std::vector<std::string>& tracks = agreement.track_ids;
  if (tracks.size() > kAgreementTrackCountMax) {
    violations.push_back(
        {"tracks", absl::StrCat("must number at most ", kAgreementTrackCountMax,
                                ", got ", tracks.size(), "; none means all")});
  }
  std::sort(tracks.begin(), tracks.end());
  tracks.erase(std::unique(tracks.begin(), tracks.end()), tracks.end());
  const absl::Status extent =
      WithFieldPrefix(Normalize(agreement.extent), "extent");
  for (const FieldViolation& violation : FieldViolationsOf(extent)) {
    violations.push_back(violation);
  }
  return violations.empty() ? absl::OkStatus() : InvalidFields(violations);
}

absl::Status Normalize(Sample& sample) {
  absl::StripAsciiWhitespace(&sample.source);
  if (absl::StrContains(sample.source, '\0')) {
    return InvalidField("source", "must have no NUL byte");
  }
  if (!sample.source.empty() && sample.source.size() <= kSourceSizeMax) {
    return absl::OkStatus();
  }
  return InvalidFields(
      {WrongSize("source", kSourceSizeMax, sample.source.size())});
}

bool Covers(const Agreement& agreement, const TrackKey& track,
            const Extent& extent) {
  return agreement.key.account_id == track.account_id &&
         (agreement.track_ids.empty() ||
          std::binary_search(agreement.track_ids.begin(),
                             agreement.track_ids.end(), track.track_id)) &&
         Covers(agreement.extent, extent);
}

}  // namespace ritornello::catalog
