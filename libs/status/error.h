// What an error tells besides its code and its sentence: which field, which
// machine-readable reason, when to come back. Kept in the payloads of
// absl::Status, so that no layer below rpc has to know protobuf; libs/rpc
// turns them into google.rpc details on the wire.
//
//   return InvalidField("shares[1].weight", "must be 1..4294967295, got 0");
//   return WithReason(absl::NotFoundError(...), "TRACK_NOT_FOUND",
//                     {{"track", name}});
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace ritornello {

struct FieldViolation {
  std::string field;  // path from the request: "track.versions[0].uri"
  std::string description;
  friend bool operator==(const FieldViolation&,
                         const FieldViolation&) = default;
};

struct Reason {
  std::string reason;  // UPPER_SNAKE_CASE, stable, compared by machines
  std::map<std::string, std::string> metadata;
  friend bool operator==(const Reason&, const Reason&) = default;
};

// InvalidArgument "field: description", carrying one violation.
absl::Status InvalidField(absl::string_view field,
                          absl::string_view description);

// InvalidArgument for all of `violations` at once; the message joins them.
// REQUIRES: not empty.
absl::Status InvalidFields(const std::vector<FieldViolation>& violations);

// `status` with `prefix` and a dot put before the path of each violation and
// before the message; OK and errors without violations pass unchanged.
absl::Status WithFieldPrefix(absl::Status status, absl::string_view prefix);

// `status` carrying a machine-readable reason.
absl::Status WithReason(absl::Status status, absl::string_view reason,
                        const std::map<std::string, std::string>& metadata);

// `status` carrying the reason of `refusal`, if that has one: for who says the
// same in other words.
absl::Status WithReasonOf(const absl::Status& refusal, absl::Status status);

// `status` telling the caller when a retry makes sense.
absl::Status WithRetryDelay(absl::Status status, absl::Duration delay);

// What was attached; empty, or zero, when nothing was.
std::vector<FieldViolation> FieldViolationsOf(const absl::Status& status);
Reason ReasonOf(const absl::Status& status);
absl::Duration RetryDelayOf(const absl::Status& status);

}  // namespace ritornello
