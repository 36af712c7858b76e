#include "libs/server/metrics_exposer.h"

#include <exception>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"

namespace ritornello::server {
namespace {

constexpr size_t kThreadCount = 2;

}  // namespace

MetricsExposer::MetricsExposer(const std::string& address)
    : exposer_(address, kThreadCount) {}

absl::StatusOr<std::unique_ptr<MetricsExposer>> MetricsExposer::Start(
    const std::string& address,
    const std::shared_ptr<prometheus::Registry>& registry) {
  // prometheus-cpp knows no other way to say that the address is taken.
  try {
    auto exposer = absl::WrapUnique(new MetricsExposer(address));
    exposer->exposer_.RegisterCollectable(registry);
    return exposer;
  } catch (const std::exception& error) {
    return absl::UnavailableError(
        absl::StrCat("cannot serve metrics on ", address, ": ", error.what()));
  }
}

}  // namespace ritornello::server
