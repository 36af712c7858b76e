#include "services/catalog/rpc/ingest_service.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "google/rpc/status.pb.h"
#include "libs/rpc/grpc_status.h"
#include "libs/status/check.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/ingest_service.pb.h"
#include "services/catalog/model/names.h"
#include "services/catalog/rpc/authorisation.h"
#include "services/catalog/rpc/ingest_batch.h"
#include "services/catalog/rpc/wire_rights.h"
#include "services/catalog/rpc/wire_track.h"

namespace ritornello::catalog {
namespace {

using server::Call;
using Requests = server::Reader<v1::IngestRequest>;
using Responses = server::Writer<v1::IngestResponse>;

// How often an idle stream looks whether the server stops.
constexpr absl::Duration kDrainLook = absl::Milliseconds(200);

absl::StatusOr<IngestItem> ItemFromWire(const v1::IngestItem& wire,
                                        const std::string& account_id) {
  IngestItem item;
  absl::StatusOr<Track> track = FromWire(wire.track());
  if (!track.ok()) return WithFieldPrefix(track.status(), "track");
  item.track = *std::move(track);
  if (wire.track().works_size() > 0) {
    return InvalidField("track.works", "must be said as works of the item");
  }
  for (int i = 0; i < wire.split_sheets_size(); ++i) {
    absl::StatusOr<SplitSheet> sheet =
        FromWire(wire.split_sheets(i), account_id);
    if (!sheet.ok()) {
      return WithFieldPrefix(sheet.status(),
                             absl::StrCat("split_sheets[", i, "]"));
    }
    item.split_sheets.push_back(*std::move(sheet));
  }
  return item;
}

v1::IngestResponse::Outcome ToWire(IngestAck::Outcome outcome) {
  switch (outcome) {
    case IngestAck::Outcome::kCreated:
      return v1::IngestResponse::CREATED;
    case IngestAck::Outcome::kUpdated:
      return v1::IngestResponse::UPDATED;
    case IngestAck::Outcome::kUnchanged:
      return v1::IngestResponse::UNCHANGED;
    case IngestAck::Outcome::kRejected:
      return v1::IngestResponse::REJECTED;
  }
  return v1::IngestResponse::OUTCOME_UNSPECIFIED;
}

// With the details that a call's error would have.
google::rpc::Status StatusToWire(const absl::Status& status) {
  google::rpc::Status wire;
  RITORNELLO_CHECK(wire.ParseFromString(rpc::ToGrpc(status).error_details()));
  return wire;
}

v1::IngestResponse ToWire(const v1::IngestItem& item, const IngestAck& ack) {
  v1::IngestResponse response;
  response.set_sequence(item.sequence());
  response.set_client_reference(item.track().client_reference());
  response.set_outcome(ToWire(ack.outcome));
  if (ack.outcome == IngestAck::Outcome::kRejected) {
    *response.mutable_error() = StatusToWire(ack.error);
  } else {
    response.set_track(NameOf(ack.track));
    response.set_queued_version_count(
        static_cast<int32_t>(ack.queued_version_count));
  }
  return response;
}

// One ack per message, in order. Messages that cannot be read are rejected
// without asking the domain.
absl::StatusOr<std::vector<v1::IngestResponse>> IngestBatch(
    Ingestion& ingestion, const std::string& account_id, Merge merge,
    const std::vector<v1::IngestRequest>& messages) {
  std::vector<IngestAck> acks(messages.size());
  std::vector<IngestItem> items;
  std::vector<size_t> positions;
  for (size_t i = 0; i < messages.size(); ++i) {
    if (!messages[i].has_item()) {
      return InvalidField("item", "is missing; only the first message starts");
    }
    absl::StatusOr<IngestItem> item =
        ItemFromWire(messages[i].item(), account_id);
    acks[i].error = item.status();
    if (!item.ok()) continue;
    items.push_back(*std::move(item));
    positions.push_back(i);
  }
  RITORNELLO_ASSIGN_OR_RETURN(
      std::vector<IngestAck> written,
      ingestion.Ingest(account_id, merge, std::move(items)));
  for (size_t i = 0; i < written.size(); ++i) {
    acks[positions[i]] = std::move(written[i]);
  }
  std::vector<v1::IngestResponse> responses;
  for (size_t i = 0; i < messages.size(); ++i) {
    responses.push_back(ToWire(messages[i].item(), acks[i]));
  }
  return responses;
}

absl::StatusOr<Merge> FromWire(v1::IngestStart::Merge wire) {
  switch (wire) {
    case v1::IngestStart::MERGE_UNSPECIFIED:
    case v1::IngestStart::REPLACE:
      return Merge::kReplace;
    case v1::IngestStart::FILL:
      return Merge::kFill;
    default:
      return InvalidField("start.merge", "must be REPLACE or FILL");
  }
}

// Waits until there is something to read, be it the end. Unavailable when the
// server stops meanwhile: what was taken is acknowledged by then.
absl::Status AwaitItem(const Call& call, Requests& requests) {
  while (!requests.IsReadyWithin(kDrainLook)) {
    if (call.IsDraining()) {
      return absl::UnavailableError(
          "this server stops: send what was not acknowledged to another");
    }
  }
  return absl::OkStatus();
}

absl::Status Ingest(Ingestion& ingestion, Call& call, Requests& requests,
                    Responses& responses) {
  v1::IngestRequest first;
  if (!requests.Read(&first) || !first.has_start()) {
    return InvalidField("start", "must be in the first message");
  }
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::string account_id,
      ParseAccountName("start.parent", first.start().parent()));
  RITORNELLO_ASSIGN_OR_RETURN(const Merge merge,
                              FromWire(first.start().merge()));
  // Says NOT_FOUND before the first item is sent.
  RITORNELLO_RETURN_IF_ERROR(ingestion.Ingest(account_id, merge, {}).status());
  while (true) {
    RITORNELLO_RETURN_IF_ERROR(AwaitItem(call, requests));
    const std::vector<v1::IngestRequest> messages = TakeIngestBatch(requests);
    if (messages.empty()) return absl::OkStatus();
    RITORNELLO_ASSIGN_OR_RETURN(
        const std::vector<v1::IngestResponse> acks,
        IngestBatch(ingestion, account_id, merge, messages));
    for (const v1::IngestResponse& ack : acks) {
      if (!responses.Write(ack)) return absl::CancelledError("sender has gone");
    }
    if (call.IsCancelled()) return absl::CancelledError("sender has gone");
  }
}

}  // namespace

std::unique_ptr<server::BoundService> MakeIngestService(Ingestion& ingestion) {
  auto service = std::make_unique<server::BoundService>(
      "ritornello.catalog.v1.IngestService", Rules());
  service->Stream("Ingest", [&ingestion](Call& call, Requests& requests,
                                         Responses& responses) {
    return Ingest(ingestion, call, requests, responses);
  });
  return service;
}

}  // namespace ritornello::catalog
