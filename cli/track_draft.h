// A track as a folder of files describes it.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/audio_folder.h"
#include "cli/tags.h"
#include "ritornello/catalog/v1/ingest_service.pb.h"
#include "ritornello/catalog/v1/vocabulary_service.pb.h"

namespace ritornello::cli {

// The words of the catalogue's vocabulary, to tell terms from free words.
class KnownWords {
 public:
  explicit KnownWords(const catalog::v1::ListTermsResponse& terms);

  // True for a term or a synonym, in any case.
  bool Has(catalog::v1::Facet facet, const std::string& word) const;

 private:
  std::map<std::pair<catalog::v1::Facet, std::string>, bool> words_;
};

// Adds the version that `file` is, with its size and time, to `track`.
// Errors: NotFound  there is no such file, any more
absl::Status AddVersion(const VersionFile& file, catalog::v1::Track& track);

// The item to send for `files`: tags of the first version, size and time of
// each file. Genres and moods that the vocabulary does not know become
// keywords; a tempo or key out of range, or a malformed ISRC, is left out
// rather than costing the whole track.
//
// Errors: NotFound  a file has gone in the meantime
absl::StatusOr<catalog::v1::IngestItem> DraftItem(const TrackFiles& files,
                                                  const Tags& tags,
                                                  const KnownWords& words);

}  // namespace ritornello::cli
