#include "libs/server/testing/documented_codes.h"

#include <algorithm>
#include <fstream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "libs/status/check.h"

namespace ritornello::server::testing {
namespace {

// Where the roots of our .proto files are.
constexpr absl::string_view kRoots[] = {RITORNELLO_SOURCE_ROOT "/proto/",
                                        RITORNELLO_SOURCE_ROOT "/"};

constexpr absl::StatusCode kLastCode = absl::StatusCode::kUnauthenticated;

// The descriptors that are linked in have no comments: the file has.
std::ifstream OpenFile(const std::string& name) {
  std::ifstream file;
  for (const absl::string_view root : kRoots) {
    if (file.is_open()) break;
    file.open(absl::StrCat(root, name));
  }
  RITORNELLO_CHECK(file.is_open());
  return file;
}

// "GetTrack" of "rpc GetTrack(GetTrackRequest) returns (Track);".
std::string MethodName(absl::string_view line) {
  if (!absl::ConsumePrefix(&line, "rpc ")) return "";
  return std::string(line.substr(0, line.find('(')));
}

// From the line on that begins with "Errors"; empty when none does.
absl::string_view ErrorsPart(absl::string_view comment) {
  const size_t at = comment.find(" Errors");
  if (at == absl::string_view::npos || (at > 0 && comment[at - 1] != '\n')) {
    return "";
  }
  return comment.substr(at);
}

bool IsOfCode(char c) {
  return absl::ascii_isupper(static_cast<unsigned char>(c)) || c == '_';
}

std::set<absl::StatusCode> CodesIn(absl::string_view text) {
  std::set<std::string> words;
  for (auto at = text.begin(); at != text.end();) {
    const auto start = std::find_if(at, text.end(), IsOfCode);
    at = std::find_if_not(start, text.end(), IsOfCode);
    words.emplace(start, at);
  }
  std::set<absl::StatusCode> codes;
  for (int i = 1; i <= static_cast<int>(kLastCode); ++i) {
    const auto code = static_cast<absl::StatusCode>(i);
    if (words.count(absl::StatusCodeToString(code)) > 0) codes.insert(code);
  }
  return codes;
}

}  // namespace

std::map<std::string, std::set<absl::StatusCode>> DocumentedCodes(
    const google::protobuf::ServiceDescriptor& service) {
  std::ifstream file = OpenFile(service.file()->name());
  std::map<std::string, std::set<absl::StatusCode>> codes;
  const std::string start = absl::StrCat("service ", service.name(), " {");
  std::string comment;
  bool is_inside = false;
  for (std::string line; std::getline(file, line);) {
    is_inside = line == start || (is_inside && line != "}");
    absl::string_view rest = absl::StripAsciiWhitespace(line);
    if (is_inside && absl::ConsumePrefix(&rest, "//")) {
      absl::StrAppend(&comment, rest, "\n");
      continue;
    }
    const std::string method = MethodName(rest);
    if (is_inside && !method.empty())
      codes[method] = CodesIn(ErrorsPart(comment));
    comment.clear();
  }
  RITORNELLO_CHECK(codes.size() == static_cast<size_t>(service.method_count()));
  return codes;
}

}  // namespace ritornello::server::testing
