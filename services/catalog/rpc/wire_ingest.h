// Items of ingestion and their acks between the wire and the model.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "ritornello/catalog/v1/ingest_service.pb.h"
#include "services/catalog/domain/ingestion.h"

namespace ritornello::catalog {

// InvalidArgument naming the field, as in "outlets[1].kind", for what cannot be
// read; what else is wrong is the domain's to refuse.
absl::StatusOr<IngestItem> FromWire(const v1::IngestItem& wire,
                                    const std::string& account_id);

// InvalidArgument on "merge".
absl::StatusOr<IngestOptions> FromWire(const v1::IngestStart& wire);

// The answer to `item`.
v1::IngestResponse ToWire(const v1::IngestItem& item, const IngestAck& ack);

}  // namespace ritornello::catalog
