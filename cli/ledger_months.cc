#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "cli/format.h"
#include "cli/verbs.h"
#include "ritornello/royalties/v1/ledger_service.grpc.pb.h"

namespace ritornello::cli {

using royalties::v1::LedgerService;
using royalties::v1::ListMonthsRequest;
using royalties::v1::ListMonthsResponse;
using royalties::v1::Month;

namespace {

std::string CloseDay(const Month& month) {
  if (!month.has_close_time()) return "";
  return absl::FormatTime("%Y-%m-%d",
                          absl::FromUnixSeconds(month.close_time().seconds()),
                          absl::UTCTimeZone());
}

}  // namespace

void AddLedgerMonths(Program& program) {
  auto book = std::make_shared<std::string>("main");
  const Verb verb = program.AddVerb(
      "ledger", "months", "The months of the book, open and closed",
      {"ritornello ledger months", "ritornello ledger months --book main"},
      [book](Session& session) {
        ListMonthsRequest request;
        request.set_parent(absl::StrCat("books/", *book));
        request.set_page_size(kPageSize);
        return List(session, &LedgerService::Stub::ListMonths, request,
                    &ListMonthsResponse::months,
                    {{"MONTH"},
                     {"STATE"},
                     {"TRANSACTIONS", Align::kRight},
                     {"NOT POSTED", Align::kRight},
                     {"CLOSED ON"}},
                    [](const Month& month) -> std::vector<std::string> {
                      return {LastPart(month.name()),
                              Humane(Month::State_Name(month.state())),
                              absl::StrCat(month.transaction_count()),
                              absl::StrCat(month.unposted_statement_count()),
                              CloseDay(month)};
                    });
      });
  verb.AddOption("--book", *book, "Which book").ShowDefault();
}

}  // namespace ritornello::cli
