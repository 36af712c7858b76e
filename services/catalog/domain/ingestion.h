// Taking whole catalogues in.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/sql/pool.h"
#include "libs/time/clock.h"
#include "services/catalog/domain/ingest_item.h"
#include "services/catalog/domain/ingest_plan.h"
#include "services/catalog/model/vocabulary.h"

namespace ritornello::catalog {

// Items that are written together; more arrive in further batches.
inline constexpr size_t kIngestBatchMax = 1'000;

struct IngestOptions {
  Merge merge = Merge::kReplace;
  bool validate_only = false;  // nothing is written
};

// Safe for concurrent use. All must outlive it.
class Ingestion {
 public:
  // `wake` is called when there is new work in the backlog.
  Ingestion(sql::Pool& pool, const Clock& clock, const Vocabulary& vocabulary,
            std::function<void()> wake)
      : pool_(pool),
        clock_(clock),
        vocabulary_(vocabulary),
        wake_(std::move(wake)) {}

  // Upserts tracks of one account by client reference, and what items bring
  // along; one ack per item, in order, when all is durable. A bad item is
  // rejected and fails no other; items with the same reference are applied one
  // after the other. A second call with the same items changes nothing.
  //
  // Errors: NotFound  no such account, even when there is no item
  //         those of sql::Connection: acked is nothing, and after Unavailable
  //         it is unknown what was written; send the items again
  // REQUIRES: at most kIngestBatchMax items.
  absl::StatusOr<std::vector<IngestAck>> Ingest(const std::string& account_id,
                                                const IngestOptions& options,
                                                std::vector<IngestItem> items);

 private:
  absl::StatusOr<std::vector<IngestAck>> IngestDistinct(
      const std::string& account_id, const IngestOptions& options,
      std::span<const IngestItem> items);

  sql::Pool& pool_;
  const Clock& clock_;
  const Vocabulary& vocabulary_;
  const std::function<void()> wake_;
};

}  // namespace ritornello::catalog
