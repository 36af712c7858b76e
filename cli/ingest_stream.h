// Sends items over a stream that may break.
#pragma once

#include "absl/status/status.h"
#include "cli/ingest_source.h"
#include "cli/session.h"
#include "ritornello/catalog/v1/ingest_service.pb.h"

namespace ritornello::cli {

// How often in a row a connection may be lost without one more item having been
// acknowledged.
inline constexpr int kReconnectsMax = 5;

// Sends every track of `source` and hears what becomes of it. When the
// connection is lost, connects again and sends what was not acknowledged; an
// item that was taken in, and whose acknowledgement was lost, is UNCHANGED
// then.
//
// Errors: Unavailable  the connection is lost for good; says how far it came
//         others       what the service ended the stream with
absl::Status SendItems(const catalog::v1::IngestStart& start,
                       const IngestSource& source, Session& session);

}  // namespace ritornello::cli
