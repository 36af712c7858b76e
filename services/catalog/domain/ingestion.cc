#include "services/catalog/domain/ingestion.h"

#include <set>

#include "libs/sql/transaction.h"
#include "libs/status/check.h"
#include "libs/status/status_macros.h"
#include "services/catalog/storage/account_store.h"

namespace ritornello::catalog {
namespace {

// Times are kept in whole microseconds.
absl::Time Now(const Clock& clock) {
  return absl::FromUnixMicros(absl::ToUnixMicros(clock.Now()));
}

}  // namespace

absl::StatusOr<std::vector<IngestAck>> Ingestion::IngestDistinct(
    const std::string& account_id, const IngestOptions& options,
    std::span<const IngestItem> items) {
  std::vector<IngestAck> acks;
  const absl::Status done = sql::RunTransaction(
      pool_, [&](sql::Transaction& transaction) -> absl::Status {
        const absl::Time now = Now(clock_);
        RITORNELLO_RETURN_IF_ERROR(
            GetAccount(transaction.connection(), account_id).status());
        RITORNELLO_ASSIGN_OR_RETURN(
            IngestPlan plan,
            PlanBatch(transaction, account_id, options.merge, items, now));
        if (!options.validate_only) {
          RITORNELLO_RETURN_IF_ERROR(
              WriteBatch(transaction, vocabulary_, now, plan));
        }
        acks.clear();
        for (PlannedItem& item : plan.items) {
          acks.push_back(std::move(item.ack));
        }
        return absl::OkStatus();
      });
  RITORNELLO_RETURN_IF_ERROR(done);
  return acks;
}

absl::StatusOr<std::vector<IngestAck>> Ingestion::Ingest(
    const std::string& account_id, const IngestOptions& options,
    std::vector<IngestItem> items) {
  RITORNELLO_CHECK(items.size() <= kIngestBatchMax);
  std::vector<IngestAck> acks(items.size());
  // Runs of good items with distinct references, and where each came from.
  std::vector<IngestItem> run;
  std::vector<size_t> positions;
  std::set<std::string> references;
  bool has_run = false;
  const auto flush = [&]() -> absl::Status {
    if (run.empty()) return absl::OkStatus();
    has_run = true;
    RITORNELLO_ASSIGN_OR_RETURN(std::vector<IngestAck> written,
                                IngestDistinct(account_id, options, run));
    for (size_t i = 0; i < written.size(); ++i) {
      acks[positions[i]] = std::move(written[i]);
    }
    run.clear();
    positions.clear();
    references.clear();
    return absl::OkStatus();
  };
  for (size_t i = 0; i < items.size(); ++i) {
    acks[i].error = Normalize(account_id, vocabulary_, items[i]);
    if (!acks[i].error.ok()) continue;
    if (references.count(items[i].track.client_reference) > 0) {
      RITORNELLO_RETURN_IF_ERROR(flush());
    }
    references.insert(items[i].track.client_reference);
    positions.push_back(i);
    run.push_back(std::move(items[i]));
  }
  RITORNELLO_RETURN_IF_ERROR(flush());
  if (!has_run) {
    RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool_.Borrow());
    RITORNELLO_RETURN_IF_ERROR(GetAccount(*connection, account_id).status());
    return acks;
  }
  if (!options.validate_only) wake_();
  return acks;
}

}  // namespace ritornello::catalog
