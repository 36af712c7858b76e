#include "libs/sql/transaction.h"

#include <random>
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/sql/pool.h"
#include "libs/status/check.h"
#include "libs/status/status_macros.h"

namespace ritornello::sql {
namespace {

thread_local int open_transaction_count = 0;

constexpr absl::Duration kFirstPauseMax = absl::Milliseconds(2);

absl::Status Try(Pool& pool,
                 const std::function<absl::Status(Transaction&)>& work) {
  RITORNELLO_ASSIGN_OR_RETURN(const Lease connection, pool.Borrow());
  RITORNELLO_ASSIGN_OR_RETURN(Transaction transaction,
                              Transaction::Begin(*connection));
  RITORNELLO_RETURN_IF_ERROR(work(transaction));
  return transaction.Commit();
}

// Racers must not meet again at once: each waits a random part of a time
// that doubles.
void Pause(int tries) {
  thread_local std::minstd_rand random{std::random_device{}()};
  std::uniform_real_distribution<double> part(0.0, 1.0);
  absl::SleepFor(kFirstPauseMax * (1 << tries) * part(random));
}

}  // namespace

Transaction::Transaction(Connection& connection) : connection_(&connection) {
  ++open_transaction_count;
}

absl::StatusOr<Transaction> Transaction::Begin(Connection& connection) {
  // Made first: if BEGIN was done but its answer lost, it must be undone.
  Transaction transaction(connection);
  RITORNELLO_RETURN_IF_ERROR(connection.Begin());
  return transaction;
}

Transaction::Transaction(Transaction&& other) noexcept
    : connection_(std::exchange(other.connection_, nullptr)) {}

Transaction::~Transaction() {
  if (connection_ == nullptr) return;
  --open_transaction_count;
  // Best effort: if this fails the session is gone, and with it the
  // transaction.
  connection_->Run("ROLLBACK", {}).IgnoreError();
}

absl::Status Transaction::Commit() {
  RITORNELLO_CHECK(connection_ != nullptr);
  RITORNELLO_RETURN_IF_ERROR(connection_->Run("COMMIT", {}).status());
  connection_ = nullptr;
  --open_transaction_count;
  return absl::OkStatus();
}

bool IsTransactionOpenOnThisThread() { return open_transaction_count > 0; }

absl::Status RunTransaction(
    Pool& pool, const std::function<absl::Status(Transaction&)>& work) {
  for (int tries = 0;; ++tries) {
    const absl::Status status = Try(pool, work);
    if (!absl::IsAborted(status) || tries + 1 == kTransactionTriesMax) {
      return status;
    }
    Pause(tries);
  }
}

}  // namespace ritornello::sql
