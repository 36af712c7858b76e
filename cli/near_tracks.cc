#include "cli/near_tracks.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/format.h"
#include "ritornello/catalog/v1/search_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::SearchService;
using catalog::v1::SearchTracksRequest;
using catalog::v1::Track;

namespace {

constexpr int32_t kAskedCount = 20;
constexpr size_t kNamedCountMax = 5;
constexpr char kTracks[] = "/tracks/";

// "nocturne-1f00aa3c" for each track called `title`, in any case; of those
// that have its words in their title when none is.
std::vector<std::string> TracksCalled(const std::string& parent,
                                      const std::string& title,
                                      Session& session) {
  SearchTracksRequest request;
  request.set_parent(parent);
  request.set_text(title);
  request.set_page_size(kAskedCount);
  const auto found = Call(session, &SearchService::Stub::SearchTracks, request);
  std::vector<std::string> exact, near;
  if (!found.ok()) return exact;
  for (const Track& track : found->tracks()) {
    const bool is_exact = absl::EqualsIgnoreCase(track.title(), title);
    if (is_exact) exact.push_back(LastPart(track.name()));
    if (absl::StrContains(absl::AsciiStrToLower(track.title()),
                          absl::AsciiStrToLower(title))) {
      near.push_back(LastPart(track.name()));
    }
  }
  return exact.empty() ? near : exact;
}

}  // namespace

absl::Status WithNearTracks(const absl::Status& error, const std::string& name,
                            Session& session) {
  const size_t at = name.find(kTracks);
  if ((!absl::IsNotFound(error) && !absl::IsInvalidArgument(error)) ||
      at == std::string::npos) {
    return error;
  }
  const std::string title = name.substr(at + sizeof(kTracks) - 1);
  std::vector<std::string> tracks =
      TracksCalled(name.substr(0, at), title, session);
  if (tracks.empty()) return error;
  const bool has_more = tracks.size() > kNamedCountMax;
  if (has_more) tracks.resize(kNamedCountMax);
  absl::Status meant(
      error.code(),
      absl::StrCat(error.message(),
                   "; a track is named by its id: did you "
                   "mean ",
                   absl::StrJoin(tracks, ", "), has_more ? ", ..." : "", "?"));
  error.ForEachPayload([&](absl::string_view type, const absl::Cord& payload) {
    meant.SetPayload(type, payload);
  });
  return meant;
}

}  // namespace ritornello::cli
