#include "libs/blob/file_uri.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "libs/status/check.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"

namespace ritornello::blob {
namespace {

constexpr absl::string_view kUnreserved = "-._~/";  // RFC 3986, 2.3, and /
constexpr char kHex[] = "0123456789ABCDEF";

absl::Status Refuse(absl::string_view uri, absl::string_view why) {
  return InvalidField("uri",
                      absl::StrCat("must be like file:///music/song.wav, ", why,
                                   ", got \"", uri, "\""));
}

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = absl::ascii_tolower(static_cast<unsigned char>(c));
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

absl::StatusOr<std::string> Decode(absl::string_view uri,
                                   absl::string_view text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded.push_back(text[i]);
      continue;
    }
    const bool has_digits = i + 2 < text.size();
    const int high = has_digits ? HexValue(text[i + 1]) : -1;
    const int low = has_digits ? HexValue(text[i + 2]) : -1;
    if (high < 0 || low < 0) {
      return Refuse(uri, "with two hexadecimal digits behind each %");
    }
    decoded.push_back(static_cast<char>(high * 16 + low));
    i += 2;
  }
  return decoded;
}

}  // namespace

std::string FileUri(absl::string_view path) {
  RITORNELLO_CHECK(absl::StartsWith(path, "/"));
  std::string uri = "file://";
  for (const char c : path) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
        absl::StrContains(kUnreserved, c)) {
      uri.push_back(c);
    } else {
      const auto byte = static_cast<unsigned char>(c);
      uri.append({'%', kHex[byte >> 4], kHex[byte & 15]});
    }
  }
  return uri;
}

absl::StatusOr<std::string> PathOf(absl::string_view uri) {
  absl::string_view rest = uri;
  if (!absl::ConsumePrefix(&rest, "file://")) {
    return Refuse(uri, "which is the only kind that is read");
  }
  absl::ConsumePrefix(&rest, "localhost");
  if (!absl::StartsWith(rest, "/")) {
    return Refuse(uri, "on this machine and from its root");
  }
  if (absl::StrContains(rest, '?') || absl::StrContains(rest, '#')) {
    return Refuse(uri, "without query and fragment (encode ? and #)");
  }
  RITORNELLO_ASSIGN_OR_RETURN(std::string path, Decode(uri, rest));
  if (absl::StrContains(path, '\0')) return Refuse(uri, "without NUL");
  for (const absl::string_view segment : absl::StrSplit(path, '/')) {
    if (segment == "." || segment == "..") {
      return Refuse(uri, "without . and .. segments");
    }
  }
  return path;
}

}  // namespace ritornello::blob
