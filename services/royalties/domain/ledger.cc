#include "services/royalties/domain/ledger.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/royalties/storage/ledger_store.h"
#include "services/royalties/storage/payee_store.h"

namespace ritornello::royalties {
namespace {

absl::Status InPosting(size_t i, const absl::Status& status) {
  return WithFieldPrefix(status, absl::StrCat("postings[", i, "]"));
}

absl::Status ValidatePosting(const Posting& posting) {
  const size_t key_size = posting.idempotency_key.size();
  if (key_size < 1 || key_size > kIdempotencyKeySizeMax) {
    return InvalidField("idempotency_key",
                        absl::StrCat("must be 1..", kIdempotencyKeySizeMax,
                                     " bytes, got ", key_size));
  }
  RITORNELLO_RETURN_IF_ERROR(Validate(posting.transaction));
  return CheckEarnings(posting.transaction, posting.earnings);
}

absl::Status KeyReused(const Posting& posting) {
  return WithReason(absl::AlreadyExistsError(absl::StrCat(
                        "idempotency key ", posting.idempotency_key,
                        " was used for another transaction")),
                    "IDEMPOTENCY_KEY_REUSED",
                    {{"idempotency_key", posting.idempotency_key}});
}

// Takes a posting that belongs to a closed month to the first open one.
void BookInOpenMonth(std::optional<absl::CivilMonth> closed_through,
                     Posting& posting) {
  if (!closed_through.has_value()) return;
  const absl::CivilMonth first_open = *closed_through + 1;
  posting.transaction.period = std::max(posting.transaction.period, first_open);
  for (Earning& earning : posting.earnings) {
    earning.period = std::max(earning.period, first_open);
  }
}

// Makes what was posted out of postings, one after the other.
class Writer {
 public:
  Writer(absl::string_view book, BookHead head, absl::Time now,
         std::map<std::string, KeyUse> uses, BalanceMap balances)
      : book_(book),
        head_(std::move(head)),
        uses_(std::move(uses)),
        balances_(std::move(balances)) {
    // Rows keep microseconds, and the hash covers what rows keep.
    const absl::Time now_us = absl::FromUnixMicros(absl::ToUnixMicros(now));
    record_time_ = std::max(now_us, head_.record_time);
  }

  absl::StatusOr<Receipt> Add(Posting posting) {
    const auto use = uses_.find(posting.idempotency_key);
    const bool is_used = use != uses_.end();
    BookInOpenMonth(is_used ? use->second.closed_through : head_.closed_through,
                    posting);
    std::string payload_sha256 =
        PayloadSha256(posting.transaction, EarningsSha256(posting.earnings));
    if (is_used) {
      if (use->second.payload_sha256 != payload_sha256) {
        return KeyReused(posting);
      }
      return Receipt{use->second.sequence, use->second.hash,
                     use->second.record_time};
    }
    PostedTransaction posted;
    posted.book = book_;
    posted.sequence = head_.sequence + 1;
    posted.record_time = record_time_;
    posted.hash = ChainHash(head_.hash, posted.sequence, record_time_,
                            posting.idempotency_key, payload_sha256);
    for (const Leg& leg : posting.transaction.legs) {
      RITORNELLO_ASSIGN_OR_RETURN(const RunningBalance balance, Move(leg));
      posted.balances.push_back(balance);
    }
    posted.idempotency_key = std::move(posting.idempotency_key);
    posted.payload_sha256 = std::move(payload_sha256);
    posted.transaction = std::move(posting.transaction);
    head_ = {posted.sequence, posted.hash, record_time_, head_.closed_through};
    uses_[posted.idempotency_key] = {posted.sequence, posted.payload_sha256,
                                     posted.hash, record_time_,
                                     head_.closed_through};
    if (!posting.earnings.empty()) {
      earnings_.push_back(
          {{posted.book, posted.sequence}, std::move(posting.earnings)});
    }
    posted_.push_back(std::move(posted));
    return Receipt{head_.sequence, head_.hash, head_.record_time};
  }

  absl::Status Write(sql::Transaction& transaction) const {
    if (posted_.empty()) return absl::OkStatus();
    RITORNELLO_RETURN_IF_ERROR(InsertTransactions(transaction, posted_));
    RITORNELLO_RETURN_IF_ERROR(InsertEarnings(transaction, earnings_));
    RITORNELLO_RETURN_IF_ERROR(PutBalances(transaction, book_, moved_));
    return UpdateBookHead(transaction, book_, head_);
  }

 private:
  absl::StatusOr<RunningBalance> Move(const Leg& leg) {
    const BalanceKey key(leg.ledger_account, leg.currency);
    RunningBalance& balance = balances_[key];
    // The smallest number is refused as well: what is owed is shown negated.
    if (__builtin_add_overflow(balance.amount_micros, leg.amount_micros,
                               &balance.amount_micros) ||
        balance.amount_micros == std::numeric_limits<int64_t>::min()) {
      return absl::OutOfRangeError(
          absl::StrCat("the balance of ", leg.ledger_account, " in ",
                       leg.currency, " would not fit"));
    }
    ++balance.version;
    moved_[key] = balance;
    return balance;
  }

  const std::string book_;
  BookHead head_;
  absl::Time record_time_;
  std::map<std::string, KeyUse> uses_;
  BalanceMap balances_;
  BalanceMap moved_;
  std::vector<PostedTransaction> posted_;
  std::vector<EarningsOfTransaction> earnings_;
};

}  // namespace

absl::StatusOr<std::vector<Receipt>> Post(sql::Transaction& transaction,
                                          absl::string_view book,
                                          absl::Time now,
                                          std::vector<Posting> postings) {
  std::set<std::string> accounts;
  std::vector<std::string> keys;
  for (size_t i = 0; i < postings.size(); ++i) {
    Posting& posting = postings[i];
    posting.transaction.description = OneLine(posting.transaction.description);
    if (const absl::Status status = ValidatePosting(posting); !status.ok()) {
      return InPosting(i, status);
    }
    keys.push_back(posting.idempotency_key);
    for (const Leg& leg : posting.transaction.legs) {
      accounts.insert(leg.ledger_account);
    }
  }

  RITORNELLO_ASSIGN_OR_RETURN(BookHead head, LockBookHead(transaction, book));
  RITORNELLO_ASSIGN_OR_RETURN(auto uses, FindKeys(transaction, book, keys));
  RITORNELLO_ASSIGN_OR_RETURN(
      BalanceMap balances,
      GetBalances(transaction, book,
                  std::vector<std::string>(accounts.begin(), accounts.end())));

  Writer writer(book, std::move(head), now, std::move(uses),
                std::move(balances));
  std::vector<Receipt> receipts;
  for (size_t i = 0; i < postings.size(); ++i) {
    absl::StatusOr<Receipt> receipt = writer.Add(std::move(postings[i]));
    if (!receipt.ok()) return InPosting(i, receipt.status());
    receipts.push_back(*std::move(receipt));
  }
  RITORNELLO_RETURN_IF_ERROR(writer.Write(transaction));
  return receipts;
}

absl::StatusOr<std::vector<Receipt>> Post(
    sql::Pool& pool, const Clock& clock, absl::string_view book,
    const std::vector<Posting>& postings) {
  std::vector<Receipt> receipts;
  const auto post = [&](sql::Transaction& transaction) -> absl::Status {
    RITORNELLO_ASSIGN_OR_RETURN(receipts,
                                Post(transaction, book, clock.Now(), postings));
    return absl::OkStatus();
  };
  RITORNELLO_RETURN_IF_ERROR(sql::RunTransaction(pool, post));
  return receipts;
}

absl::StatusOr<std::vector<Receipt>> Reverse(sql::Transaction& transaction,
                                             absl::string_view book,
                                             absl::Time now,
                                             std::span<const int64_t> sequences,
                                             absl::CivilMonth period,
                                             absl::string_view description) {
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<PostedTransaction> originals,
      GetTransactions(transaction.connection(), book, sequences));
  RITORNELLO_ASSIGN_OR_RETURN(
      auto earnings, GetEarnings(transaction.connection(), book, sequences));
  std::vector<Posting> postings;
  for (const PostedTransaction& original : originals) {
    Posting posting;
    posting.idempotency_key = absl::StrCat("reverses/", original.sequence);
    posting.transaction = Mirror(original, period, description);
    for (Earning& earning : earnings[original.sequence]) {
      earning.amount_micros = -earning.amount_micros;
      earning.period = period;
      posting.earnings.push_back(std::move(earning));
    }
    postings.push_back(std::move(posting));
  }
  return Post(transaction, book, now, std::move(postings));
}

}  // namespace ritornello::royalties
