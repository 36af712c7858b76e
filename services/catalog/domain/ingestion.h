// Taking whole catalogues in.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/sql/pool.h"
#include "libs/time/clock.h"
#include "services/catalog/model/split_sheet.h"
#include "services/catalog/model/track.h"
#include "services/catalog/model/vocabulary.h"

namespace ritornello::catalog {

// Items that are written together; more arrive in further batches.
inline constexpr size_t kIngestBatchMax = 1'000;

// Split sheets of one item.
inline constexpr size_t kIngestSheetCountMax = 100;

enum class Merge {
  kReplace,  // an item is the whole truth of its track
  kFill,     // an item fills what is empty there; its versions are the truth
};

struct IngestItem {
  Track track;
  std::vector<SplitSheet> split_sheets;
};

struct IngestAck {
  enum class Outcome { kCreated, kUpdated, kUnchanged, kRejected };
  Outcome outcome = Outcome::kRejected;
  TrackKey track;  // unless rejected
  int64_t queued_version_count = 0;
  absl::Status error;  // when rejected: InvalidArgument naming the fields
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

  // Upserts tracks of one account by client reference; one ack per item, in
  // order, when all is durable. A bad item is rejected and fails no other;
  // items with the same reference are applied one after the other. A second
  // call with the same items changes nothing.
  //
  // Errors: NotFound  no such account, even when there is no item
  //         those of sql::Connection: acked is nothing, and after Unavailable
  //         it is unknown what was written; send the items again
  // REQUIRES: at most kIngestBatchMax items.
  absl::StatusOr<std::vector<IngestAck>> Ingest(const std::string& account_id,
                                                Merge merge,
                                                std::vector<IngestItem> items);

 private:
  absl::StatusOr<std::vector<IngestAck>> IngestDistinct(
      const std::string& account_id, Merge merge,
      std::span<const IngestItem> items);

  sql::Pool& pool_;
  const Clock& clock_;
  const Vocabulary& vocabulary_;
  const std::function<void()> wake_;
};

}  // namespace ritornello::catalog
