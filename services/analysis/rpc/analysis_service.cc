#include "services/analysis/rpc/analysis_service.h"

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "libs/blob/spool.h"
#include "libs/server/call.h"
#include "libs/server/message_stream.h"
#include "libs/sha256/sha256.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "ritornello/analysis/v1/analysis_service.pb.h"
#include "services/analysis/domain/judge.h"
#include "services/analysis/domain/measure.h"
#include "services/analysis/rpc/analysis_metrics.h"
#include "services/analysis/rpc/authorisation.h"
#include "services/analysis/rpc/wire.h"

namespace ritornello::analysis {
namespace {

using server::Call;

constexpr int kChunkSizeMax = 1 << 20;
constexpr int kSpecCountMax = 100;

// Most bytes of one stream.
constexpr int64_t kStreamSizeMax = int64_t{4} << 30;

// A stream holds a core's place: who sends nothing for so long gives it up.
constexpr absl::Duration kChunkPatience = absl::Seconds(30);

absl::StatusOr<Report> MeasureVersion(
    const blob::Roots& roots, Call& call,
    const v1::AnalyzeVersionRequest& request) {
  if (!request.file_sha256().empty()) {
    RITORNELLO_RETURN_IF_ERROR(
        ValidateSha256("file_sha256", request.file_sha256()));
  }
  RITORNELLO_ASSIGN_OR_RETURN(const blob::File file, roots.Open(request.uri()));
  return Measure(file.fd.get(),
                 {.expected_sha256 = request.file_sha256(),
                  .should_stop = [&call] { return call.IsCancelled(); }});
}

absl::StatusOr<v1::AnalyzeVersionResponse> AnalyzeVersion(
    const blob::Roots& roots, const AnalysisMetrics& metrics, Call& call,
    const v1::AnalyzeVersionRequest& request) {
  const absl::StatusOr<Report> report = MeasureVersion(roots, call, request);
  metrics.Count(report);
  if (!report.ok()) return report.status();
  v1::AnalyzeVersionResponse response;
  *response.mutable_report() = ToWire(*report);
  return response;
}

absl::StatusOr<Report> MeasureStream(
    Call& call, server::Reader<v1::AnalyzeStreamRequest>& requests) {
  RITORNELLO_ASSIGN_OR_RETURN(blob::Spool spool,
                              blob::Spool::Create(kStreamSizeMax));
  v1::AnalyzeStreamRequest request;
  while (true) {
    RITORNELLO_ASSIGN_OR_RETURN(const bool has_chunk,
                                requests.ReadWithin(kChunkPatience, &request));
    if (!has_chunk) break;
    if (request.chunk().size() > kChunkSizeMax) {
      return InvalidField("chunk",
                          absl::StrCat("must have at most ", kChunkSizeMax,
                                       " bytes, has ", request.chunk().size()));
    }
    const absl::Status kept = spool.Append(request.chunk());
    if (absl::IsOutOfRange(kept)) {
      return WithReason(kept, "AUDIO_TOO_LARGE", {});
    }
    RITORNELLO_RETURN_IF_ERROR(kept);
  }
  return Measure(spool.fd(),
                 {.should_stop = [&call] { return call.IsCancelled(); }});
}

absl::Status AnalyzeStream(const AnalysisMetrics& metrics, Call& call,
                           server::Reader<v1::AnalyzeStreamRequest>& requests,
                           server::Writer<v1::AnalyzeStreamResponse>& out) {
  const absl::StatusOr<Report> report = MeasureStream(call, requests);
  metrics.Count(report);
  if (!report.ok()) return report.status();
  v1::AnalyzeStreamResponse response;
  *response.mutable_report() = ToWire(*report);
  // False means that the caller has gone: nobody is left to be told.
  out.Write(response);
  return absl::OkStatus();
}

absl::StatusOr<v1::JudgeResponse> JudgeReport(Call& /*call*/,
                                              const v1::JudgeRequest& request) {
  if (request.delivery_specs().empty() ||
      request.delivery_specs_size() > kSpecCountMax) {
    return InvalidField("delivery_specs",
                        absl::StrCat("must number 1..", kSpecCountMax, ", got ",
                                     request.delivery_specs_size()));
  }
  const absl::StatusOr<Report> report = FromWire(request.report());
  if (!report.ok()) return WithFieldPrefix(report.status(), "report");
  v1::JudgeResponse response;
  for (int i = 0; i < request.delivery_specs_size(); ++i) {
    const absl::StatusOr<DeliverySpec> spec =
        FromWire(request.delivery_specs(i));
    if (!spec.ok()) {
      return WithFieldPrefix(spec.status(),
                             absl::StrCat("delivery_specs[", i, "]"));
    }
    v1::Judgement& judgement = *response.add_judgements();
    judgement.set_display_name(spec->display_name);
    for (const Finding& finding : Judge(*report, *spec)) {
      *judgement.add_findings() = ToWire(finding);
    }
  }
  return response;
}

}  // namespace

std::unique_ptr<server::BoundService> MakeAnalysisService(
    const blob::Roots& roots, prometheus::Registry& registry) {
  const AnalysisMetrics metrics(registry);
  auto service = std::make_unique<server::BoundService>(
      "ritornello.analysis.v1.AnalysisService", kRules);
  service->Unary(
      "AnalyzeVersion",
      [&roots, metrics](Call& call, const v1::AnalyzeVersionRequest& request) {
        return AnalyzeVersion(roots, metrics, call, request);
      });
  service->Stream(
      "AnalyzeStream",
      [metrics](Call& call, server::Reader<v1::AnalyzeStreamRequest>& requests,
                server::Writer<v1::AnalyzeStreamResponse>& out) {
        return AnalyzeStream(metrics, call, requests, out);
      });
  service->Unary("Judge", JudgeReport);
  return service;
}

}  // namespace ritornello::analysis
