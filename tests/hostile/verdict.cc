#include "tests/hostile/verdict.h"

#include <regex>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "services/analysis/decode/pcm_source.h"

namespace ritornello::analysis {
namespace {

std::string WrongWithReport(const Report& report, int64_t file_size) {
  const absl::Status valid = Validate(report);
  if (!valid.ok()) return absl::StrCat("no report: ", valid.message());
  if (report.frame_count > file_size * kFramesPerByteMax) {
    return absl::StrCat(report.frame_count, " frames in ", file_size, " bytes");
  }
  return "";
}

// The places that a refusal may name: a byte of the file, or a second.
std::string WrongWithPlace(const std::string& words, int64_t file_size) {
  // Of files that are known by their first bytes, or by having none.
  static const std::regex kWhole(
      "^the file is (a |an |of an unknown kind \\(it starts with |text|video|"
      "[A-Z0-9]|MIDI|DSD|big-endian)|^the file is empty: 0 bytes");
  static const std::regex kByte("at byte ([0-9]+)|up to byte ([0-9]+)");
  static const std::regex kSecond("[0-9] s\\b");
  std::smatch match;
  if (std::regex_search(words, match, kByte)) {
    int64_t byte = 0;
    if (!absl::SimpleAtoi(match[1].matched ? match[1].str() : match[2].str(),
                          &byte) ||
        byte > file_size) {
      return absl::StrCat("names a place outside of the file's ", file_size,
                          " bytes");
    }
    return "";
  }
  if (std::regex_search(words, kSecond) || std::regex_search(words, kWhole)) {
    return "";
  }
  return "names no place";
}

std::string WrongWithRefusal(const absl::Status& refusal, int64_t file_size) {
  const std::string reason = ReasonOf(refusal).reason;
  const absl::StatusCode code =
      reason == "MALFORMED_AUDIO" || reason == "UNSUPPORTED_AUDIO"
          ? absl::StatusCode::kInvalidArgument
      : reason == "AUDIO_TOO_LARGE" ? absl::StatusCode::kOutOfRange
                                    : absl::StatusCode::kOk;
  if (refusal.code() != code) {
    return absl::StrCat("is no refusal: reason \"", reason, "\"");
  }
  const std::string words(refusal.message());
  if (!absl::StrContains(words, "export it") &&
      !absl::StrContains(words, "copy the file again") &&
      !absl::StrContains(words, "cut it into")) {
    return "does not say what to do";
  }
  return WrongWithPlace(words, file_size);
}

}  // namespace

std::string WrongWith(const absl::StatusOr<Report>& answer, int64_t file_size) {
  if (answer.ok()) return WrongWithReport(*answer, file_size);
  const std::string wrong = WrongWithRefusal(answer.status(), file_size);
  return wrong.empty() ? ""
                       : absl::StrCat(answer.status().ToString(), ": ", wrong);
}

}  // namespace ritornello::analysis
