#include "services/royalties/model/statement_posting.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/status/status_macros.h"
#include "services/royalties/model/allocation.h"
#include "services/royalties/model/distribution.h"
#include "services/royalties/model/ledger_account.h"
#include "services/royalties/model/names.h"
#include "services/royalties/model/period.h"

namespace ritornello::royalties {
namespace {

// 10^-18 units in one micro-unit.
constexpr int64_t kPerMicro = 1'000'000'000'000;

// Legs that a transaction has besides those of payees: the account that is
// emptied and the commission.
constexpr size_t kOtherLegCount = 2;

absl::int128 Magnitude(absl::int128 amount) {
  return amount < 0 ? -amount : amount;
}

Transaction Untitled(const Statement& statement, absl::CivilMonth month) {
  Transaction transaction;
  transaction.effective_date = LastDay(month);
  transaction.period = statement.period;
  transaction.document = NameOf(statement.key);
  return transaction;
}

std::string CurrencyOf(const Statement& statement) {
  return std::string(statement.currency.code());
}

// A posting of the legs that are not 0; nothing is added when there are none.
void AddPosting(const Statement& statement, absl::string_view step,
                absl::string_view description, std::vector<Leg> legs,
                std::vector<StatementPosting>& postings) {
  legs.erase(
      std::remove_if(legs.begin(), legs.end(),
                     [](const Leg& leg) { return leg.amount_micros == 0; }),
      legs.end());
  if (legs.empty()) return;
  StatementPosting posting;
  posting.step = std::string(step);
  posting.transaction = Untitled(statement, statement.period);
  posting.transaction.description = std::string(description);
  posting.transaction.legs = std::move(legs);
  postings.push_back(std::move(posting));
}

void AddReceipt(const Statement& statement, int64_t total_micros,
                absl::int128 total, absl::int128 tolerance,
                std::vector<StatementPosting>& postings) {
  const int64_t declared_micros =
      statement.declared_total_micros.value_or(total_micros);
  const bool is_near =
      Magnitude(absl::int128(declared_micros) * kPerMicro - total) <= tolerance;
  const int64_t owed_micros = is_near ? declared_micros : total_micros;
  const std::string segment = DocumentSegment(statement.key);
  const std::string currency = CurrencyOf(statement);
  AddPosting(
      statement, "receipt",
      absl::StrCat("Statement of ", LibraryName(statement.source), ", ",
                   statement.source_account, ", ",
                   PeriodText(statement.period)),
      {{ReceivableAccount(statement.source, segment), currency, owed_micros},
       {UndistributedAccount(segment), currency, -total_micros},
       {std::string(kRoundingAccount), currency, total_micros - owed_micros}},
      postings);
}

// Collects the distributions of one month into as few transactions as hold
// their legs.
class MonthOfDistributions {
 public:
  MonthOfDistributions(const Statement& statement, std::string from_account,
                       std::string step, std::vector<StatementPosting>& out)
      : statement_(statement),
        from_account_(std::move(from_account)),
        step_(std::move(step)),
        out_(out) {}

  absl::Status Add(const EarnedSums::Sum& sum, int64_t amount_micros) {
    if (!distributions_.empty() && month_ != sum.month) {
      RITORNELLO_RETURN_IF_ERROR(Finish());
    }
    if (month_ != sum.month) number_ = 0;
    month_ = sum.month;
    RITORNELLO_ASSIGN_OR_RETURN(Distribution distribution,
                                Distribute({.currency = CurrencyOf(statement_),
                                            .amount_micros = amount_micros,
                                            .source = statement_.source,
                                            .document = NameOf(statement_.key),
                                            .effective_date = LastDay(month_),
                                            .period = statement_.period},
                                           sum.deal, sum.rights));
    std::set<std::string> more;
    for (const Earning& earning : distribution.earnings) {
      std::string account = AccruedAccount(earning.payee, earning.right);
      if (!accounts_.contains(account)) more.insert(std::move(account));
    }
    if (!distributions_.empty() &&
        accounts_.size() + more.size() + kOtherLegCount > kLegCountMax) {
      RITORNELLO_RETURN_IF_ERROR(Finish());
    }
    accounts_.merge(more);
    distributions_.push_back(std::move(distribution));
    return absl::OkStatus();
  }

  absl::Status Finish() {
    RITORNELLO_ASSIGN_OR_RETURN(
        std::vector<Leg> legs,
        LegsOf(from_account_, CurrencyOf(statement_), distributions_));
    if (!legs.empty()) {
      const std::string month = PeriodText(month_);
      StatementPosting posting;
      posting.step = absl::StrCat(step_, "/", month, "/", ++number_);
      posting.transaction = Untitled(statement_, month_);
      posting.transaction.description =
          absl::StrCat("Earned in ", month, " at ",
                       LibraryName(statement_.source), ", divided");
      posting.transaction.legs = std::move(legs);
      for (Distribution& distribution : distributions_) {
        std::move(distribution.earnings.begin(), distribution.earnings.end(),
                  std::back_inserter(posting.earnings));
      }
      out_.push_back(std::move(posting));
    }
    distributions_.clear();
    accounts_.clear();
    return absl::OkStatus();
  }

 private:
  const Statement& statement_;
  const std::string from_account_;
  const std::string step_;
  std::vector<StatementPosting>& out_;
  absl::CivilMonth month_;
  int number_ = 0;
  std::vector<Distribution> distributions_;
  std::set<std::string> accounts_;
};

// `amounts_micros` has one amount for each sum, perhaps more behind.
absl::Status AddDistributions(const Statement& statement,
                              const std::string& from_account,
                              const std::string& step,
                              const std::vector<const EarnedSums::Sum*>& sums,
                              const std::vector<int64_t>& amounts_micros,
                              std::vector<StatementPosting>& postings) {
  MonthOfDistributions months(statement, from_account, step, postings);
  for (size_t i = 0; i < sums.size(); ++i) {
    RITORNELLO_RETURN_IF_ERROR(months.Add(*sums[i], amounts_micros[i]));
  }
  return months.Finish();
}

std::vector<absl::int128> NetsOf(
    const std::vector<const EarnedSums::Sum*>& sums) {
  std::vector<absl::int128> nets;
  for (const EarnedSums::Sum* sum : sums) nets.push_back(sum->net);
  return nets;
}

}  // namespace

void EarnedSums::Add(const StatementLine& line, absl::CivilMonth period,
                     const Deal& deal, const RightsAnswer& rights) {
  const absl::CivilMonth month(EarningDay(line, period));
  // Names hold no line feed.
  key_.clear();
  absl::StrAppend(&key_,
                  absl::Dec(month.year() * 12 + month.month(), absl::kZeroPad6),
                  "\n", line.deal, "\n", line.track, "\n");
  absl::StrAppend(&key_, line.composition_sheet, "\n", line.master_sheet);
  auto sum = sums_.find(key_);
  if (sum == sums_.end()) {
    sum = sums_.emplace(key_, Sum{0, month, deal, rights}).first;
  }
  sum->second.net += line.net;
}

std::vector<const EarnedSums::Sum*> EarnedSums::Sorted() const {
  std::vector<std::pair<absl::string_view, const Sum*>> keyed;
  for (const auto& [key, sum] : sums_) keyed.emplace_back(key, &sum);
  std::sort(keyed.begin(), keyed.end());
  std::vector<const Sum*> sorted;
  for (const auto& [key, sum] : keyed) sorted.push_back(sum);
  return sorted;
}

absl::StatusOr<StatementPostings> PostFirst(const Statement& statement,
                                            const EarnedSums& earned,
                                            absl::int128 suspense,
                                            absl::int128 total_tolerance) {
  const std::vector<const EarnedSums::Sum*> sums = earned.Sorted();
  std::vector<absl::int128> exact = NetsOf(sums);
  exact.push_back(suspense);
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<int64_t> micros,
                              RoundToMicros(exact));
  absl::int128 total = 0;
  for (const absl::int128 amount : exact) total += amount;
  RITORNELLO_ASSIGN_OR_RETURN(const int64_t total_micros, RoundToMicros(total));

  StatementPostings posted;
  posted.suspense_micros = micros.back();
  AddReceipt(statement, total_micros, total, total_tolerance, posted.postings);
  const std::string segment = DocumentSegment(statement.key);
  const std::string currency = CurrencyOf(statement);
  AddPosting(statement, "suspense", "Lines that nobody could match",
             {{UndistributedAccount(segment), currency, posted.suspense_micros},
              {SuspenseAccount(segment), currency, -posted.suspense_micros}},
             posted.postings);
  RITORNELLO_RETURN_IF_ERROR(
      AddDistributions(statement, UndistributedAccount(segment), "distribution",
                       sums, micros, posted.postings));
  return posted;
}

absl::StatusOr<StatementPostings> PostResolved(const Statement& statement,
                                               const EarnedSums& earned,
                                               std::optional<absl::int128> rest,
                                               int64_t number) {
  StatementPostings posted;
  posted.suspense_micros = statement.suspense_micros;
  const std::vector<const EarnedSums::Sum*> sums = earned.Sorted();
  if (sums.empty()) return posted;
  std::vector<absl::int128> exact = NetsOf(sums);
  size_t of_deviation = 0;
  if (rest.has_value()) {
    of_deviation = exact.size();
    exact.push_back(*rest);
  } else {
    for (size_t i = 1; i < exact.size(); ++i) {
      if (Magnitude(exact[i]) > Magnitude(exact[of_deviation])) {
        of_deviation = i;
      }
    }
  }
  // Earlier roundings left the account a fraction of a micro-unit off its
  // lines. What stays bears that, or else the largest sum.
  absl::int128 deviation = absl::int128(statement.suspense_micros) * kPerMicro;
  for (const absl::int128 amount : exact) deviation -= amount;
  exact[of_deviation] += deviation;
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<int64_t> micros,
                              RoundToMicros(exact));
  posted.suspense_micros = rest.has_value() ? micros.back() : 0;
  RITORNELLO_RETURN_IF_ERROR(AddDistributions(
      statement, SuspenseAccount(DocumentSegment(statement.key)),
      absl::StrCat("resolution/", number), sums, micros, posted.postings));
  return posted;
}

}  // namespace ritornello::royalties
