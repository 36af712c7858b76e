#include "services/royalties/domain/deals.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "libs/sql/transaction.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/royalties/domain/ledger.h"
#include "services/royalties/model/distribution.h"
#include "services/royalties/model/ledger_account.h"
#include "services/royalties/model/names.h"
#include "services/royalties/model/period.h"
#include "services/royalties/storage/deal_store.h"
#include "services/royalties/storage/deal_use_store.h"
#include "services/royalties/storage/document_store.h"
#include "services/royalties/storage/ledger_store.h"

namespace ritornello::royalties {
namespace {

// How far the clocks of Kiritimati are ahead of UTC.
constexpr absl::Duration kFarthestEast = absl::Hours(14);

absl::StatusOr<RightsAnswer> AskRights(RightsSource& source, const Deal& deal,
                                       absl::Time deadline,
                                       absl::string_view traceparent) {
  const RightsQuery query{
      .track = NameOf(TrackKey{deal.key.account_id, deal.track_ids.at(0)}),
      .isrc = "",
      .as_of_date = deal.start_date};
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<RightsAnswer> answers,
      source.BatchGetRights(AccountName(deal.key.account_id),
                            std::span(&query, 1), deadline, traceparent));
  RITORNELLO_RETURN_IF_ERROR(CheckRights(deal, answers.at(0), query.track));
  return answers[0];
}

Transaction Untitled(const Deal& deal) {
  Transaction transaction;
  transaction.effective_date = deal.start_date;
  transaction.period = absl::CivilMonth(deal.start_date);
  transaction.document = NameOf(deal.key);
  return transaction;
}

Posting FeeOwed(const Deal& deal) {
  const std::string segment = DocumentSegment(deal.key);
  const std::string currency(deal.fee->currency().code());
  Posting posting;
  posting.idempotency_key = absl::StrCat(NameOf(deal.key), "/fee");
  posting.transaction = Untitled(deal);
  posting.transaction.description =
      absl::StrCat("Fee owed by ", LibraryName(deal.library_id));
  posting.transaction.legs = {
      {ReceivableAccount(deal.library_id, segment), currency,
       deal.fee->micros()},
      {UndistributedAccount(segment), currency, -deal.fee->micros()}};
  return posting;
}

absl::StatusOr<Posting> FeeDivided(const Deal& deal,
                                   const RightsAnswer& rights) {
  const std::string currency(deal.fee->currency().code());
  RITORNELLO_ASSIGN_OR_RETURN(
      Distribution distribution,
      Distribute({.currency = currency,
                  .amount_micros = deal.fee->micros(),
                  .source = deal.library_id,
                  .document = NameOf(deal.key),
                  .effective_date = deal.start_date,
                  .period = absl::CivilMonth(deal.start_date)},
                 deal, rights));
  Posting posting;
  posting.idempotency_key = absl::StrCat(NameOf(deal.key), "/distribution");
  posting.transaction = Untitled(deal);
  posting.transaction.description = absl::StrCat("Fee divided: ", rights.title);
  RITORNELLO_ASSIGN_OR_RETURN(
      posting.transaction.legs,
      LegsOf(UndistributedAccount(DocumentSegment(deal.key)), currency,
             {distribution}));
  posting.earnings = std::move(distribution.earnings);
  return posting;
}

// What is posted must have happened; somewhere it is tomorrow already.
absl::Status CheckStart(const Deal& deal, absl::Time now) {
  if (deal.licensing_model != LicensingModel::kDirectPayout) {
    return absl::OkStatus();
  }
  const absl::CivilDay today =
      absl::ToCivilDay(now + kFarthestEast, absl::UTCTimeZone());
  if (deal.start_date <= today) return absl::OkStatus();
  return InvalidField(
      "deal.start_date",
      absl::StrCat(
          "must not be after ", DayText(today),
          " in a DIRECT_PAYOUT deal, whose fee is posted at once, got ",
          DayText(deal.start_date), "; record it on the day of acceptance"));
}

absl::Status RefuseOverlap(sql::Transaction& transaction, const Deal& deal) {
  RITORNELLO_RETURN_IF_ERROR(
      LockDeals(transaction, deal.key.account_id, deal.library_id));
  RITORNELLO_ASSIGN_OR_RETURN(const std::optional<std::string> other,
                              FindOverlap(transaction, deal));
  if (!other.has_value()) return absl::OkStatus();
  const std::string name = NameOf(DealKey{deal.key.account_id, *other});
  return WithReason(absl::FailedPreconditionError(absl::StrCat(
                        name, " covers the same track at ",
                        LibraryName(deal.library_id), " on one of the days")),
                    "DEAL_OVERLAP", {{"deal", name}});
}

absl::Status RefuseUsed(const DealKey& deal, const LastDealUse& use,
                        absl::string_view advice) {
  const std::string name = NameOf(deal);
  const std::string statement = NameOf(use.statement);
  const std::string day = DayText(use.day);
  return WithReason(
      absl::FailedPreconditionError(absl::StrCat(
          statement, " earned under ", name, " on ", day, ": ", advice)),
      "DEAL_USED", {{"deal", name}, {"statement", statement}, {"day", day}});
}

absl::Status RefuseVoid(const Deal& deal) {
  if (!deal.void_time.has_value()) return absl::OkStatus();
  const std::string name = NameOf(deal.key);
  return WithReason(absl::FailedPreconditionError(
                        absl::StrCat(name, " is void: ", deal.void_reason)),
                    "DEAL_VOID", {{"deal", name}});
}

}  // namespace

absl::StatusOr<Deal> Deals::Create(Deal deal,
                                   const request_log::Request& request,
                                   absl::Time deadline,
                                   absl::string_view traceparent) {
  RITORNELLO_RETURN_IF_ERROR(Validate(deal));
  deal.create_time = absl::FromUnixMicros(absl::ToUnixMicros(clock_.Now()));

  // A repeated request is answered even while the catalogue is away, so it is
  // looked for before the catalogue is asked, and again in the transaction
  // that writes.
  std::optional<std::string> done;
  const auto recall = [&](sql::Transaction& transaction) -> absl::Status {
    RITORNELLO_ASSIGN_OR_RETURN(done,
                                request_log::Recall(transaction, request));
    return absl::OkStatus();
  };
  RITORNELLO_RETURN_IF_ERROR(sql::RunTransaction(pool_, recall));

  std::optional<RightsAnswer> rights;
  std::vector<Posting> postings;
  if (!done.has_value()) {
    RITORNELLO_RETURN_IF_ERROR(CheckStart(deal, clock_.Now()));
    RITORNELLO_RETURN_IF_ERROR(
        rights_.CheckAccount(deal.key.account_id, deadline, traceparent));
    RITORNELLO_RETURN_IF_ERROR(
        rights_.CheckLibrary(deal.library_id, deadline, traceparent));
  }
  if (!done.has_value() &&
      deal.licensing_model == LicensingModel::kDirectPayout) {
    RITORNELLO_ASSIGN_OR_RETURN(
        rights, AskRights(rights_, deal, deadline, traceparent));
    RITORNELLO_ASSIGN_OR_RETURN(Posting divided, FeeDivided(deal, *rights));
    postings = {FeeOwed(deal), std::move(divided)};
  }

  const auto write = [&](sql::Transaction& transaction) -> absl::Status {
    RITORNELLO_RETURN_IF_ERROR(recall(transaction));
    if (done.has_value()) return absl::OkStatus();
    RITORNELLO_RETURN_IF_ERROR(InsertDeal(transaction, deal));
    RITORNELLO_RETURN_IF_ERROR(RefuseOverlap(transaction, deal));
    if (rights.has_value()) {
      RITORNELLO_RETURN_IF_ERROR(
          InsertDocumentRights(transaction, NameOf(deal.key), {*rights}));
      RITORNELLO_RETURN_IF_ERROR(
          Post(transaction, kMainBook, clock_.Now(), postings).status());
    }
    return request_log::Record(transaction, request, NameOf(deal.key),
                               deal.create_time);
  };
  RITORNELLO_RETURN_IF_ERROR(sql::RunTransaction(pool_, write));
  if (!done.has_value()) return deal;
  RITORNELLO_ASSIGN_OR_RETURN(const DealKey key, ParseDealName("name", *done));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool_.Borrow());
  return GetDeal(*connection, key);
}

absl::StatusOr<Deal> Deals::End(const DealKey& key, absl::CivilDay end_date) {
  Deal deal;
  const auto end = [&](sql::Transaction& transaction) -> absl::Status {
    RITORNELLO_ASSIGN_OR_RETURN(deal, LockDeal(transaction, key));
    RITORNELLO_RETURN_IF_ERROR(RefuseVoid(deal));
    if (end_date < deal.start_date) {
      return InvalidField(
          "end_date",
          absl::StrCat("must not be before ", DayText(deal.start_date),
                       ", the first day, got ", DayText(end_date)));
    }
    deal.end_date = end_date;
    RITORNELLO_ASSIGN_OR_RETURN(const std::optional<LastDealUse> use,
                                FindLastDealUse(transaction, key));
    if (use.has_value() && use->day > end_date) {
      return RefuseUsed(key, *use,
                        "end it no sooner, or void the statement first");
    }
    RITORNELLO_RETURN_IF_ERROR(RefuseOverlap(transaction, deal));
    return UpdateDeal(transaction, deal);
  };
  RITORNELLO_RETURN_IF_ERROR(sql::RunTransaction(pool_, end));
  return deal;
}

absl::StatusOr<Deal> Deals::Void(const DealKey& key, absl::string_view reason) {
  RITORNELLO_RETURN_IF_ERROR(ValidateVoidReason(reason));
  Deal deal;
  const auto reverse = [&](sql::Transaction& transaction) -> absl::Status {
    RITORNELLO_ASSIGN_OR_RETURN(deal, LockDeal(transaction, key));
    if (deal.void_time.has_value()) return absl::OkStatus();
    RITORNELLO_ASSIGN_OR_RETURN(const std::optional<LastDealUse> use,
                                FindLastDealUse(transaction, key));
    if (use.has_value()) {
      return RefuseUsed(key, *use, "void the statement first, or end the deal");
    }
    const absl::Time now = clock_.Now();
    RITORNELLO_ASSIGN_OR_RETURN(
        const std::vector<int64_t> sequences,
        ListPostedSequences(transaction.connection(), kMainBook, NameOf(key)));
    if (!sequences.empty()) {
      RITORNELLO_RETURN_IF_ERROR(Reverse(transaction, kMainBook, now, sequences,
                                         absl::CivilMonth(deal.start_date),
                                         absl::StrCat("Void: ", reason))
                                     .status());
    }
    deal.void_time = absl::FromUnixMicros(absl::ToUnixMicros(now));
    deal.void_reason = std::string(reason);
    return UpdateDeal(transaction, deal);
  };
  RITORNELLO_RETURN_IF_ERROR(sql::RunTransaction(pool_, reverse));
  return deal;
}

}  // namespace ritornello::royalties
