#include "services/catalog/model/track.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "libs/identifiers/isrc.h"
#include "libs/sha256/sha256.h"
#include "libs/status/error.h"
#include "libs/utf8/slug.h"

namespace ritornello::catalog {
namespace {

constexpr std::pair<MixType, absl::string_view> kMixTypes[] = {
    {MixType::kFullMix, "FULL_MIX"},   {MixType::kInstrumental, "INSTRUMENTAL"},
    {MixType::kNoMelody, "NO_MELODY"}, {MixType::kStinger, "STINGER"},
    {MixType::kLoop, "LOOP"},          {MixType::kCutdown, "CUTDOWN"},
    {MixType::kStem, "STEM"},
};
constexpr std::pair<AnalysisState, absl::string_view> kAnalysisStates[] = {
    {AnalysisState::kPending, "PENDING"},
    {AnalysisState::kAnalyzed, "ANALYZED"},
    {AnalysisState::kFailed, "FAILED"},
};

// Behind the title in an id.
constexpr size_t kIdDigitCount = 12;
constexpr size_t kSha256DigitCount = 64;

// Collects what is wrong with a track, field by field.
class Violations {
 public:
  void Add(absl::string_view field, absl::string_view description) {
    if (violations_.size() == kViolationCountMax) return;
    violations_.push_back({std::string(field), std::string(description)});
  }
  size_t count() const { return violations_.size(); }
  absl::Status ToStatus() const {
    if (violations_.empty()) return absl::OkStatus();
    return InvalidFields(violations_);
  }

 private:
  std::vector<FieldViolation> violations_;
};

void Trim(std::string& text) {
  text = std::string(absl::StripAsciiWhitespace(text));
}

// False, with a violation, for a text that cannot be kept.
bool CheckText(absl::string_view field, const std::string& text,
               size_t size_max, Violations& violations) {
  const bool fits = text.size() <= size_max;
  if (!fits) {
    violations.Add(field, absl::StrCat("must have at most ", size_max,
                                       " bytes, has ", text.size()));
  }
  // No database keeps it; found there it would fail a whole batch.
  const bool has_nul = absl::StrContains(text, '\0');
  if (has_nul) violations.Add(field, "must have no NUL byte");
  return fits && !has_nul;
}

// False for a list that is too long. What is in it is not looked at then: it
// may be millions, and each would want a sentence.
bool CheckCount(absl::string_view field, size_t count, size_t count_max,
                Violations& violations) {
  if (count <= count_max) return true;
  violations.Add(
      field, absl::StrCat("must number at most ", count_max, ", got ", count));
  return false;
}

// Trims, drops what is empty or there already.
void Tidy(std::vector<std::string>& list) {
  std::set<std::string> seen;
  std::vector<std::string> tidy;
  for (std::string& item : list) {
    Trim(item);
    if (!item.empty() && seen.insert(item).second) {
      tidy.push_back(std::move(item));
    }
  }
  list = std::move(tidy);
}

void ResolveTerms(absl::string_view field, Facet facet,
                  const Vocabulary& vocabulary, std::vector<std::string>& terms,
                  Violations& violations) {
  if (!CheckCount(field, terms.size(), kTermCountMax, violations)) return;
  for (size_t i = 0; i < terms.size(); ++i) {
    const std::string at = absl::StrCat(field, "[", i, "]");
    // A word that long would be compared with every word there is.
    if (!CheckText(at, terms[i], kTermSizeMax, violations)) continue;
    const auto resolved = vocabulary.Resolve(
        facet, terms[i],
        violations.count() < kNearViolationCountMax ? WithNear::kYes
                                                    : WithNear::kNo);
    if (resolved.ok()) {
      terms[i] = *resolved;
    } else {
      violations.Add(at, resolved.status().message());
    }
  }
  Tidy(terms);
}

// Names of people, words of one's own.
void CheckTexts(absl::string_view field, size_t count_max, size_t size_max,
                std::vector<std::string>& texts, Violations& violations) {
  if (!CheckCount(field, texts.size(), count_max, violations)) return;
  Tidy(texts);
  for (size_t i = 0; i < texts.size(); ++i) {
    CheckText(absl::StrCat(field, "[", i, "]"), texts[i], size_max, violations);
  }
}

bool IsSha256(absl::string_view text) {
  return text.size() == kSha256DigitCount &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isdigit(static_cast<unsigned char>(c)) ||
                  (c >= 'a' && c <= 'f');
         });
}

void CheckVersions(const std::vector<Version>& versions,
                   Violations& violations) {
  if (!CheckCount("versions", versions.size(), kVersionCountMax, violations)) {
    return;
  }
  std::map<std::string, size_t> by_uri;
  int full_mix_count = 0;
  for (size_t i = 0; i < versions.size(); ++i) {
    const Version& version = versions[i];
    const std::string field = absl::StrCat("versions[", i, "]");
    if (version.uri.empty()) violations.Add(field + ".uri", "is empty");
    CheckText(field + ".uri", version.uri, kUriSizeMax, violations);
    const auto [twin, is_new] = by_uri.emplace(version.uri, i);
    if (!is_new) {
      violations.Add(field + ".uri", absl::StrCat("is that of versions[",
                                                  twin->second, "], too"));
    }
    if (version.size_bytes < 0) {
      violations.Add(
          field + ".size_bytes",
          absl::StrCat("must not be negative, got ", version.size_bytes));
    }
    if (!version.declared_sha256.empty() &&
        !IsSha256(version.declared_sha256)) {
      violations.Add(field + ".declared_sha256",
                     "must be 64 lower-case hexadecimal digits");
    }
    full_mix_count += version.mix_type == MixType::kFullMix ? 1 : 0;
  }
  if (full_mix_count > 1) {
    violations.Add("versions", absl::StrCat("must have at most one FULL_MIX, "
                                            "got ",
                                            full_mix_count));
  }
}

void NormalizeTexts(Track& track, Violations& violations) {
  for (std::string* text : {&track.client_reference, &track.title, &track.isrc,
                            &track.album, &track.declared_key}) {
    Trim(*text);
  }
  if (track.client_reference.empty()) {
    violations.Add("client_reference", "is empty");
  }
  if (track.title.empty()) violations.Add("title", "is empty");
  CheckText("client_reference", track.client_reference, kClientReferenceSizeMax,
            violations);
  CheckText("title", track.title, kTitleSizeMax, violations);
  CheckText("album", track.album, kTitleSizeMax, violations);
  CheckTexts("artists", kArtistCountMax, kTitleSizeMax, track.artists,
             violations);
  CheckTexts("keywords", kKeywordCountMax, kKeywordSizeMax, track.keywords,
             violations);
}

void NormalizeFacts(Track& track, Violations& violations) {
  if (!track.isrc.empty()) {
    const auto isrc = Isrc::Parse(track.isrc);
    if (isrc.ok()) {
      track.isrc = isrc->compact();
    } else {
      violations.Add("isrc", isrc.status().message());
    }
  }
  if (!track.declared_key.empty()) {
    const auto key = ParseKey(track.declared_key);
    if (key.ok()) {
      track.declared_key = *key;
    } else {
      violations.Add("declared_key", key.status().message());
    }
  }
  // Written so that a NaN is refused, too.
  if (track.declared_tempo_bpm.has_value() &&
      !(*track.declared_tempo_bpm >= kTempoMinBpm &&
        *track.declared_tempo_bpm <= kTempoMaxBpm)) {
    violations.Add("declared_tempo_bpm",
                   absl::StrCat("must be ", kTempoMinBpm, "..", kTempoMaxBpm,
                                ", got ", *track.declared_tempo_bpm));
  }
}

}  // namespace

absl::string_view MixTypeName(MixType mix_type) {
  for (const auto& [value, name] : kMixTypes) {
    if (value == mix_type) return name;
  }
  return "";
}

absl::StatusOr<MixType> ParseMixType(absl::string_view name) {
  for (const auto& [value, known] : kMixTypes) {
    if (known == name) return value;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("must be a mix type like FULL_MIX, got \"", name, "\""));
}

absl::string_view AnalysisStateName(AnalysisState state) {
  for (const auto& [value, name] : kAnalysisStates) {
    if (value == state) return name;
  }
  return "";
}

absl::StatusOr<AnalysisState> ParseAnalysisState(absl::string_view name) {
  for (const auto& [value, known] : kAnalysisStates) {
    if (known == name) return value;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("must be an analysis state, got \"", name, "\""));
}

absl::Status Normalize(Track& track, const Vocabulary& vocabulary) {
  Violations violations;
  NormalizeTexts(track, violations);
  NormalizeFacts(track, violations);
  ResolveTerms("moods", Facet::kMood, vocabulary, track.moods, violations);
  ResolveTerms("instruments", Facet::kInstrument, vocabulary, track.instruments,
               violations);
  ResolveTerms("uses", Facet::kUse, vocabulary, track.uses, violations);
  ResolveTerms("genres", Facet::kGenre, vocabulary, track.genres, violations);
  CheckVersions(track.versions, violations);
  for (const FieldViolation& violation :
       FieldViolationsOf(Normalize(track.works))) {
    violations.Add(violation.field, violation.description);
  }
  return violations.ToStatus();
}

std::string TrackId(absl::string_view account_id,
                    absl::string_view client_reference,
                    absl::string_view title) {
  std::string slug = Slug(title, kSlugSizeMax);
  if (slug.empty()) slug = "track";
  // An id starts with a letter.
  if (!absl::ascii_islower(static_cast<unsigned char>(slug[0]))) {
    slug.insert(0, "t-");
  }
  // The separator is in no account id.
  const std::string digest =
      Sha256Hex(absl::StrCat(account_id, "/", client_reference));
  return absl::StrCat(slug, "-", digest.substr(0, kIdDigitCount));
}

absl::StatusOr<std::string> ParseKey(absl::string_view text) {
  const auto refuse = [&] {
    return absl::InvalidArgumentError(
        absl::StrCat("must be like F:major, F# minor, Bbm or C, got \"",
                     text.substr(0, 50), "\""));
  };
  absl::string_view rest = absl::StripAsciiWhitespace(text);
  if (rest.empty()) return refuse();
  const char tonic = absl::ascii_toupper(static_cast<unsigned char>(rest[0]));
  if (tonic < 'A' || tonic > 'G') return refuse();
  rest.remove_prefix(1);
  std::string key(1, tonic);
  if (absl::ConsumePrefix(&rest, "#")) {
    key.push_back('#');
  } else if (absl::ConsumePrefix(&rest, "b")) {
    key.push_back('b');
  }
  std::string mode = absl::AsciiStrToLower(rest);
  mode = std::string(absl::StripAsciiWhitespace(mode));
  absl::string_view word = mode;
  absl::ConsumePrefix(&word, ":");
  word = absl::StripAsciiWhitespace(word);
  if (word.empty() || word == "major" || word == "maj") {
    return absl::StrCat(key, ":major");
  }
  if (word == "minor" || word == "min" || word == "m") {
    return absl::StrCat(key, ":minor");
  }
  return refuse();
}

}  // namespace ritornello::catalog
