#include "services/catalog/model/vocabulary.h"

#include <algorithm>
#include <cstddef>
#include <set>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "libs/status/check.h"
#include "libs/status/status_macros.h"

namespace ritornello::catalog {
namespace {

constexpr absl::string_view kHeader = "facet,term,synonyms,broader";
constexpr Facet kFacets[] = {Facet::kMood, Facet::kInstrument, Facet::kUse,
                             Facet::kGenre, Facet::kVersion};
constexpr size_t kDistanceMax = 2;
constexpr size_t kNearCountMax = 3;
// Longest word that is compared with the others, and repeated in an error.
constexpr size_t kWordSizeMax = 100;

std::string Folded(absl::string_view word) {
  return absl::AsciiStrToLower(absl::StripAsciiWhitespace(word));
}

// Levenshtein: insertions, deletions and substitutions of bytes.
size_t EditDistance(absl::string_view a, absl::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

absl::StatusOr<Term> ParseTerm(absl::string_view line) {
  const std::vector<std::string> fields = absl::StrSplit(line, ',');
  if (fields.size() != 4) {
    return absl::InvalidArgumentError(
        absl::StrCat("must have 4 fields, got ", fields.size()));
  }
  const auto* facet =
      std::find_if(std::begin(kFacets), std::end(kFacets),
                   [&](Facet f) { return FacetName(f) == fields[0]; });
  if (facet == std::end(kFacets)) {
    return absl::InvalidArgumentError(
        absl::StrCat("unknown facet \"", fields[0], "\""));
  }
  if (fields[1].empty()) return absl::InvalidArgumentError("term is empty");
  Term term{*facet, fields[1], {}, fields[3]};
  for (const absl::string_view synonym :
       absl::StrSplit(fields[2], ';', absl::SkipEmpty())) {
    term.synonyms.push_back(Folded(synonym));
  }
  return term;
}

absl::Status AtLine(size_t line_number, absl::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat("line ", line_number, ": ", what));
}

}  // namespace

absl::string_view FacetName(Facet facet) {
  switch (facet) {
    case Facet::kMood:
      return "mood";
    case Facet::kInstrument:
      return "instrument";
    case Facet::kUse:
      return "use";
    case Facet::kGenre:
      return "genre";
    case Facet::kVersion:
      return "version";
  }
  RITORNELLO_CHECK(false);
  return "";
}

absl::StatusOr<Vocabulary> Vocabulary::Parse(absl::string_view csv) {
  Vocabulary vocabulary;
  std::vector<size_t> line_of_term;
  size_t line_number = 0;
  for (absl::string_view line : absl::StrSplit(csv, '\n')) {
    ++line_number;
    absl::ConsumeSuffix(&line, "\r");
    if (line_number == 1) {
      if (line != kHeader) {
        return AtLine(1, absl::StrCat("must be \"", kHeader, "\""));
      }
      continue;
    }
    if (line.empty()) continue;
    absl::StatusOr<Term> term = ParseTerm(line);
    if (!term.ok()) return AtLine(line_number, term.status().message());
    if (!vocabulary.by_word_
             .try_emplace({term->facet, Folded(term->term)}, term->term)
             .second) {
      return AtLine(line_number,
                    absl::StrCat("\"", term->term, "\" is listed before"));
    }
    vocabulary.terms_.push_back(*std::move(term));
    line_of_term.push_back(line_number);
  }
  // After all terms, since a broader term may be listed below its narrower
  // ones, or only as a broader one; a term may be the name of its own group.
  for (const Term& term : vocabulary.terms_) {
    if (term.broader.empty()) continue;
    const std::string& broader =
        vocabulary.by_word_
            .try_emplace({term.facet, Folded(term.broader)}, term.broader)
            .first->second;
    if (broader != term.term) {
      vocabulary.broader_[{term.facet, term.term}] = broader;
    }
  }
  for (size_t i = 0; i < vocabulary.terms_.size(); ++i) {
    const Term& term = vocabulary.terms_[i];
    for (const std::string& synonym : term.synonyms) {
      const auto [known, is_new] =
          vocabulary.by_word_.try_emplace({term.facet, synonym}, term.term);
      if (!is_new) {
        return AtLine(
            line_of_term[i],
            absl::StrCat("\"", synonym, "\" already means ", known->second));
      }
    }
  }
  return vocabulary;
}

absl::StatusOr<std::string> Vocabulary::Resolve(Facet facet,
                                                absl::string_view word,
                                                WithNear with_near) const {
  const std::string folded = Folded(word);
  const auto found = by_word_.find({facet, folded});
  if (found != by_word_.end()) return found->second;
  std::string message = absl::StrCat(
      "no ", FacetName(facet), " \"",
      absl::StripAsciiWhitespace(word).substr(0, kWordSizeMax), "\"");
  if (with_near == WithNear::kNo) return absl::NotFoundError(message);
  const std::string near = Near(facet, folded);
  if (!near.empty()) absl::StrAppend(&message, "; did you mean ", near, "?");
  return absl::NotFoundError(message);
}

std::string Vocabulary::Near(Facet facet, const std::string& word) const {
  if (word.size() > kWordSizeMax) return "";
  struct Candidate {
    size_t distance;
    std::string text;
    std::string term;
  };
  std::vector<Candidate> candidates;
  for (auto it = by_word_.lower_bound({facet, ""});
       it != by_word_.end() && it->first.first == facet; ++it) {
    const std::string& known = it->first.second;
    const std::string& term = it->second;
    // That many letters at least are missing from one of them.
    const size_t difference = std::max(word.size(), known.size()) -
                              std::min(word.size(), known.size());
    if (difference > kDistanceMax) continue;
    const size_t distance = EditDistance(word, known);
    if (distance > kDistanceMax || 2 * distance >= word.size()) continue;
    const bool is_term = Folded(term) == known;
    candidates.push_back({distance,
                          is_term ? term : absl::StrCat(term, " (", known, ")"),
                          term});
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) {
                     return a.distance < b.distance;
                   });
  std::set<std::string> seen;
  std::vector<std::string> nearest;
  for (const Candidate& candidate : candidates) {
    if (nearest.size() == kNearCountMax) break;
    if (seen.insert(candidate.term).second) nearest.push_back(candidate.text);
  }
  return absl::StrJoin(nearest, ", ");
}

std::vector<std::string> Vocabulary::WithBroader(Facet facet,
                                                 absl::string_view term) const {
  std::vector<std::string> terms = {std::string(term)};
  for (auto next = broader_.find({facet, terms.back()});
       next != broader_.end() &&
       std::find(terms.begin(), terms.end(), next->second) == terms.end();
       next = broader_.find({facet, terms.back()})) {
    terms.push_back(next->second);
  }
  return terms;
}

}  // namespace ritornello::catalog
