#include "cli/errors.h"

#include <google/protobuf/wrappers.pb.h>

#include <CLI/CLI.hpp>
#include <map>
#include <optional>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "cli/output.h"
#include "cli/session.h"
#include "libs/status/error.h"
#include "libs/utf8/utf8.h"

namespace ritornello::cli {
namespace {

// U+FFFD takes three bytes where one was.
constexpr size_t kReplacementSize = 3;

// Fields whose flag has another name altogether.
const std::map<std::string, std::string>& OtherNames() {
  static const auto* const names = new std::map<std::string, std::string>{
      {"shares", "--party"},
      {"effective_date", "--from"},
      {"tempo_min_bpm", "--bpm"},
      {"tempo_max_bpm", "--bpm"},
      {"declared_tempo_bpm", "--bpm"},
      {"declared_key", "--key"},
      {"end_date", "--on"},
      {"declared_total", "--total"},
      {"parent", "--account"},
      {"currency_code", "--currency"},
      {"licensing_model", "--model"},
      {"is_range", "--range"},
  };
  return *names;
}

// A segment of a path: "shares[1]" is "shares" and 1.
struct Segment {
  std::string name;
  std::optional<size_t> index;
};

Segment SegmentOf(absl::string_view text) {
  Segment segment;
  const std::vector<std::string> parts = absl::StrSplit(text, '[');
  segment.name = parts[0];
  size_t index = 0;
  if (parts.size() == 2 &&
      absl::SimpleAtoi(absl::StripSuffix(parts[1], "]"), &index)) {
    segment.index = index;
  }
  return segment;
}

// Names that the flag of `field` could have, the likeliest first.
std::vector<std::string> NamesFor(const std::string& field) {
  std::vector<std::string> names;
  const auto other = OtherNames().find(field);
  if (other != OtherNames().end()) names.push_back(other->second);
  const std::string hyphenated = absl::StrReplaceAll(field, {{"_", "-"}});
  names.push_back("--" + hyphenated);
  for (const absl::string_view suffix : {"s", "-ppm", "-date"}) {
    if (absl::EndsWith(hyphenated, suffix)) {
      names.push_back(
          absl::StrCat("--", absl::StripSuffix(hyphenated, suffix)));
    }
  }
  return names;
}

// What the verb is given without a flag: "TRACK", "ID".
const CLI::Option* PositionalOf(const CLI::App& verb) {
  for (const CLI::Option* option : verb.get_options()) {
    if (option->get_positional()) return option;
  }
  return nullptr;
}

const CLI::Option* OptionFor(const std::string& field, const CLI::App& verb) {
  // The track, or the work, is the parent of what is told of it, and "party_id"
  // is what `party create ID` is given.
  for (const char* const parent : {"TRACK", "WORK"}) {
    const CLI::Option* option = verb.get_option_no_throw(parent);
    if (field == "parent" && option != nullptr && option->count() > 0) {
      return option;
    }
  }
  if (field == "name") return PositionalOf(verb);
  for (const std::string& name : NamesFor(field)) {
    const CLI::Option* option = verb.get_option_no_throw(name);
    if (option != nullptr) return option;
  }
  return absl::EndsWith(field, "_id") ? verb.get_option_no_throw("ID")
                                      : nullptr;
}

// "--party ben=40%": the flag and what was typed behind it.
std::string AsTyped(const CLI::Option& option, std::optional<size_t> index) {
  const std::string name = option.get_name(/*positional=*/false,
                                           /*all_options=*/false);
  const std::vector<std::string>& typed = option.results();
  const size_t i = index.value_or(0);
  if (i >= typed.size() || (!index.has_value() && typed.size() > 1)) {
    return name;
  }
  return absl::StrCat(name, " ", typed[i]);
}

// The flag for a path, or the path. In "shares[1].party" both are the flag
// --party, and the first tells which.
std::string FlagFor(const std::string& path, const CLI::App& verb) {
  const std::vector<std::string> texts = absl::StrSplit(path, '.');
  const CLI::Option* found = nullptr;
  std::optional<size_t> index;
  for (auto it = texts.rbegin(); it != texts.rend(); ++it) {
    const Segment segment = SegmentOf(*it);
    const CLI::Option* option = OptionFor(segment.name, verb);
    if (found == nullptr) found = option;
    if (option != nullptr && option == found && !index.has_value()) {
      index = segment.index;
    }
  }
  return found == nullptr ? path : AsTyped(*found, index);
}

std::string Object(const std::vector<std::string>& members) {
  return absl::StrCat("{", absl::StrJoin(members, ","), "}");
}

std::string Member(absl::string_view key, absl::string_view json) {
  return absl::StrCat(JsonText(key), ":", json);
}

}  // namespace

absl::Status Explain(const absl::Status& status, const Asked& asked) {
  if (IsNoServer(status)) return NoServer(" at " + asked.server);
  // What a service says is left as it is.
  if (!ReasonOf(status).reason.empty()) return status;
  if (absl::IsUnimplemented(status) && status.message().empty()) {
    return absl::UnimplementedError(absl::StrCat(
        "the server at ", asked.server, " does not know `", asked.command,
        "`: that is served by ", asked.program,
        ", or by ritornello-standalone; name one with --server HOST:PORT or "
        "RITORNELLO_SERVER"));
  }
  if (absl::IsDeadlineExceeded(status)) {
    return absl::DeadlineExceededError(absl::StrCat(
        "the server at ", asked.server, " did not answer in time; try again"));
  }
  return status;
}

std::string InFlags(const absl::Status& status, const CLI::App& verb) {
  std::string message(status.message());
  for (const FieldViolation& violation : FieldViolationsOf(status)) {
    // A place in a file, whose columns may be called as flags are.
    if (absl::StartsWith(violation.field, "lines[")) continue;
    message = absl::StrReplaceAll(
        message, {{absl::StrCat(violation.field, ": "),
                   absl::StrCat(FlagFor(violation.field, verb), ": ")}});
  }
  return message;
}

std::string JsonText(absl::string_view text) {
  google::protobuf::StringValue value;
  value.set_value(ToUtf8(text, kReplacementSize * text.size()));
  return ToJson(value);
}

std::string ErrorJson(const absl::Status& status) {
  std::vector<std::string> members = {
      Member("code", JsonText(absl::StatusCodeToString(status.code()))),
      Member("message", JsonText(status.message()))};
  const Reason reason = ReasonOf(status);
  if (!reason.reason.empty()) {
    members.push_back(Member("reason", JsonText(reason.reason)));
  }
  std::vector<std::string> metadata;
  for (const auto& [key, value] : reason.metadata) {
    metadata.push_back(Member(key, JsonText(value)));
  }
  if (!metadata.empty())
    members.push_back(Member("metadata", Object(metadata)));
  std::vector<std::string> violations;
  for (const FieldViolation& violation : FieldViolationsOf(status)) {
    violations.push_back(
        Object({Member("field", JsonText(violation.field)),
                Member("description", JsonText(violation.description))}));
  }
  if (!violations.empty()) {
    members.push_back(
        Member("field_violations",
               absl::StrCat("[", absl::StrJoin(violations, ","), "]")));
  }
  return Object({Member("error", Object(members))});
}

}  // namespace ritornello::cli
