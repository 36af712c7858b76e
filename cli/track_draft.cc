#include "cli/track_draft.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/blob/file_uri.h"
#include "libs/identifiers/isrc.h"
#include "libs/status/status_macros.h"

namespace ritornello::cli {
namespace {

using catalog::v1::Facet;
using catalog::v1::Track;
using catalog::v1::Version;
using Terms = google::protobuf::RepeatedPtrField<std::string>;

// The range of Track.declared_tempo_bpm.
constexpr double kTempoMinBpm = 20.0;
constexpr double kTempoMaxBpm = 400.0;

void Sort(const std::vector<std::string>& words, Facet facet,
          const KnownWords& known, Terms& terms, Terms& keywords) {
  for (const std::string& word : words) {
    (known.Has(facet, word) ? terms : keywords).Add(std::string(word));
  }
}

// "Am" and "F#m" as tags write minor keys; "C" is C major.
std::string KeyOf(const std::string& tag) {
  if (tag.empty() || tag.size() > 3 ||
      !absl::StrContains("ABCDEFG", tag.substr(0, 1))) {
    return "";
  }
  const bool is_minor = tag.back() == 'm';
  const std::string tonic = is_minor ? tag.substr(0, tag.size() - 1) : tag;
  if (tonic.size() > 2 ||
      (tonic.size() == 2 && tonic[1] != '#' && tonic[1] != 'b')) {
    return "";
  }
  return absl::StrCat(tonic, is_minor ? ":minor" : ":major");
}

}  // namespace

KnownWords::KnownWords(const catalog::v1::ListTermsResponse& terms) {
  for (const auto& term : terms.terms()) {
    words_[{term.facet(), absl::AsciiStrToLower(term.term())}] = true;
    for (const std::string& synonym : term.synonyms()) {
      words_[{term.facet(), absl::AsciiStrToLower(synonym)}] = true;
    }
  }
}

bool KnownWords::Has(Facet facet, const std::string& word) const {
  return words_.count({facet, absl::AsciiStrToLower(word)}) > 0;
}

absl::Status AddVersion(const VersionFile& file, Track& track) {
  struct stat facts = {};
  if (::stat(file.path.c_str(), &facts) != 0) {
    return absl::NotFoundError(
        absl::StrCat(file.path.string(), ": ", std::strerror(errno)));
  }
  Version& version = *track.add_versions();
  version.set_mix_type(file.mix_type);
  version.set_uri(blob::FileUri(file.path.string()));
  version.set_size_bytes(facts.st_size);
  version.set_mtime_ns(int64_t{facts.st_mtim.tv_sec} * 1'000'000'000 +
                       facts.st_mtim.tv_nsec);
  return absl::OkStatus();
}

absl::StatusOr<catalog::v1::IngestItem> DraftItem(const TrackFiles& files,
                                                  const Tags& tags,
                                                  const KnownWords& words) {
  catalog::v1::IngestItem item;
  Track& track = *item.mutable_track();
  track.set_client_reference(files.reference);
  track.set_title(tags.title.empty() ? files.title : tags.title);
  track.mutable_artists()->Add(tags.artists.begin(), tags.artists.end());
  track.set_album(tags.album);
  if (Isrc::Parse(tags.isrc).ok()) track.set_isrc(tags.isrc);
  Sort(tags.genres, catalog::v1::GENRE, words, *track.mutable_genres(),
       *track.mutable_keywords());
  Sort(tags.moods, catalog::v1::MOOD, words, *track.mutable_moods(),
       *track.mutable_keywords());
  track.set_declared_key(KeyOf(tags.key));
  if (tags.tempo_bpm.has_value() && *tags.tempo_bpm >= kTempoMinBpm &&
      *tags.tempo_bpm <= kTempoMaxBpm) {
    track.set_declared_tempo_bpm(*tags.tempo_bpm);
  }
  for (const VersionFile& file : files.versions) {
    RITORNELLO_RETURN_IF_ERROR(AddVersion(file, track));
  }
  return item;
}

}  // namespace ritornello::cli
