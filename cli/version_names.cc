#include "cli/version_names.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

namespace ritornello::cli {
namespace {

using catalog::v1::MixType;

// What the vocabulary's version terms mean as mixes. Partial mixes, as those
// without drums, are stems to a library: material, not a track.
constexpr std::pair<absl::string_view, MixType> kMixes[] = {
    {"Full Mix", catalog::v1::FULL_MIX},
    {"Instrumental Mix", catalog::v1::INSTRUMENTAL},
    {"No Melody Mix", catalog::v1::NO_MELODY},
    {"Stinger", catalog::v1::STINGER},
    {"Loop", catalog::v1::LOOP},
    {"15 Second Edit", catalog::v1::CUTDOWN},
    {"30 Second Edit", catalog::v1::CUTDOWN},
    {"60 Second Edit", catalog::v1::CUTDOWN},
    {"Clean Edit", catalog::v1::CUTDOWN},
    {"Cutdown", catalog::v1::CUTDOWN},
    {"Stems", catalog::v1::STEM},
    {"No Drums Mix", catalog::v1::STEM},
    {"Drums and Bass Mix", catalog::v1::STEM},
    {"A Cappella", catalog::v1::STEM},
};

constexpr MixType kMixTypes[] = {
    catalog::v1::FULL_MIX, catalog::v1::INSTRUMENTAL, catalog::v1::NO_MELODY,
    catalog::v1::STINGER,  catalog::v1::LOOP,         catalog::v1::CUTDOWN,
    catalog::v1::STEM};

std::optional<MixType> MixOf(absl::string_view term) {
  for (const auto& [name, mix_type] : kMixes) {
    if (name == term) return mix_type;
  }
  return std::nullopt;
}

// "No_Melody" and "no-melody" as "no melody".
std::string Word(absl::string_view text) {
  std::string word = absl::AsciiStrToLower(text);
  word = absl::StrReplaceAll(word, {{"_", " "}, {"-", " "}});
  absl::RemoveExtraAsciiWhitespace(&word);
  return word;
}

struct Split {
  absl::string_view title;
  absl::string_view word;
  // Parted by a blank only, as any two words of a title are.
  bool is_loose = false;
};

// The places where names of files carry a version, the surest first.
std::vector<Split> Splits(absl::string_view stem) {
  std::vector<Split> splits;
  for (const auto& [open, close] : {std::pair{'(', ')'}, {'[', ']'}}) {
    const size_t begin = stem.rfind(open);
    if (begin != absl::string_view::npos && begin > 0 && stem.back() == close) {
      splits.push_back({stem.substr(0, begin),
                        stem.substr(begin + 1, stem.size() - begin - 2)});
    }
  }
  for (const absl::string_view separator : {" - ", "_", "-", " "}) {
    for (size_t at = stem.rfind(separator); at != absl::string_view::npos && at;
         at = stem.rfind(separator, at - 1)) {
      splits.push_back({stem.substr(0, at), stem.substr(at + separator.size()),
                        separator == " "});
    }
  }
  return splits;
}

}  // namespace

VersionNames::VersionNames(const catalog::v1::ListTermsResponse& terms) {
  for (const auto& term : terms.terms()) {
    const std::optional<MixType> mix_type = MixOf(term.term());
    if (term.facet() != catalog::v1::VERSION || !mix_type.has_value()) continue;
    by_word_[Word(term.term())] = *mix_type;
    for (const std::string& synonym : term.synonyms()) {
      by_word_[Word(synonym)] = *mix_type;
    }
  }
}

std::optional<MixType> VersionNames::Find(absl::string_view word) const {
  const auto found = by_word_.find(Word(word));
  if (found != by_word_.end()) return found->second;
  for (const MixType mix_type : kMixTypes) {
    if (Word(catalog::v1::MixType_Name(mix_type)) == Word(word)) {
      return mix_type;
    }
  }
  return std::nullopt;
}

std::vector<std::string> VersionNames::Words() const {
  std::vector<std::string> words;
  for (const MixType mix_type : kMixTypes) {
    words.push_back(Word(catalog::v1::MixType_Name(mix_type)));
  }
  for (const auto& [word, mix_type] : by_word_) words.push_back(word);
  return words;
}

NamedVersion VersionNames::Read(absl::string_view stem) const {
  stem = absl::StripAsciiWhitespace(stem);
  for (const Split& split : Splits(stem)) {
    const auto found = by_word_.find(Word(split.word));
    const absl::string_view title = absl::StripAsciiWhitespace(split.title);
    // "Live at the Main" is no full mix of "Live at the".
    const bool is_title = split.is_loose && found != by_word_.end() &&
                          found->second == catalog::v1::FULL_MIX;
    if (found != by_word_.end() && !title.empty() && !is_title) {
      return {std::string(title), found->second};
    }
  }
  return {std::string(stem), catalog::v1::FULL_MIX};
}

}  // namespace ritornello::cli
