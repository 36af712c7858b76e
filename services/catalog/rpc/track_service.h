// TrackService over gRPC.
#pragma once

#include <memory>

#include "libs/server/service.h"
#include "libs/sql/pool.h"
#include "services/catalog/domain/tracks.h"

namespace ritornello::catalog {

// Both must outlive the service.
std::unique_ptr<server::BoundService> MakeTrackService(sql::Pool& pool,
                                                       Tracks& tracks);

}  // namespace ritornello::catalog
