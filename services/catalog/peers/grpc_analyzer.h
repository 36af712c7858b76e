// Analysis over gRPC.
#pragma once

#include <grpcpp/channel.h>

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "ritornello/analysis/v1/analysis_service.grpc.pb.h"
#include "services/catalog/peers/analyzer.h"

namespace ritornello::catalog {

// Most specs of one Judge call; analysis refuses more.
inline constexpr size_t kSpecCountMax = 100;

class GrpcAnalyzer final : public Analyzer {
 public:
  // `channel` to ritornello.analysis.v1.AnalysisService, see rpc::MakeChannel.
  explicit GrpcAnalyzer(const std::shared_ptr<grpc::Channel>& channel);

  bool IsReachable() override;

  absl::StatusOr<Report> Analyze(const std::string& uri,
                                 const std::string& expected_sha256,
                                 absl::Time deadline,
                                 absl::string_view traceparent,
                                 const std::stop_token& stop) override;

  // One call for each kSpecCountMax specs, one after the other.
  absl::StatusOr<std::vector<std::vector<Finding>>> Judge(
      const Report& report, std::span<const VersionSpec> specs,
      absl::Time deadline, absl::string_view traceparent) override;

 private:
  const std::shared_ptr<grpc::Channel> channel_;
  const std::unique_ptr<analysis::v1::AnalysisService::Stub> stub_;
};

}  // namespace ritornello::catalog
