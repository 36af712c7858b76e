#include "services/catalog/rpc/ingest_service.h"

#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/ingest_service.pb.h"
#include "services/catalog/model/names.h"
#include "services/catalog/rpc/authorisation.h"
#include "services/catalog/rpc/ingest_batch.h"
#include "services/catalog/rpc/wire_ingest.h"

namespace ritornello::catalog {
namespace {

using server::Call;
using Requests = server::Reader<v1::IngestRequest>;
using Responses = server::Writer<v1::IngestResponse>;

// How often an idle stream looks whether the server stops.
constexpr absl::Duration kDrainLook = absl::Milliseconds(200);

// One ack per message, in order. Messages that cannot be read are rejected
// without asking the domain.
absl::StatusOr<std::vector<v1::IngestResponse>> IngestBatch(
    Ingestion& ingestion, const std::string& account_id,
    const IngestOptions& options,
    const std::vector<v1::IngestRequest>& messages) {
  std::vector<IngestAck> acks(messages.size());
  std::vector<IngestItem> items;
  std::vector<size_t> positions;
  for (size_t i = 0; i < messages.size(); ++i) {
    if (!messages[i].has_item()) {
      return InvalidField("item", "is missing; only the first message starts");
    }
    absl::StatusOr<IngestItem> item = FromWire(messages[i].item(), account_id);
    acks[i].error = item.status();
    if (!item.ok()) continue;
    items.push_back(*std::move(item));
    positions.push_back(i);
  }
  RITORNELLO_ASSIGN_OR_RETURN(
      std::vector<IngestAck> written,
      ingestion.Ingest(account_id, options, std::move(items)));
  for (size_t i = 0; i < written.size(); ++i) {
    acks[positions[i]] = std::move(written[i]);
  }
  std::vector<v1::IngestResponse> responses;
  for (size_t i = 0; i < messages.size(); ++i) {
    responses.push_back(ToWire(messages[i].item(), acks[i]));
  }
  return responses;
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
  const absl::StatusOr<IngestOptions> options = FromWire(first.start());
  if (!options.ok()) return WithFieldPrefix(options.status(), "start");
  // Says NOT_FOUND before the first item is sent.
  RITORNELLO_RETURN_IF_ERROR(
      ingestion.Ingest(account_id, *options, {}).status());
  while (true) {
    RITORNELLO_RETURN_IF_ERROR(AwaitItem(call, requests));
    const std::vector<v1::IngestRequest> messages = TakeIngestBatch(requests);
    if (messages.empty()) return absl::OkStatus();
    RITORNELLO_ASSIGN_OR_RETURN(
        const std::vector<v1::IngestResponse> acks,
        IngestBatch(ingestion, account_id, *options, messages));
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
