#include "libs/rpc/traceparent.h"

#include <cstdint>

#include "absl/random/random.h"
#include "absl/strings/str_format.h"
#include "libs/status/check.h"

namespace ritornello::rpc {
namespace {

// "00-" trace-id "-" parent-id "-" flags
constexpr size_t kSize = 55;
constexpr size_t kTraceIdAt = 3;
constexpr size_t kTraceIdSize = 32;
constexpr size_t kParentIdAt = 36;
constexpr size_t kParentIdSize = 16;
constexpr size_t kFlagsAt = 53;

bool IsHex(absl::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == absl::string_view::npos;
}

bool IsId(absl::string_view text) {
  return IsHex(text) && text.find_first_not_of('0') != absl::string_view::npos;
}

}  // namespace

bool IsTraceparent(absl::string_view text) {
  if (text.size() < kSize) return false;
  const absl::string_view version = text.substr(0, 2);
  if (!IsHex(version) || version == "ff") return false;
  if (text.size() > kSize && (version == "00" || text[kSize] != '-')) {
    return false;
  }
  return text[2] == '-' && IsId(text.substr(kTraceIdAt, kTraceIdSize)) &&
         text[kParentIdAt - 1] == '-' &&
         IsId(text.substr(kParentIdAt, kParentIdSize)) &&
         text[kFlagsAt - 1] == '-' && IsHex(text.substr(kFlagsAt, 2));
}

std::string NewTraceparent() {
  // Only to be told apart, not to be secret.
  absl::InsecureBitGen random;
  const auto id = [&random] {
    return absl::Uniform<uint64_t>(absl::IntervalClosed, random, 1, UINT64_MAX);
  };
  return absl::StrFormat("00-%016x%016x-%016x-01", id(), id(), id());
}

absl::string_view TraceIdOf(absl::string_view text) {
  RITORNELLO_CHECK(IsTraceparent(text));
  return text.substr(kTraceIdAt, kTraceIdSize);
}

}  // namespace ritornello::rpc
