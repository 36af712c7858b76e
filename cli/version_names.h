// Which mix a file holds, by the words in its name.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "ritornello/catalog/v1/track.pb.h"
#include "ritornello/catalog/v1/vocabulary_service.pb.h"

namespace ritornello::cli {

struct NamedVersion {
  std::string title;  // the name without the version's words
  catalog::v1::MixType mix_type;
};

// Recognises the version words of the catalogue's vocabulary, where names of
// files have them: "Title (Instrumental)", "Title [30s]", "Title - No Melody",
// "Title_Loop". A word that is not a version's belongs to the title, as in
// "Title (Remix)", and the file is the full mix.
class VersionNames {
 public:
  // From the VERSION terms of a ListTerms response; others are passed over.
  explicit VersionNames(const catalog::v1::ListTermsResponse& terms);

  // `stem` is a file's name without folder and extension.
  NamedVersion Read(absl::string_view stem) const;

  // What a single word, as "Full Mix" or "no_melody", means; also the names of
  // the mixes in the API, as "FULL_MIX".
  std::optional<catalog::v1::MixType> Find(absl::string_view word) const;

  // All that Find() knows, in lower case.
  std::vector<std::string> Words() const;

 private:
  // Lower-case word to the mix it means.
  std::map<std::string, catalog::v1::MixType> by_word_;
};

}  // namespace ritornello::cli
