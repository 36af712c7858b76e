#include "libs/server/metrics_exposer.h"

#include <exception>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"

namespace ritornello::server {
namespace {

constexpr size_t kThreadCount = 2;

}  // namespace

MetricsExposer::MetricsExposer(const std::string& address, Sources sources)
    : sources_(std::move(sources)), exposer_(address, kThreadCount) {
  for (const auto& source : sources_) exposer_.RegisterCollectable(source);
}

absl::StatusOr<std::unique_ptr<MetricsExposer>> MetricsExposer::Start(
    const std::string& address, Sources sources) {
  // prometheus-cpp knows no other way to say that the address is taken.
  try {
    return absl::WrapUnique(new MetricsExposer(address, std::move(sources)));
  } catch (const std::exception& error) {
    return absl::UnavailableError(
        absl::StrCat("cannot serve metrics on ", address, ": ", error.what()));
  }
}

}  // namespace ritornello::server
