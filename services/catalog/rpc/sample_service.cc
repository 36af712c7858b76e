#include "services/catalog/rpc/sample_service.h"

#include <utility>
#include <vector>

#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/sample_service.pb.h"
#include "services/catalog/model/names.h"
#include "services/catalog/rpc/authorisation.h"
#include "services/catalog/rpc/request.h"
#include "services/catalog/rpc/wire_clearance.h"
#include "services/catalog/storage/sample_store.h"
#include "services/catalog/storage/track_store.h"

namespace ritornello::catalog {
namespace {

using server::Call;

absl::StatusOr<v1::Sample> CreateSample(
    Samples& samples, Call& call, const v1::CreateSampleRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const TrackKey track,
                              ParseTrackName("parent", request.parent()));
  absl::StatusOr<Sample> sample = FromWire(request.sample(), track.account_id);
  if (!sample.ok()) return WithFieldPrefix(sample.status(), "sample");
  sample->key.track = track;
  RITORNELLO_ASSIGN_OR_RETURN(
      const Sample made,
      samples.Create(*std::move(sample), OnceOnly(call, request)));
  return ToWire(made);
}

absl::StatusOr<v1::ListSamplesResponse> ListSamples(
    sql::Pool& pool, const v1::ListSamplesRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const TrackKey track,
                              ParseTrackName("parent", request.parent()));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
  RITORNELLO_RETURN_IF_ERROR(
      GetTrack(*connection, track, WithReports::kNo).status());
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<Sample> samples,
                              SamplesOf(*connection, {track}));
  v1::ListSamplesResponse response;
  for (const Sample& sample : samples) {
    *response.add_samples() = ToWire(sample);
  }
  return response;
}

absl::StatusOr<v1::Sample> ClearSample(Samples& samples, Call& call,
                                       const v1::ClearSampleRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const SampleKey key,
                              ParseSampleName("name", request.name()));
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::string agreement_id,
      AgreementIdOf("agreement", request.agreement(), key.track.account_id));
  RITORNELLO_ASSIGN_OR_RETURN(
      const Sample cleared,
      samples.Clear(key, agreement_id, OnceOnly(call, request)));
  return ToWire(cleared);
}

absl::StatusOr<v1::DeleteSampleResponse> DeleteSample(
    Samples& samples, Call& call, const v1::DeleteSampleRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const SampleKey key,
                              ParseSampleName("name", request.name()));
  RITORNELLO_RETURN_IF_ERROR(samples.Delete(key, OnceOnly(call, request)));
  return v1::DeleteSampleResponse();
}

}  // namespace

std::unique_ptr<server::BoundService> MakeSampleService(sql::Pool& pool,
                                                        Samples& samples) {
  auto service = std::make_unique<server::BoundService>(
      "ritornello.catalog.v1.SampleService", Rules());
  service->Unary("CreateSample",
                 [&samples](Call& call, const v1::CreateSampleRequest& r) {
                   return CreateSample(samples, call, r);
                 });
  service->Unary("ListSamples",
                 [&pool](Call&, const v1::ListSamplesRequest& r) {
                   return ListSamples(pool, r);
                 });
  service->Unary("ClearSample",
                 [&samples](Call& call, const v1::ClearSampleRequest& r) {
                   return ClearSample(samples, call, r);
                 });
  service->Unary("DeleteSample",
                 [&samples](Call& call, const v1::DeleteSampleRequest& r) {
                   return DeleteSample(samples, call, r);
                 });
  return service;
}

}  // namespace ritornello::catalog
