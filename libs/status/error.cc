#include "libs/status/error.h"

#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "libs/status/check.h"

namespace ritornello {
namespace {

constexpr absl::string_view kFields = "ritornello/fields";
constexpr absl::string_view kReason = "ritornello/reason";
constexpr absl::string_view kRetry = "ritornello/retry";

// Payloads are lists of strings, each followed by this byte, which no field
// path and no sentence of ours contains.
constexpr char kEnd = '\x1f';

std::string Pack(const std::vector<absl::string_view>& strings) {
  std::string packed;
  for (const absl::string_view text : strings) {
    for (const char c : text) packed.push_back(c == kEnd ? ' ' : c);
    packed.push_back(kEnd);
  }
  return packed;
}

std::vector<std::string> Unpack(const absl::Status& status,
                                absl::string_view type) {
  const auto payload = status.GetPayload(type);
  if (!payload.has_value()) return {};
  std::vector<std::string> strings =
      absl::StrSplit(std::string(*payload), kEnd);
  strings.pop_back();  // behind the last end
  return strings;
}

void SetFields(absl::Status& status,
               const std::vector<FieldViolation>& violations) {
  std::vector<absl::string_view> strings;
  for (const FieldViolation& violation : violations) {
    strings.push_back(violation.field);
    strings.push_back(violation.description);
  }
  status.SetPayload(kFields, absl::Cord(Pack(strings)));
}

}  // namespace

absl::Status InvalidField(absl::string_view field,
                          absl::string_view description) {
  return InvalidFields({{std::string(field), std::string(description)}});
}

absl::Status InvalidFields(const std::vector<FieldViolation>& violations) {
  RITORNELLO_CHECK(!violations.empty());
  absl::Status status = absl::InvalidArgumentError(absl::StrJoin(
      violations, "; ", [](std::string* out, const FieldViolation& violation) {
        absl::StrAppend(out, violation.field, ": ", violation.description);
      }));
  SetFields(status, violations);
  return status;
}

absl::Status WithFieldPrefix(absl::Status status, absl::string_view prefix) {
  std::vector<FieldViolation> violations = FieldViolationsOf(status);
  if (violations.empty()) return status;
  for (FieldViolation& violation : violations) {
    violation.field = absl::StrCat(prefix, ".", violation.field);
  }
  return InvalidFields(violations);
}

absl::Status WithReason(absl::Status status, absl::string_view reason,
                        const std::map<std::string, std::string>& metadata) {
  std::vector<absl::string_view> strings = {reason};
  for (const auto& [key, value] : metadata) {
    strings.push_back(key);
    strings.push_back(value);
  }
  status.SetPayload(kReason, absl::Cord(Pack(strings)));
  return status;
}

absl::Status WithRetryDelay(absl::Status status, absl::Duration delay) {
  status.SetPayload(kRetry,
                    absl::Cord(absl::StrCat(absl::ToInt64Milliseconds(delay))));
  return status;
}

std::vector<FieldViolation> FieldViolationsOf(const absl::Status& status) {
  const std::vector<std::string> strings = Unpack(status, kFields);
  std::vector<FieldViolation> violations;
  for (size_t i = 0; i + 1 < strings.size(); i += 2) {
    violations.push_back({strings[i], strings[i + 1]});
  }
  return violations;
}

Reason ReasonOf(const absl::Status& status) {
  const std::vector<std::string> strings = Unpack(status, kReason);
  if (strings.empty()) return {};
  Reason reason{.reason = strings[0], .metadata = {}};
  for (size_t i = 1; i + 1 < strings.size(); i += 2) {
    reason.metadata[strings[i]] = strings[i + 1];
  }
  return reason;
}

absl::Status WithReasonOf(const absl::Status& refusal, absl::Status status) {
  const Reason reason = ReasonOf(refusal);
  if (reason.reason.empty()) return status;
  return WithReason(std::move(status), reason.reason, reason.metadata);
}

absl::Duration RetryDelayOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kRetry);
  int64_t delay_ms = 0;
  if (!payload.has_value() ||
      !absl::SimpleAtoi(std::string(*payload), &delay_ms)) {
    return absl::ZeroDuration();
  }
  return absl::Milliseconds(delay_ms);
}

}  // namespace ritornello
