// The log: one JSON object a line for machines, a few plain sentences for a
// person who started the program in a terminal.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <variant>

#include "absl/strings/string_view.h"
#include "libs/time/clock.h"

namespace ritornello::server {

// kNotice is what a person wants to see, too: that the program serves, and that
// it ends. Machines are told INFO.
enum class Severity { kInfo, kNotice, kWarning, kError };

enum class LogFormat {
  kJson,  // everything
  kText,  // from kNotice on: "08:00:00 WARNING message (key: value, ...)"
};

struct LogField {
  absl::string_view key;
  std::variant<absl::string_view, int64_t, double> value;
};

// Writes lines such as, in JSON,
//   {"time":"2027-01-15T08:00:00.000000Z","severity":"INFO",
//    "message":"serving","address":"127.0.0.1:50051"}
//
// Any bytes may be logged: what is not UTF-8 becomes U+FFFD. A string longer
// than kLogTextSizeMax is cut; a number that JSON cannot write becomes null.
// Threads: safe for concurrent use if the sink is.
class Log {
 public:
  // Is given whole lines, each with its '\n'.
  using Sink = std::function<void(absl::string_view line)>;

  // `clock` must outlive the log.
  Log(const Clock& clock, Sink sink, LogFormat format = LogFormat::kJson)
      : clock_(clock), sink_(std::move(sink)), format_(format) {}

  // One write per line, so that lines do not mix.
  static Sink ToStderr();

  // REQUIRES: keys are distinct, and none is "time", "severity" or "message".
  void Write(Severity severity, absl::string_view message,
             std::initializer_list<LogField> fields) const;

 private:
  const Clock& clock_;
  Sink sink_;
  LogFormat format_;
};

inline constexpr size_t kLogTextSizeMax = 4096;

// `bytes` as a JSON string with its quotes.
std::string JsonString(absl::string_view bytes);

}  // namespace ritornello::server
