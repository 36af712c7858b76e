// The W3C trace context that goes with a call from service to service.
//
// Source: W3C Trace Context (Recommendation, 23 November 2021), section 3.2.
// This suite records no spans of its own, so it passes on what came in.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace ritornello::rpc {

// The metadata key that carries it.
inline constexpr char kTraceparentKey[] = "traceparent";

// Whether `text` is a traceparent: version 00, or a later version that begins
// like it; neither id is all zeros; lower-case hexadecimal.
bool IsTraceparent(absl::string_view text);

// A new, sampled trace with random ids.
std::string NewTraceparent();

// The 32 digits that all log lines of one trace share. A view into `text`.
// REQUIRES: IsTraceparent(text).
absl::string_view TraceIdOf(absl::string_view text);

}  // namespace ritornello::rpc
