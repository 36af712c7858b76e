#include "services/catalog/model/party.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/identifiers/ipi.h"
#include "libs/identifiers/isni.h"
#include "libs/sha256/sha256.h"
#include "libs/status/error.h"
#include "libs/utf8/slug.h"

namespace ritornello::catalog {
namespace {

// Behind the name in an id.
constexpr size_t kIdDigitCount = 8;

template <typename Identifier>
void Compact(absl::string_view field, std::string& text,
             std::vector<FieldViolation>& violations) {
  absl::StripAsciiWhitespace(&text);
  if (text.empty()) return;
  const absl::StatusOr<Identifier> identifier = Identifier::Parse(text);
  if (identifier.ok()) {
    text = identifier->compact();
  } else {
    violations.push_back(
        {std::string(field), std::string(identifier.status().message())});
  }
}

}  // namespace

absl::Status Normalize(Party& party) {
  std::vector<FieldViolation> violations;
  absl::StripAsciiWhitespace(&party.display_name);
  absl::StripAsciiWhitespace(&party.pro);
  if (party.display_name.empty() ||
      party.display_name.size() > kPartyNameSizeMax) {
    violations.push_back(
        {"display_name",
         absl::StrCat("must have 1..", kPartyNameSizeMax, " bytes, got ",
                      party.display_name.size())});
  } else if (absl::StrContains(party.display_name, '\0')) {
    violations.push_back({"display_name", "must have no NUL byte"});
  }
  Compact<IpiName>("ipi_name_number", party.ipi_name_number, violations);
  Compact<Isni>("isni", party.isni, violations);
  if (party.pro.size() > kProSizeMax) {
    violations.push_back(
        {"pro", absl::StrCat("must have at most ", kProSizeMax, " bytes, got ",
                             party.pro.size())});
  }
  return violations.empty() ? absl::OkStatus() : InvalidFields(violations);
}

std::string PartyId(absl::string_view display_name, int retry) {
  std::string slug = Slug(display_name, kSlugSizeMax);
  const bool is_readable = !slug.empty();
  // An id starts with a letter.
  if (!is_readable) {
    slug = "party";
  } else if (!absl::ascii_islower(static_cast<unsigned char>(slug[0]))) {
    slug.insert(0, "p-");
  }
  if (is_readable && retry == 0) return slug;
  const std::string digest = Sha256Hex(absl::StrCat(display_name, "/", retry));
  return absl::StrCat(slug, "-", digest.substr(0, kIdDigitCount));
}

absl::Status CopyFields(std::span<const std::string> mask, const Party& from,
                        Party& to) {
  static const std::string kAll[] = {"display_name", "ipi_name_number", "isni",
                                     "pro", "is_own"};
  for (const std::string& field : mask.empty() ? std::span(kAll) : mask) {
    if (field == "display_name") {
      to.display_name = from.display_name;
    } else if (field == "ipi_name_number") {
      to.ipi_name_number = from.ipi_name_number;
    } else if (field == "isni") {
      to.isni = from.isni;
    } else if (field == "pro") {
      to.pro = from.pro;
    } else if (field == "is_own") {
      to.is_own = from.is_own;
    } else {
      return InvalidField("update_mask",
                          absl::StrCat("must name fields of a party that can "
                                       "be changed, got \"",
                                       field.substr(0, 100), "\""));
    }
  }
  return absl::OkStatus();
}

}  // namespace ritornello::catalog
