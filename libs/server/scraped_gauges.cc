#include "libs/server/scraped_gauges.h"

namespace ritornello::server {
namespace {

prometheus::Counter& Incomplete(const std::string& group,
                                prometheus::Registry& registry) {
  return prometheus::BuildCounter()
      .Name("ritornello_scrapes_incomplete_total")
      .Help(
          "Scrapes without the gauges of a group, whose database did not "
          "answer.")
      .Register(registry)
      .Add({{"group", group}});
}

prometheus::MetricFamily FamilyFrom(const GaugeFamily& family) {
  prometheus::MetricFamily result;
  result.name = family.name;
  result.help = family.help;
  result.type = prometheus::MetricType::Gauge;
  for (const Gauge& gauge : family.gauges) {
    prometheus::ClientMetric& metric = result.metric.emplace_back();
    for (const auto& [name, value] : gauge.labels) {
      metric.label.push_back({name, value});
    }
    metric.gauge.value = gauge.value;
  }
  return result;
}

}  // namespace

ScrapedGauges::ScrapedGauges(std::string group, GaugeSource source,
                             prometheus::Registry& registry, const Log& log,
                             const Limits& limits)
    : group_(std::move(group)),
      source_(std::move(source)),
      log_(log),
      limits_(limits),
      incomplete_(Incomplete(group_, registry)),
      thread_([this] { Work(); }) {}

ScrapedGauges::~ScrapedGauges() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    is_ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

// A database that hangs must not take the page with it: the counters of calls
// are what one wants to see just then. So the reading thread is another.
std::vector<prometheus::MetricFamily> ScrapedGauges::Collect() const {
  std::unique_lock<std::mutex> lock(mutex_);
  const Instant now = std::chrono::steady_clock::now();
  if (!is_reading_ && now >= hold_end_) {
    is_reading_ = true;
    read_begin_ = now;
    changed_.notify_all();
  }
  const bool was_read = changed_.wait_until(
      lock, read_begin_ + absl::ToChronoMilliseconds(limits_.wait_max),
      [this] { return !is_reading_; });
  if (was_read && families_.has_value()) return *families_;
  incomplete_.Increment();
  return {};
}

void ScrapedGauges::Work() {
  std::unique_lock<std::mutex> lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return is_reading_ || is_ending_; });
    if (is_ending_) return;
    lock.unlock();
    const absl::StatusOr<std::vector<GaugeFamily>> read = source_();
    if (!read.ok()) {
      log_.Write(Severity::kWarning, "gauges cannot be read",
                 {{"group", group_}, {"error", read.status().message()}});
    }
    lock.lock();
    families_.reset();
    if (read.ok()) {
      families_.emplace();
      for (const GaugeFamily& family : *read) {
        families_->push_back(FamilyFrom(family));
      }
    }
    is_reading_ = false;
    hold_end_ = std::chrono::steady_clock::now() +
                absl::ToChronoMilliseconds(limits_.hold);
    changed_.notify_all();
  }
}

}  // namespace ritornello::server
