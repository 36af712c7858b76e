#include "services/royalties/rpc/ledger_service.h"

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/rpc/page.h"
#include "libs/rpc/page_token.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "ritornello/royalties/v1/ledger_service.pb.h"
#include "services/royalties/domain/months.h"
#include "services/royalties/domain/verify.h"
#include "services/royalties/formats/journal.h"
#include "services/royalties/model/ledger_account.h"
#include "services/royalties/model/month.h"
#include "services/royalties/model/names.h"
#include "services/royalties/model/period.h"
#include "services/royalties/rpc/authorisation.h"
#include "services/royalties/rpc/wire_ledger.h"
#include "services/royalties/storage/ledger_store.h"
#include "services/royalties/storage/month_store.h"

namespace ritornello::royalties {
namespace {

constexpr int kPageSizeDefault = 50;
constexpr int kPageSizeMax = 500;

// A chunk is sent when it has at least this many bytes; one transaction more,
// 10'000 legs of 300 bytes, is the most it can exceed it.
constexpr size_t kChunkSize = 256 * 1024;

absl::StatusOr<v1::TrialBalance> GetTrialBalance(
    sql::Pool& pool, const v1::GetTrialBalanceRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::string book,
                              ParseBookName("name", request.name()));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
  RITORNELLO_ASSIGN_OR_RETURN(const TrialBalance balance,
                              royalties::GetTrialBalance(*connection, book));
  return ToWire(balance);
}

absl::StatusOr<TransactionFilter> FilterFrom(
    const v1::ListTransactionsRequest& request, const std::string& arguments) {
  TransactionFilter filter;
  RITORNELLO_ASSIGN_OR_RETURN(filter.book,
                              ParseBookName("parent", request.parent()));
  filter.ledger_account = request.ledger_account();
  RITORNELLO_ASSIGN_OR_RETURN(
      const int size,
      rpc::PageSize(request.page_size(), kPageSizeDefault, kPageSizeMax));
  filter.count_max = static_cast<size_t>(size);
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::string cursor,
      rpc::ParsePageToken(request.page_token(), arguments));
  if (!cursor.empty() && !absl::SimpleAtoi(cursor, &filter.after_sequence)) {
    return InvalidField("page_token", "must be one that this method gave");
  }
  return filter;
}

absl::StatusOr<v1::ListTransactionsResponse> ListTransactions(
    sql::Pool& pool, const v1::ListTransactionsRequest& request) {
  const std::string arguments = rpc::PageArguments(request);
  RITORNELLO_ASSIGN_OR_RETURN(const TransactionFilter filter,
                              FilterFrom(request, arguments));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
  RITORNELLO_RETURN_IF_ERROR(GetBookHead(*connection, filter.book).status());
  RITORNELLO_ASSIGN_OR_RETURN(const TransactionPage page,
                              royalties::ListTransactions(*connection, filter));
  const bool is_first_page = filter.after_sequence == 0;
  if (page.transactions.empty() && is_first_page &&
      !filter.ledger_account.empty()) {
    return WithReason(
        absl::NotFoundError(absl::StrCat(
            "nothing was ever posted to \"", filter.ledger_account, "\" of ",
            BookName(filter.book),
            ": `ritornello ledger balance --all` lists its accounts")),
        "LEDGER_ACCOUNT_NOT_FOUND",
        {{"ledger_account", filter.ledger_account}});
  }
  v1::ListTransactionsResponse response;
  for (const PostedTransaction& posted : page.transactions) {
    *response.add_transactions() = ToWire(posted);
  }
  if (page.has_more) {
    response.set_next_page_token(rpc::MakePageToken(
        arguments, absl::StrCat(page.transactions.back().sequence)));
  }
  return response;
}

absl::StatusOr<JournalFormat> FormatFrom(v1::JournalFormat wire) {
  switch (wire) {
    case v1::HLEDGER:
      return JournalFormat::kHledger;
    case v1::LEDGER:
      return JournalFormat::kLedger;
    case v1::BEANCOUNT:
      return JournalFormat::kBeancount;
    case v1::CSV:
      return JournalFormat::kCsv;
    default:
      return InvalidField("format",
                          "must be HLEDGER, LEDGER, BEANCOUNT or CSV");
  }
}

JournalContents ContentsOf(const TrialBalance& balance) {
  std::set<std::string> accounts;
  std::set<std::string> currencies;
  for (const LedgerBalance& line : balance.balances) {
    accounts.insert(line.ledger_account);
    currencies.insert(line.currency);
  }
  return {balance.book,
          std::vector<std::string>(accounts.begin(), accounts.end()),
          std::vector<std::string>(currencies.begin(), currencies.end())};
}

absl::Status Send(std::string& text,
                  server::Writer<v1::ExportJournalResponse>& responses) {
  v1::ExportJournalResponse response;
  response.set_chunk(std::exchange(text, ""));
  if (responses.Write(response)) return absl::OkStatus();
  return absl::CancelledError("the caller went away");
}

absl::Status ExportJournal(
    sql::Pool& pool, server::Reader<v1::ExportJournalRequest>& requests,
    server::Writer<v1::ExportJournalResponse>& responses) {
  v1::ExportJournalRequest request;
  if (!requests.Read(&request)) return absl::CancelledError("no request");
  TransactionFilter filter;
  RITORNELLO_ASSIGN_OR_RETURN(filter.book,
                              ParseBookName("name", request.name()));
  RITORNELLO_ASSIGN_OR_RETURN(const JournalFormat format,
                              FormatFrom(request.format()));

  // What is posted while the export runs is left out, so that every ledger
  // account has been declared.
  RITORNELLO_ASSIGN_OR_RETURN(sql::Lease connection, pool.Borrow());
  RITORNELLO_ASSIGN_OR_RETURN(
      const TrialBalance balance,
      royalties::GetTrialBalance(*connection, filter.book));
  connection.reset();
  filter.last_sequence = balance.sequence;
  std::string text = JournalHeader(format, ContentsOf(balance));
  for (TransactionPage page{.has_more = true}; page.has_more;) {
    RITORNELLO_ASSIGN_OR_RETURN(connection, pool.Borrow());
    RITORNELLO_ASSIGN_OR_RETURN(
        page, royalties::ListTransactions(*connection, filter));
    // A slow reader must not keep a connection.
    connection.reset();
    for (const PostedTransaction& posted : page.transactions) {
      AppendTransaction(format, posted, text);
      filter.after_sequence = posted.sequence;
      if (text.size() < kChunkSize) continue;
      RITORNELLO_RETURN_IF_ERROR(Send(text, responses));
    }
  }
  return text.empty() ? absl::OkStatus() : Send(text, responses);
}

absl::StatusOr<v1::Month> CloseMonth(sql::Pool& pool, const Clock& clock,
                                     const v1::CloseMonthRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const MonthKey key,
                              ParseMonthName("name", request.name()));
  RITORNELLO_ASSIGN_OR_RETURN(
      const Month month,
      royalties::CloseMonth(
          pool, clock, key,
          request.leave_unposted() ? Unposted::kAreLeft : Unposted::kHinder));
  return ToWire(month);
}

absl::StatusOr<v1::ListMonthsResponse> ListMonths(
    sql::Pool& pool, const v1::ListMonthsRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::string book,
                              ParseBookName("parent", request.parent()));
  RITORNELLO_ASSIGN_OR_RETURN(
      const rpc::Page page,
      rpc::Page::Of(request, kPageSizeDefault, kPageSizeMax));
  std::optional<absl::CivilMonth> before;
  if (!page.cursor().empty()) {
    RITORNELLO_ASSIGN_OR_RETURN(before,
                                ParsePeriod("page_token", page.cursor()));
  }
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
  RITORNELLO_RETURN_IF_ERROR(GetBookHead(*connection, book).status());
  RITORNELLO_ASSIGN_OR_RETURN(
      std::vector<Month> months,
      royalties::ListMonths(*connection, book, before, page.row_count()));
  v1::ListMonthsResponse response;
  response.set_next_page_token(page.Cut(
      months, [](const Month& last) { return PeriodText(last.key.month); }));
  for (const Month& month : months) *response.add_months() = ToWire(month);
  return response;
}

absl::StatusOr<v1::VerifyBookResponse> VerifyBook(
    sql::Pool& pool, const v1::VerifyBookRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::string book,
                              ParseBookName("name", request.name()));
  RITORNELLO_ASSIGN_OR_RETURN(const Verification verification,
                              royalties::VerifyBook(pool, book));
  v1::VerifyBookResponse response;
  response.set_transaction_count(verification.transaction_count);
  response.set_entry_count(verification.entry_count);
  response.set_hash(verification.hash);
  return response;
}

}  // namespace

std::unique_ptr<server::BoundService> MakeLedgerService(sql::Pool& pool,
                                                        const Clock& clock) {
  auto service = std::make_unique<server::BoundService>(
      "ritornello.royalties.v1.LedgerService", Rules());
  service->Unary("GetTrialBalance",
                 [&pool](server::Call& /*call*/,
                         const v1::GetTrialBalanceRequest& request) {
                   return GetTrialBalance(pool, request);
                 });
  service->Unary("ListTransactions",
                 [&pool](server::Call& /*call*/,
                         const v1::ListTransactionsRequest& request) {
                   return ListTransactions(pool, request);
                 });
  service->Unary("CloseMonth",
                 [&pool, &clock](server::Call& /*call*/,
                                 const v1::CloseMonthRequest& request) {
                   return CloseMonth(pool, clock, request);
                 });
  service->Unary("ListMonths", [&pool](server::Call& /*call*/,
                                       const v1::ListMonthsRequest& request) {
    return ListMonths(pool, request);
  });
  service->Stream(
      "ExportJournal",
      [&pool](server::Call& /*call*/,
              server::Reader<v1::ExportJournalRequest>& requests,
              server::Writer<v1::ExportJournalResponse>& responses) {
        return ExportJournal(pool, requests, responses);
      });
  service->Unary("VerifyBook", [&pool](server::Call& /*call*/,
                                       const v1::VerifyBookRequest& request) {
    return VerifyBook(pool, request);
  });
  return service;
}

}  // namespace ritornello::royalties
