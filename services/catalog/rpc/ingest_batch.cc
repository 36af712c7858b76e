#include "services/catalog/rpc/ingest_batch.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "services/catalog/domain/ingestion.h"

namespace ritornello::catalog {

std::vector<v1::IngestRequest> TakeIngestBatch(
    server::Reader<v1::IngestRequest>& requests) {
  std::vector<v1::IngestRequest> taken;
  size_t byte_count = 0;
  absl::Time end = absl::InfiniteFuture();
  const auto has_more = [&] {
    return taken.empty() || requests.IsReadyWithin(std::max(
                                end - absl::Now(), absl::ZeroDuration()));
  };
  v1::IngestRequest request;
  while (taken.size() < kIngestBatchMax && byte_count < kIngestBatchBytesMax &&
         has_more() && requests.Read(&request)) {
    if (taken.empty()) end = absl::Now() + kIngestGatherTime;
    byte_count += request.ByteSizeLong();
    taken.push_back(std::move(request));
  }
  return taken;
}

}  // namespace ritornello::catalog
