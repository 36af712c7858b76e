// What Prometheus is told of every call.
//
//   grpc_server_started_total            calls begun
//   grpc_server_handled_total            calls ended, by grpc_code
//   grpc_server_msg_received_total       messages in
//   grpc_server_msg_sent_total           messages out
//   grpc_server_handling_seconds         from arrival to the answer
//   grpc_server_queue_seconds            of that, waiting for a thread
//
// Labels: grpc_type, grpc_service, grpc_method. Names and code words are those
// of go-grpc-middleware, so that existing dashboards fit. A service adds its
// own families to the same registry, or gauges to its group (scraped_gauges.h).
#pragma once

#include <prometheus/collectable.h>
#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <array>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace ritornello::server {

// The series of one RPC, looked up once. Safe for concurrent use; valid as
// long as the registry.
class MethodMetrics {
 public:
  void Started() { started_->Increment(); }
  void Received() { received_->Increment(); }
  void Sent() { sent_->Increment(); }
  void Queued(absl::Duration duration);
  void Handled(absl::StatusCode code, absl::Duration duration);

 private:
  friend class RpcMetrics;
  static constexpr size_t kCodeCount = 17;

  prometheus::Counter* started_;
  prometheus::Counter* received_;
  prometheus::Counter* sent_;
  std::array<prometheus::Counter*, kCodeCount> handled_;
  prometheus::Histogram* handling_seconds_;
  prometheus::Histogram* queue_seconds_;
};

class RpcMetrics {
 public:
  // Adds the six families, or finds them. `registry` must outlive this.
  explicit RpcMetrics(prometheus::Registry& registry);

  // `type` is "unary", "client_stream", "server_stream" or "bidi_stream". All
  // series begin at zero, so that a first error is an increase.
  MethodMetrics ForMethod(const std::string& type, const std::string& service,
                          const std::string& method) const;

 private:
  prometheus::Family<prometheus::Counter>& started_;
  prometheus::Family<prometheus::Counter>& handled_;
  prometheus::Family<prometheus::Counter>& received_;
  prometheus::Family<prometheus::Counter>& sent_;
  prometheus::Family<prometheus::Histogram>& handling_seconds_;
  prometheus::Family<prometheus::Histogram>& queue_seconds_;
};

// "OK", "NotFound": the word for `code` in the label grpc_code.
absl::string_view CodeWord(absl::StatusCode code);

// All that `source`, as a registry, has to say, in Prometheus' text format.
std::string MetricsText(const prometheus::Collectable& source);

}  // namespace ritornello::server
