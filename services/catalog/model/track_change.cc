#include "services/catalog/model/track_change.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "services/catalog/model/completeness.h"

namespace ritornello::catalog {
namespace {

// What the sender says of a track, without what we know besides.
auto Content(const Track& track) {
  return std::tie(track.client_reference, track.title, track.artists,
                  track.isrc, track.album, track.moods, track.instruments,
                  track.uses, track.genres, track.keywords,
                  track.declared_tempo_bpm, track.declared_key, track.works);
}

auto Content(const Version& version) {
  return std::tie(version.mix_type, version.uri, version.size_bytes,
                  version.mtime_ns, version.declared_sha256);
}

bool HasSameAudio(const Version& a, const Version& b) {
  return a.uri == b.uri && a.size_bytes == b.size_bytes &&
         a.mtime_ns == b.mtime_ns && a.declared_sha256 == b.declared_sha256;
}

bool HaveSameContent(const std::vector<Version>& a,
                     const std::vector<Version>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Version& x, const Version& y) {
                      return Content(x) == Content(y);
                    });
}

const Version* FindByUri(const std::vector<Version>& versions,
                         const std::string& uri) {
  const auto found =
      std::find_if(versions.begin(), versions.end(),
                   [&](const Version& version) { return version.uri == uri; });
  return found == versions.end() ? nullptr : &*found;
}

// Gives each of `wanted` its number and state; returns the changed ones.
std::vector<int64_t> MergeVersions(const std::vector<Version>& existing,
                                   std::vector<Version>& wanted) {
  int64_t last_number = 0;
  for (const Version& version : existing) {
    last_number = std::max(last_number, version.number);
  }
  std::vector<int64_t> changed;
  for (Version& version : wanted) {
    const Version* before = FindByUri(existing, version.uri);
    version.number = before != nullptr ? before->number : ++last_number;
    if (before != nullptr && HasSameAudio(*before, version)) {
      const MixType mix_type = version.mix_type;
      version = *before;
      version.mix_type = mix_type;
    } else {
      changed.push_back(version.number);
    }
  }
  std::sort(
      wanted.begin(), wanted.end(),
      [](const Version& a, const Version& b) { return a.number < b.number; });
  return changed;
}

template <typename T>
void Fill(const T& existing, T& wanted) {
  if (existing != T()) wanted = existing;
}

}  // namespace

std::optional<TrackChange> PlanChange(const Track* existing, Track wanted,
                                      absl::Time now) {
  TrackChange change{.track = std::move(wanted), .is_new = existing == nullptr};
  Track& track = change.track;
  const std::vector<Version> none;
  change.changed_versions = MergeVersions(
      existing == nullptr ? none : existing->versions, track.versions);
  if (existing == nullptr) {
    track.key.track_id =
        TrackId(track.key.account_id, track.client_reference, track.title);
    track.revision = 1;
    track.create_time = now;
  } else {
    if (Content(track) == Content(*existing) &&
        HaveSameContent(track.versions, existing->versions)) {
      return std::nullopt;
    }
    track.key = existing->key;
    track.revision = existing->revision + 1;
    track.create_time = existing->create_time;
  }
  track.update_time = now;
  track.completeness = Completeness(track);
  return change;
}

std::vector<Version> RemovedVersions(const Track& existing,
                                     const TrackChange& change) {
  std::vector<Version> removed;
  for (const Version& version : existing.versions) {
    if (FindByUri(change.track.versions, version.uri) == nullptr) {
      removed.push_back(version);
    }
  }
  return removed;
}

Track FillFrom(const Track& existing, Track wanted) {
  Fill(existing.title, wanted.title);
  Fill(existing.artists, wanted.artists);
  Fill(existing.isrc, wanted.isrc);
  Fill(existing.album, wanted.album);
  Fill(existing.moods, wanted.moods);
  Fill(existing.instruments, wanted.instruments);
  Fill(existing.uses, wanted.uses);
  Fill(existing.genres, wanted.genres);
  Fill(existing.keywords, wanted.keywords);
  Fill(existing.declared_tempo_bpm, wanted.declared_tempo_bpm);
  Fill(existing.declared_key, wanted.declared_key);
  Fill(existing.works, wanted.works);
  return wanted;
}

void KeepOtherVersions(const Track& existing, Track& wanted) {
  const std::vector<Version> named = wanted.versions;
  for (const Version& version : existing.versions) {
    if (FindByUri(named, version.uri) == nullptr) {
      wanted.versions.push_back(version);
    }
  }
}

}  // namespace ritornello::catalog
