// What went wrong, in the words of the command line that asked.
#pragma once

#include <string>

#include "absl/status/status.h"

namespace CLI {
class App;
}  // namespace CLI

namespace ritornello::cli {

// What was asked, and whom.
struct Asked {
  std::string command;  // "track list"
  std::string program;  // which of the three serves it: "ritornello-catalog"
  std::string server;   // "127.0.0.1:7100"
};

// `status`, where gRPC and not a service answered: no server, one that does
// not know the call, no answer in time. Says who was asked and what to do.
absl::Status Explain(const absl::Status& status, const Asked& asked);

// The message with each field of the request named as `verb` has it, and as
// it was typed: "split_sheet.shares[1].percent" as "--party ben=40%". A field
// that no flag stands for keeps its name.
std::string InFlags(const absl::Status& status, const CLI::App& verb);

// {"error":{"code":"INVALID_ARGUMENT","message":...,"reason":...,
//  "metadata":{...},"field_violations":[{"field":...,"description":...}]}}:
// raw names of fields; what is empty is left out.
std::string ErrorJson(const absl::Status& status);

// `text` as a JSON string, with its quotes; what is no UTF-8 becomes U+FFFD.
std::string JsonText(absl::string_view text);

}  // namespace ritornello::cli
