// The controlled vocabulary: which words the catalogue knows for a mood, an
// instrument, a use, a genre, a mix, and which other words mean the same.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace ritornello::catalog {

enum class Facet { kMood, kInstrument, kUse, kGenre, kVersion };

// "mood", "instrument", "use", "genre", "version".
absl::string_view FacetName(Facet facet);

struct Term {
  Facet facet;
  std::string term;                   // "Uplifting"
  std::vector<std::string> synonyms;  // lower case
  std::string broader;                // "Positive", or empty
};

// Whether an unknown word is compared with all that are known.
enum class WithNear { kYes, kNo };

// Immutable after parsing; safe for concurrent use.
class Vocabulary {
 public:
  // Reads "facet,term,synonyms,broader" lines behind a header line; synonyms
  // are separated by semicolons; lines end in LF or CR LF. Returns
  // InvalidArgument with the line number for an unknown facet, a line without
  // four fields or without a term, a term listed twice in a facet, or a word
  // that means two things in one facet.
  static absl::StatusOr<Vocabulary> Parse(absl::string_view csv);

  // The term for `word`, which may be a term, a broader term or a synonym, in
  // any case, with spaces around. NotFound with up to three near terms
  // otherwise: "no mood \"hapy\"; did you mean Uplifting (happy)?". Near is at
  // most 2 letters off, and less than half of the word.
  // Cost: a look-up; for an unknown word with near ones, thousands of those.
  absl::StatusOr<std::string> Resolve(
      Facet facet, absl::string_view word,
      WithNear with_near = WithNear::kYes) const;

  // `term`, as Resolve() gives it, and all that is broader than it, the
  // narrowest first.
  std::vector<std::string> WithBroader(Facet facet,
                                       absl::string_view term) const;

  // In file order.
  const std::vector<Term>& terms() const { return terms_; }

 private:
  std::string Near(Facet facet, const std::string& word) const;

  std::vector<Term> terms_;
  // Lower-case word to the term as it is written.
  std::map<std::pair<Facet, std::string>, std::string> by_word_;
  // A term to the one above it.
  std::map<std::pair<Facet, std::string>, std::string> broader_;
};

}  // namespace ritornello::catalog
