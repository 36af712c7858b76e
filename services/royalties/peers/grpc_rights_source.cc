#include "services/royalties/peers/grpc_rights_source.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "libs/rpc/client_context.h"
#include "libs/rpc/grpc_status.h"
#include "libs/sql/transaction.h"
#include "libs/status/check.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/account_service.grpc.pb.h"
#include "ritornello/catalog/v1/library_service.grpc.pb.h"
#include "ritornello/catalog/v1/rights_service.grpc.pb.h"
#include "services/royalties/model/names.h"

namespace ritornello::royalties {
namespace {

namespace v1 = catalog::v1;

// The largest page of ListLibraries, and those of it that a message names.
constexpr int kLibraryCountMax = 500;
constexpr size_t kNamedLibraryCount = 5;

absl::Status NotUnderstood(const absl::Status& status) {
  return absl::InternalError(
      absl::StrCat("the catalogue's answer: ", status.message()));
}

v1::RightsQuery ToWire(const RightsQuery& query) {
  v1::RightsQuery wire;
  if (!query.track.empty()) {
    wire.set_track(query.track);
  } else {
    wire.set_isrc(query.isrc);
  }
  auto& date = *wire.mutable_as_of_date();
  date.set_year(static_cast<int32_t>(query.as_of_date.year()));
  date.set_month(query.as_of_date.month());
  date.set_day(query.as_of_date.day());
  return wire;
}

// Nothing for a right that a newer catalogue may know.
std::optional<Right> FromWire(v1::Right wire) {
  switch (wire) {
    case v1::MASTER:
      return Right::kMaster;
    case v1::SYNC_COMPOSITION:
      return Right::kSyncComposition;
    case v1::PERFORMANCE:
      return Right::kPerformance;
    case v1::MECHANICAL:
      return Right::kMechanical;
    default:
      return std::nullopt;
  }
}

absl::StatusOr<SplitSheet> FromWire(const v1::SplitSheet& wire, Right right) {
  SplitSheet sheet;
  sheet.name = wire.name();
  sheet.right = right;
  if (wire.has_effective_date()) {
    const auto& date = wire.effective_date();
    sheet.effective_date =
        absl::CivilDay(date.year(), date.month(), date.day());
  }
  if (sheet.name.empty() || wire.shares().empty()) {
    return InvalidField("split_sheet", absl::StrCat("must have a name and a "
                                                    "share, got \"",
                                                    sheet.name, "\""));
  }
  std::set<std::pair<std::string, int>> seen;
  for (const v1::Share& share : wire.shares()) {
    RITORNELLO_ASSIGN_OR_RETURN(PartyKey party,
                                ParsePartyName("party", share.party()));
    if (share.weight() == 0 ||
        !seen.emplace(share.party(), share.role()).second) {
      return InvalidField(
          "weight", absl::StrCat("must be there, and once, for ", share.party(),
                                 " in ", sheet.name));
    }
    sheet.shares.push_back(
        {std::move(party), v1::ShareRole_Name(share.role()), share.weight()});
  }
  return sheet;
}

absl::StatusOr<RightsAnswer> FromWire(const v1::RightsAnswer& wire) {
  RightsAnswer answer;
  switch (wire.state()) {
    case v1::RightsAnswer::FOUND:
      answer.state = RightsAnswer::State::kFound;
      break;
    case v1::RightsAnswer::NOT_FOUND:
      return answer;
    case v1::RightsAnswer::AMBIGUOUS:
      answer.state = RightsAnswer::State::kAmbiguous;
      return answer;
    default:
      return absl::InternalError("state is neither found nor not found");
  }
  RITORNELLO_ASSIGN_OR_RETURN(answer.track,
                              ParseTrackName("track", wire.track()));
  answer.title = wire.title();
  answer.isrc = wire.isrc();
  for (const v1::SplitSheet& wire_sheet : wire.split_sheets()) {
    const std::optional<Right> right = FromWire(wire_sheet.right());
    if (!right.has_value()) continue;
    RITORNELLO_ASSIGN_OR_RETURN(SplitSheet sheet, FromWire(wire_sheet, *right));
    answer.split_sheets.push_back(std::move(sheet));
  }
  return answer;
}

class GrpcRightsSource final : public RightsSource {
 public:
  explicit GrpcRightsSource(const std::shared_ptr<grpc::Channel>& channel)
      : rights_(v1::RightsService::NewStub(channel)),
        accounts_(v1::AccountService::NewStub(channel)),
        libraries_(v1::LibraryService::NewStub(channel)) {}

  absl::StatusOr<std::vector<RightsAnswer>> BatchGetRights(
      absl::string_view parent, std::span<const RightsQuery> queries,
      absl::Time deadline, absl::string_view traceparent) override {
    RITORNELLO_CHECK(!sql::IsTransactionOpenOnThisThread());
    RITORNELLO_CHECK(!queries.empty() &&
                     queries.size() <= kRightsQueryCountMax);
    v1::BatchGetRightsRequest request;
    request.set_parent(std::string(parent));
    for (const RightsQuery& query : queries) {
      *request.add_queries() = ToWire(query);
    }
    v1::BatchGetRightsResponse response;
    const auto context = rpc::MakeClientContext(deadline, traceparent);
    RITORNELLO_RETURN_IF_ERROR(rpc::FromGrpc(
        rights_->BatchGetRights(context.get(), request, &response)));
    if (static_cast<size_t>(response.answers_size()) != queries.size()) {
      return NotUnderstood(absl::InternalError(
          absl::StrCat(response.answers_size(), " answers to ", queries.size(),
                       " queries")));
    }
    std::vector<RightsAnswer> answers;
    for (const v1::RightsAnswer& wire : response.answers()) {
      absl::StatusOr<RightsAnswer> answer = FromWire(wire);
      if (!answer.ok()) return NotUnderstood(answer.status());
      answers.push_back(*std::move(answer));
    }
    return answers;
  }

  absl::Status CheckAccount(absl::string_view account_id, absl::Time deadline,
                            absl::string_view traceparent) override {
    RITORNELLO_CHECK(!sql::IsTransactionOpenOnThisThread());
    v1::GetAccountRequest request;
    request.set_name(AccountName(account_id));
    v1::Account account;
    const auto context = rpc::MakeClientContext(deadline, traceparent);
    return rpc::FromGrpc(
        accounts_->GetAccount(context.get(), request, &account));
  }

  absl::Status CheckLibrary(absl::string_view library_id, absl::Time deadline,
                            absl::string_view traceparent) override {
    RITORNELLO_CHECK(!sql::IsTransactionOpenOnThisThread());
    v1::GetLibraryRequest request;
    request.set_name(LibraryName(library_id));
    v1::Library library;
    const auto context = rpc::MakeClientContext(deadline, traceparent);
    const absl::Status status =
        rpc::FromGrpc(libraries_->GetLibrary(context.get(), request, &library));
    if (!absl::IsNotFound(status)) return status;
    return WithReason(absl::NotFoundError(absl::StrCat(
                          "the catalogue has no ", request.name(),
                          Others(request.name(), deadline, traceparent),
                          "; if it is a new one, make it with `ritornello "
                          "library apply FILE`")),
                      "LIBRARY_NOT_FOUND", {{"library", request.name()}});
  }

 private:
  // "; it has libraries/artlist, …": those that begin most like `name`. Empty
  // when the catalogue does not say.
  std::string Others(const std::string& name, absl::Time deadline,
                     absl::string_view traceparent) {
    v1::ListLibrariesRequest request;
    request.set_page_size(kLibraryCountMax);
    v1::ListLibrariesResponse response;
    const auto context = rpc::MakeClientContext(deadline, traceparent);
    const grpc::Status status =
        libraries_->ListLibraries(context.get(), request, &response);
    std::vector<std::string> names;
    for (const v1::Library& library : response.libraries()) {
      names.push_back(library.name());
    }
    if (!status.ok() || names.empty()) return "";
    const auto likeness = [&](const std::string& other) {
      return std::mismatch(name.begin(), name.end(), other.begin(), other.end())
                 .first -
             name.begin();
    };
    std::stable_sort(names.begin(), names.end(),
                     [&](const std::string& a, const std::string& b) {
                       return likeness(a) > likeness(b);
                     });
    names.resize(std::min(names.size(), kNamedLibraryCount));
    return absl::StrCat("; it has ", absl::StrJoin(names, ", "));
  }

  const std::unique_ptr<v1::RightsService::Stub> rights_;
  const std::unique_ptr<v1::AccountService::Stub> accounts_;
  const std::unique_ptr<v1::LibraryService::Stub> libraries_;
};

}  // namespace

std::unique_ptr<RightsSource> MakeGrpcRightsSource(
    const std::shared_ptr<grpc::Channel>& channel) {
  return std::make_unique<GrpcRightsSource>(channel);
}

}  // namespace ritornello::royalties
