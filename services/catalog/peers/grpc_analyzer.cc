#include "services/catalog/peers/grpc_analyzer.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "libs/rpc/client_context.h"
#include "libs/rpc/grpc_status.h"
#include "libs/sql/transaction.h"
#include "libs/status/check.h"
#include "libs/status/status_macros.h"
#include "services/catalog/peers/wire.h"

namespace ritornello::catalog {
namespace {

namespace wire_v1 = analysis::v1;

absl::StatusOr<std::vector<Finding>> FindingsOf(
    const wire_v1::Judgement& judgement) {
  std::vector<Finding> findings;
  for (const wire_v1::Finding& wire : judgement.findings()) {
    RITORNELLO_ASSIGN_OR_RETURN(Finding finding, FromWire(wire));
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace

GrpcAnalyzer::GrpcAnalyzer(const std::shared_ptr<grpc::Channel>& channel)
    : channel_(channel), stub_(wire_v1::AnalysisService::NewStub(channel)) {}

bool GrpcAnalyzer::IsReachable() {
  return channel_->GetState(/*try_to_connect=*/true) !=
         GRPC_CHANNEL_TRANSIENT_FAILURE;
}

absl::StatusOr<Report> GrpcAnalyzer::Analyze(const std::string& uri,
                                             const std::string& expected_sha256,
                                             absl::Time deadline,
                                             absl::string_view traceparent,
                                             const std::stop_token& stop) {
  RITORNELLO_CHECK(!sql::IsTransactionOpenOnThisThread());
  wire_v1::AnalyzeVersionRequest request;
  request.set_uri(uri);
  request.set_file_sha256(expected_sha256);
  const auto context = rpc::MakeClientContext(deadline, traceparent);
  const std::stop_callback cancel(stop, [&] { context->TryCancel(); });
  wire_v1::AnalyzeVersionResponse response;
  const grpc::Status status =
      stub_->AnalyzeVersion(context.get(), request, &response);
  if (!status.ok()) return rpc::FromGrpc(status);
  return FromWire(response.report());
}

absl::StatusOr<std::vector<std::vector<Finding>>> GrpcAnalyzer::Judge(
    const Report& report, std::span<const VersionSpec> specs,
    absl::Time deadline, absl::string_view traceparent) {
  RITORNELLO_CHECK(!sql::IsTransactionOpenOnThisThread());
  wire_v1::JudgeRequest request;
  *request.mutable_report() = ToWire(report);
  std::vector<std::vector<Finding>> findings;
  for (size_t begin = 0; begin < specs.size(); begin += kSpecCountMax) {
    const auto batch =
        specs.subspan(begin, std::min(kSpecCountMax, specs.size() - begin));
    request.clear_delivery_specs();
    for (const VersionSpec& spec : batch) {
      *request.add_delivery_specs() = ToWire(spec);
    }
    const auto context = rpc::MakeClientContext(deadline, traceparent);
    wire_v1::JudgeResponse response;
    const grpc::Status status = stub_->Judge(context.get(), request, &response);
    if (!status.ok()) return rpc::FromGrpc(status);
    if (static_cast<size_t>(response.judgements_size()) != batch.size()) {
      return absl::InternalError(
          absl::StrCat("analysis answered ", response.judgements_size(),
                       " judgements on ", batch.size(), " specs"));
    }
    for (const wire_v1::Judgement& judgement : response.judgements()) {
      RITORNELLO_ASSIGN_OR_RETURN(findings.emplace_back(),
                                  FindingsOf(judgement));
    }
  }
  return findings;
}

}  // namespace ritornello::catalog
