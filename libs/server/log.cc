#include "libs/server/log.h"

#include <cmath>
#include <cstdio>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "libs/utf8/utf8.h"

namespace ritornello::server {
namespace {

absl::string_view SeverityName(Severity severity) {
  switch (severity) {
    case Severity::kInfo:
    case Severity::kNotice:
      return "INFO";
    case Severity::kWarning:
      return "WARNING";
    case Severity::kError:
      return "ERROR";
  }
  return "";
}

// A person's terminal obeys control characters.
std::string Plain(absl::string_view bytes) {
  std::string text = ToUtf8(bytes, kLogTextSizeMax);
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  }
  return text;
}

struct ToText {
  std::string operator()(absl::string_view text) const { return Plain(text); }
  std::string operator()(int64_t number) const { return absl::StrCat(number); }
  std::string operator()(double number) const { return absl::StrCat(number); }
};

// "08:00:00 WARNING message (key: value, key: value)".
std::string TextLine(absl::Time now, Severity severity,
                     absl::string_view message,
                     std::initializer_list<LogField> fields) {
  std::string line = absl::FormatTime("%H:%M:%S ", now, absl::LocalTimeZone());
  if (severity > Severity::kNotice) {
    absl::StrAppend(&line, SeverityName(severity), " ");
  }
  absl::StrAppend(&line, Plain(message));
  absl::string_view separator = " (";
  for (const LogField& field : fields) {
    absl::StrAppend(&line, separator, Plain(field.key), ": ",
                    std::visit(ToText{}, field.value));
    separator = ", ";
  }
  if (fields.size() > 0) absl::StrAppend(&line, ")");
  return line + "\n";
}

struct ToJson {
  std::string operator()(absl::string_view text) const {
    return JsonString(text);
  }
  std::string operator()(int64_t number) const { return absl::StrCat(number); }
  std::string operator()(double number) const {
    return std::isfinite(number) ? absl::StrCat(number) : "null";
  }
};

}  // namespace

std::string JsonString(absl::string_view bytes) {
  const std::string text = ToUtf8(bytes, kLogTextSizeMax);
  std::string json;
  json.reserve(text.size() + 2);
  json.push_back('"');
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      json.push_back('\\');
      json.push_back(c);
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      absl::StrAppendFormat(&json, "\\u%04x", static_cast<unsigned>(c));
    } else {
      json.push_back(c);
    }
  }
  json.push_back('"');
  return json;
}

Log::Sink Log::ToStderr() {
  return [](absl::string_view line) {
    std::fwrite(line.data(), 1, line.size(), stderr);
  };
}

void Log::Write(Severity severity, absl::string_view message,
                std::initializer_list<LogField> fields) const {
  if (format_ == LogFormat::kText) {
    if (severity >= Severity::kNotice) {
      sink_(TextLine(clock_.Now(), severity, message, fields));
    }
    return;
  }
  std::string line =
      absl::StrCat("{\"time\":\"",
                   absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", clock_.Now(),
                                    absl::UTCTimeZone()),
                   "\",\"severity\":\"", SeverityName(severity),
                   "\",\"message\":", JsonString(message));
  for (const LogField& field : fields) {
    absl::StrAppend(&line, ",", JsonString(field.key), ":",
                    std::visit(ToJson{}, field.value));
  }
  absl::StrAppend(&line, "}\n");
  sink_(line);
}

}  // namespace ritornello::server
