#include "libs/server/metrics.h"

#include <prometheus/text_serializer.h>

namespace ritornello::server {
namespace {

// Of the codes 0..16, in order.
constexpr absl::string_view kCodeWords[] = {"OK",
                                            "Canceled",
                                            "Unknown",
                                            "InvalidArgument",
                                            "DeadlineExceeded",
                                            "NotFound",
                                            "AlreadyExists",
                                            "PermissionDenied",
                                            "ResourceExhausted",
                                            "FailedPrecondition",
                                            "Aborted",
                                            "OutOfRange",
                                            "Unimplemented",
                                            "Internal",
                                            "Unavailable",
                                            "DataLoss",
                                            "Unauthenticated"};

// From a cached search to the analysis of an hour of audio.
const prometheus::Histogram::BucketBoundaries kSeconds = {
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
    0.25,   0.5,   1,      2.5,   5,    10,    30,   60};

size_t IndexOf(absl::StatusCode code) {
  const auto index = static_cast<size_t>(code);
  return index < std::size(kCodeWords)
             ? index
             : static_cast<size_t>(absl::StatusCode::kUnknown);
}

prometheus::Family<prometheus::Counter>& Counters(
    prometheus::Registry& registry, const char* name, const char* help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
}

prometheus::Family<prometheus::Histogram>& Histograms(
    prometheus::Registry& registry, const char* name, const char* help) {
  return prometheus::BuildHistogram().Name(name).Help(help).Register(registry);
}

}  // namespace

absl::string_view CodeWord(absl::StatusCode code) {
  return kCodeWords[IndexOf(code)];
}

void MethodMetrics::Queued(absl::Duration duration) {
  queue_seconds_->Observe(absl::ToDoubleSeconds(duration));
}

void MethodMetrics::Handled(absl::StatusCode code, absl::Duration duration) {
  handled_[IndexOf(code)]->Increment();
  handling_seconds_->Observe(absl::ToDoubleSeconds(duration));
}

RpcMetrics::RpcMetrics(prometheus::Registry& registry)
    : started_(Counters(registry, "grpc_server_started_total",
                        "Calls begun on the server.")),
      handled_(Counters(registry, "grpc_server_handled_total",
                        "Calls ended on the server, by code.")),
      received_(Counters(registry, "grpc_server_msg_received_total",
                         "Messages received by the server.")),
      sent_(Counters(registry, "grpc_server_msg_sent_total",
                     "Messages sent by the server.")),
      handling_seconds_(
          Histograms(registry, "grpc_server_handling_seconds",
                     "Seconds from a call's arrival to its answer.")),
      queue_seconds_(Histograms(registry, "grpc_server_queue_seconds",
                                "Seconds that a call waited for a thread.")) {}

MethodMetrics RpcMetrics::ForMethod(const std::string& type,
                                    const std::string& service,
                                    const std::string& method) const {
  prometheus::Labels labels = {
      {"grpc_type", type}, {"grpc_service", service}, {"grpc_method", method}};
  MethodMetrics metrics;
  metrics.started_ = &started_.Add(labels);
  metrics.received_ = &received_.Add(labels);
  metrics.sent_ = &sent_.Add(labels);
  metrics.handling_seconds_ = &handling_seconds_.Add(labels, kSeconds);
  metrics.queue_seconds_ = &queue_seconds_.Add(labels, kSeconds);
  for (size_t i = 0; i < metrics.handled_.size(); ++i) {
    labels["grpc_code"] = std::string(kCodeWords[i]);
    metrics.handled_[i] = &handled_.Add(labels);
  }
  return metrics;
}

std::string MetricsText(const prometheus::Collectable& source) {
  return prometheus::TextSerializer().Serialize(source.Collect());
}

}  // namespace ritornello::server
