#include "services/royalties/domain/verify.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "libs/sql/connection.h"
#include "libs/sql/transaction.h"
#include "libs/status/status_macros.h"
#include "services/royalties/model/earning.h"
#include "services/royalties/model/month.h"
#include "services/royalties/model/names.h"
#include "services/royalties/model/period.h"
#include "services/royalties/model/transaction.h"
#include "services/royalties/storage/ledger_store.h"
#include "services/royalties/storage/month_store.h"
#include "services/royalties/storage/payee_store.h"

namespace ritornello::royalties {
namespace {

absl::Status Wrong(const PostedTransaction& posted, absl::string_view what) {
  return absl::DataLossError(absl::StrCat(
      NameOf(TransactionKey{posted.book, posted.sequence}), ": ", what));
}

// Follows the book from its first transaction on.
class Replay {
 public:
  int64_t sequence() const { return head_.sequence; }

  // All those before any transaction that is added next.
  void SetClosings(std::vector<Closing> closings) {
    closings_ = std::move(closings);
  }

  absl::Status Add(const PostedTransaction& posted,
                   const std::vector<Earning>& earnings) {
    RITORNELLO_RETURN_IF_ERROR(CheckChain(posted, earnings));
    RITORNELLO_RETURN_IF_ERROR(CheckClosings(posted));
    if (const absl::Status status = Validate(posted.transaction);
        !status.ok()) {
      return Wrong(posted, status.message());
    }
    if (const absl::Status status = CheckEarnings(posted.transaction, earnings);
        !status.ok()) {
      return Wrong(posted, status.message());
    }
    RITORNELLO_RETURN_IF_ERROR(MoveBalances(posted));
    head_ = {posted.sequence, posted.hash, posted.record_time, std::nullopt};
    return absl::OkStatus();
  }

  absl::Status CheckEnd(const BookHead& head, const BalanceMap& stored) const {
    if (head.sequence != head_.sequence || head.hash != head_.hash ||
        head.record_time != head_.record_time) {
      return absl::DataLossError(
          absl::StrCat("the head of the book says ", head.sequence,
                       ", its last transaction is ", head_.sequence,
                       ", or their hashes or times differ"));
    }
    const auto closed_through = closings_.empty()
                                    ? std::optional<absl::CivilMonth>()
                                    : closings_.back().month;
    if (head.closed_through != closed_through) {
      return absl::DataLossError(
          "the last month that was closed is not the one that the head of the "
          "book says");
    }
    for (const auto& [key, balance] : stored) {
      const auto ours = balances_.find(key);
      if (ours == balances_.end() || ours->second != balance) {
        return WrongBalance(key);
      }
    }
    for (const auto& [key, balance] : balances_) {
      if (!stored.contains(key)) return WrongBalance(key);
    }
    return absl::OkStatus();
  }

  Verification result() const {
    return {head_.sequence, entry_count_, head_.hash};
  }

 private:
  static absl::Status WrongBalance(const BalanceKey& key) {
    return absl::DataLossError(absl::StrCat("the stored balance of ", key.first,
                                            " in ", key.second,
                                            " is not the sum of its entries"));
  }

  absl::Status CheckChain(const PostedTransaction& posted,
                          const std::vector<Earning>& earnings) const {
    if (posted.sequence != head_.sequence + 1) {
      return Wrong(posted, absl::StrCat("follows ", head_.sequence));
    }
    if (posted.record_time < head_.record_time) {
      return Wrong(posted, "was recorded before the one before it");
    }
    if (PayloadSha256(posted.transaction, EarningsSha256(earnings)) !=
        posted.payload_sha256) {
      return Wrong(posted, "its payload does not have its digest");
    }
    if (ChainHash(head_.hash, posted.sequence, posted.record_time,
                  posted.idempotency_key,
                  posted.payload_sha256) != posted.hash) {
      return Wrong(posted, "its hash does not continue the chain");
    }
    return absl::OkStatus();
  }

  absl::Status CheckClosings(const PostedTransaction& posted) const {
    for (const Closing& closing : closings_) {
      const std::string month = PeriodText(closing.month);
      if (closing.sequence == posted.sequence && closing.hash != posted.hash) {
        return Wrong(posted, absl::StrCat("its hash is not the one with which ",
                                          month, " was closed"));
      }
      if (closing.sequence < posted.sequence &&
          posted.transaction.period <= closing.month) {
        return Wrong(posted, absl::StrCat("was posted to ",
                                          PeriodText(posted.transaction.period),
                                          " after ", month, " was closed"));
      }
    }
    return absl::OkStatus();
  }

  absl::Status MoveBalances(const PostedTransaction& posted) {
    for (size_t i = 0; i < posted.transaction.legs.size(); ++i) {
      const Leg& leg = posted.transaction.legs[i];
      RunningBalance& balance = balances_[{leg.ledger_account, leg.currency}];
      ++balance.version;
      if (__builtin_add_overflow(balance.amount_micros, leg.amount_micros,
                                 &balance.amount_micros) ||
          posted.balances[i] != balance) {
        return Wrong(posted, absl::StrCat("its running balance of ",
                                          leg.ledger_account, " is wrong"));
      }
      ++entry_count_;
    }
    return absl::OkStatus();
  }

  BookHead head_{0, std::string(kGenesisHash), absl::UnixEpoch(), std::nullopt};
  std::vector<Closing> closings_;
  int64_t entry_count_ = 0;
  BalanceMap balances_;
};

// Replays what comes after the last transaction seen, page by page.
absl::Status CatchUp(sql::Connection& connection, absl::string_view book,
                     Replay& replay) {
  TransactionFilter filter;
  filter.book = std::string(book);
  while (true) {
    filter.after_sequence = replay.sequence();
    RITORNELLO_ASSIGN_OR_RETURN(const TransactionPage page,
                                ListTransactions(connection, filter));
    // Read later than the page: whoever posted after a closing saw it.
    RITORNELLO_ASSIGN_OR_RETURN(std::vector<Closing> closings,
                                ListClosings(connection, book));
    replay.SetClosings(std::move(closings));
    std::vector<int64_t> sequences;
    for (const PostedTransaction& posted : page.transactions) {
      sequences.push_back(posted.sequence);
    }
    RITORNELLO_ASSIGN_OR_RETURN(auto earnings,
                                GetEarnings(connection, book, sequences));
    for (const PostedTransaction& posted : page.transactions) {
      RITORNELLO_RETURN_IF_ERROR(replay.Add(posted, earnings[posted.sequence]));
    }
    if (!page.has_more) return absl::OkStatus();
  }
}

}  // namespace

absl::StatusOr<Verification> VerifyBook(sql::Pool& pool,
                                        absl::string_view book) {
  Replay replay;
  {
    RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
    RITORNELLO_RETURN_IF_ERROR(GetBookHead(*connection, book).status());
    RITORNELLO_RETURN_IF_ERROR(CatchUp(*connection, book, replay));
  }
  const auto check_end = [&](sql::Transaction& transaction) -> absl::Status {
    RITORNELLO_ASSIGN_OR_RETURN(const BookHead head,
                                LockBookHead(transaction, book));
    RITORNELLO_RETURN_IF_ERROR(CatchUp(transaction.connection(), book, replay));
    RITORNELLO_ASSIGN_OR_RETURN(const BalanceMap stored,
                                GetAllBalances(transaction, book));
    return replay.CheckEnd(head, stored);
  };
  RITORNELLO_RETURN_IF_ERROR(sql::RunTransaction(pool, check_end));
  return replay.result();
}

}  // namespace ritornello::royalties
