#include "services/catalog/rpc/track_service.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/rpc/page.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/track_service.pb.h"
#include "services/catalog/model/names.h"
#include "services/catalog/rpc/authorisation.h"
#include "services/catalog/rpc/request.h"
#include "services/catalog/rpc/wire_track.h"
#include "services/catalog/rpc/wire_work.h"
#include "services/catalog/storage/account_store.h"
#include "services/catalog/storage/duplicates.h"
#include "services/catalog/storage/track_store.h"
#include "services/catalog/storage/work_store.h"

namespace ritornello::catalog {
namespace {

using server::Call;

constexpr int kPageSizeDefault = 50;
constexpr int kPageSizeMax = 500;

// REQUIRES: the track has its key.
absl::Status SetWorks(const v1::Track& wire, Track& track) {
  absl::StatusOr<std::vector<WorkPart>> works =
      WorksFromWire(wire, track.key.account_id);
  if (!works.ok()) return WithFieldPrefix(works.status(), "track");
  track.works = *std::move(works);
  return absl::OkStatus();
}

absl::StatusOr<v1::Track> CreateTrack(Tracks& tracks, Call& call,
                                      const v1::CreateTrackRequest& request) {
  absl::StatusOr<Track> track = FromWire(request.track());
  if (!track.ok()) return WithFieldPrefix(track.status(), "track");
  RITORNELLO_ASSIGN_OR_RETURN(track->key.account_id,
                              ParseAccountName("parent", request.parent()));
  RITORNELLO_RETURN_IF_ERROR(SetWorks(request.track(), *track));
  RITORNELLO_ASSIGN_OR_RETURN(
      const Track made,
      tracks.Create(*std::move(track), OnceOnly(call, request)));
  return ToWire(made);
}

absl::StatusOr<v1::Track> GetTrack(sql::Pool& pool,
                                   const v1::GetTrackRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const TrackKey key,
                              ParseTrackName("name", request.name()));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
  RITORNELLO_ASSIGN_OR_RETURN(
      const Track track,
      catalog::GetTrack(*connection, key, WithReports::kYes));
  return ToWire(track);
}

absl::StatusOr<v1::ListTracksResponse> ListTracks(
    sql::Pool& pool, const v1::ListTracksRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::string account_id,
                              ParseAccountName("parent", request.parent()));
  std::optional<WorkKey> work;
  if (!request.work().empty()) {
    RITORNELLO_ASSIGN_OR_RETURN(work, ParseWorkName("work", request.work()));
    if (work->account_id != account_id) {
      return InvalidField("work", absl::StrCat("must be of ", request.parent(),
                                               ", got ", request.work()));
    }
  }
  RITORNELLO_ASSIGN_OR_RETURN(
      const rpc::Page page,
      rpc::Page::Of(request, kPageSizeDefault, kPageSizeMax));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
  RITORNELLO_RETURN_IF_ERROR(GetAccount(*connection, account_id).status());
  if (work.has_value()) {
    RITORNELLO_RETURN_IF_ERROR(GetWork(*connection, *work).status());
  }
  RITORNELLO_ASSIGN_OR_RETURN(
      std::vector<Track> tracks,
      catalog::ListTracks(*connection, account_id, page.cursor(),
                          page.row_count(),
                          work.has_value() ? work->work_id : ""));
  v1::ListTracksResponse response;
  response.set_next_page_token(
      page.Cut(tracks, [](const auto& last) { return last.key.track_id; }));
  for (const Track& track : tracks) *response.add_tracks() = ToWire(track);
  return response;
}

v1::Duplicate ToWire(const Duplicate& duplicate) {
  v1::Duplicate wire;
  wire.set_kind(duplicate.kind == DuplicateKind::kAudio ? v1::Duplicate::AUDIO
                                                        : v1::Duplicate::ISRC);
  wire.set_value(duplicate.value);
  for (const std::string& name : duplicate.names) wire.add_names(name);
  return wire;
}

absl::StatusOr<v1::ListDuplicatesResponse> ListDuplicates(
    sql::Pool& pool, const v1::ListDuplicatesRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::string account_id,
                              ParseAccountName("parent", request.parent()));
  RITORNELLO_ASSIGN_OR_RETURN(
      const rpc::Page page,
      rpc::Page::Of(request, kPageSizeDefault, kPageSizeMax));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
  RITORNELLO_RETURN_IF_ERROR(GetAccount(*connection, account_id).status());
  RITORNELLO_ASSIGN_OR_RETURN(
      std::vector<Duplicate> duplicates,
      catalog::ListDuplicates(*connection, account_id, page.cursor(),
                              page.row_count()));
  v1::ListDuplicatesResponse response;
  response.set_next_page_token(
      page.Cut(duplicates, [](const auto& last) { return CursorOf(last); }));
  for (const Duplicate& duplicate : duplicates) {
    *response.add_duplicates() = ToWire(duplicate);
  }
  return response;
}

absl::StatusOr<v1::Track> UpdateTrack(Tracks& tracks, Call& call,
                                      const v1::UpdateTrackRequest& request) {
  absl::StatusOr<Track> track = FromWire(request.track());
  if (!track.ok()) return WithFieldPrefix(track.status(), "track");
  RITORNELLO_ASSIGN_OR_RETURN(
      track->key, ParseTrackName("track.name", request.track().name()));
  RITORNELLO_RETURN_IF_ERROR(SetWorks(request.track(), *track));
  const std::vector<std::string> mask(request.update_mask().paths().begin(),
                                      request.update_mask().paths().end());
  if (mask.empty()) {
    return InvalidField("update_mask", "is empty; name the fields to change");
  }
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::optional<int64_t> revision,
      RevisionFromEtag("track.etag", request.track().etag()));
  RITORNELLO_ASSIGN_OR_RETURN(
      const Track updated,
      tracks.Update(*track, mask, revision, OnceOnly(call, request)));
  return ToWire(updated);
}

absl::StatusOr<v1::DeleteTrackResponse> DeleteTrack(
    Tracks& tracks, Call& call, const v1::DeleteTrackRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const TrackKey key,
                              ParseTrackName("name", request.name()));
  RITORNELLO_RETURN_IF_ERROR(tracks.Delete(key, OnceOnly(call, request)));
  return v1::DeleteTrackResponse();
}

}  // namespace

std::unique_ptr<server::BoundService> MakeTrackService(sql::Pool& pool,
                                                       Tracks& tracks) {
  auto service = std::make_unique<server::BoundService>(
      "ritornello.catalog.v1.TrackService", Rules());
  service->Unary("CreateTrack",
                 [&tracks](Call& call, const v1::CreateTrackRequest& r) {
                   return CreateTrack(tracks, call, r);
                 });
  service->Unary("GetTrack", [&pool](Call&, const v1::GetTrackRequest& r) {
    return GetTrack(pool, r);
  });
  service->Unary("ListTracks", [&pool](Call&, const v1::ListTracksRequest& r) {
    return ListTracks(pool, r);
  });
  service->Unary("ListDuplicates",
                 [&pool](Call&, const v1::ListDuplicatesRequest& r) {
                   return ListDuplicates(pool, r);
                 });
  service->Unary("UpdateTrack",
                 [&tracks](Call& call, const v1::UpdateTrackRequest& r) {
                   return UpdateTrack(tracks, call, r);
                 });
  service->Unary("DeleteTrack",
                 [&tracks](Call& call, const v1::DeleteTrackRequest& r) {
                   return DeleteTrack(tracks, call, r);
                 });
  return service;
}

}  // namespace ritornello::catalog
