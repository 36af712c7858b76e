// How much of a stream of items is taken at once.
#pragma once

#include <cstddef>
#include <vector>

#include "absl/time/time.h"
#include "libs/server/message_stream.h"
#include "ritornello/catalog/v1/ingest_service.pb.h"

namespace ritornello::catalog {

// How long a batch waits for more items behind its first one.
inline constexpr absl::Duration kIngestGatherTime = absl::Milliseconds(20);

// A batch takes no more when it has so many bytes; the last message may be as
// large as a message can be.
inline constexpr size_t kIngestBatchBytesMax = 4 << 20;

// The next 1..kIngestBatchMax messages, as many as have come; none at the end
// of the stream. What the sender has sent beyond stays with it, held back by
// flow control.
std::vector<v1::IngestRequest> TakeIngestBatch(
    server::Reader<v1::IngestRequest>& requests);

}  // namespace ritornello::catalog
