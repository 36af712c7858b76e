// Gauges that are read from the world when Prometheus asks.
//
//   group.gauges = [this] { return ReadBacklogGauges(*pool_, clock_); };
//
// What a database knows is true after a restart and the same from every
// replica; a number kept in memory would be neither.
#pragma once

#include <prometheus/collectable.h>
#include <prometheus/counter.h>
#include <prometheus/metric_family.h>
#include <prometheus/registry.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/server/log.h"

namespace ritornello::server {

struct Gauge {
  std::vector<std::pair<std::string, std::string>> labels;  // name, value
  double value = 0;
};

struct GaugeFamily {
  std::string name;  // "ritornello_catalog_backlog_jobs"
  std::string help;
  std::vector<Gauge> gauges;
};

// Reads all gauges of one group of services, or fails. May block; called from
// one thread, while somebody waits for an answer.
using GaugeSource = std::function<absl::StatusOr<std::vector<GaugeFamily>>()>;

// Answers scrapes with what `source` says now. A read that fails or takes too
// long leaves the gauges out, neither old nor zero, and is counted:
//
//   ritornello_scrapes_incomplete_total{group}   scrapes without the gauges
//
// Limits:  one read at a time, and none within `hold` after the last, however
//          many ask.
// Threads: one of its own; Collect may be called from any.
class ScrapedGauges final : public prometheus::Collectable {
 public:
  struct Limits {
    // What was read, or that it failed, is the answer for so long.
    absl::Duration hold = absl::Seconds(5);
    // The longest wait for a read, from its start on. Prometheus gives a page
    // up after 10 s, and two groups of one process may both have to wait.
    absl::Duration wait_max = absl::Seconds(4);
  };

  // Log and registry must outlive it. Why a read failed is in the log.
  ScrapedGauges(std::string group, GaugeSource source,
                prometheus::Registry& registry, const Log& log,
                const Limits& limits);
  // Waits for the read at work.
  ~ScrapedGauges() override;
  ScrapedGauges(const ScrapedGauges&) = delete;
  ScrapedGauges& operator=(const ScrapedGauges&) = delete;

  // The families, or none of them.
  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  using Instant = std::chrono::steady_clock::time_point;

  void Work();

  const std::string group_;
  const GaugeSource source_;
  const Log& log_;
  const Limits limits_;
  prometheus::Counter& incomplete_;
  // Collect is const to its caller, yet it is what starts a read.
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  mutable bool is_reading_ = false;
  mutable Instant read_begin_;
  Instant hold_end_;
  bool is_ending_ = false;
  // Of the last read; absent when it failed.
  std::optional<std::vector<prometheus::MetricFamily>> families_;
  std::thread thread_;
};

}  // namespace ritornello::server
