// IngestService over gRPC.
#pragma once

#include <memory>

#include "libs/server/service.h"
#include "services/catalog/domain/ingestion.h"

namespace ritornello::catalog {

// `ingestion` must outlive the service.
std::unique_ptr<server::BoundService> MakeIngestService(Ingestion& ingestion);

}  // namespace ritornello::catalog
