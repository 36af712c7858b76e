#include "cli/manifest_json.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "cli/manifest_media.h"
#include "cli/manifest_strays.h"
#include "cli/track_draft.h"
#include "cli/usage.h"
#include "libs/status/status_macros.h"
#include "libs/utf8/utf8.h"

namespace ritornello::cli {
namespace {

using catalog::v1::IngestItem;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

constexpr size_t kChunkSize = 256 * 1024;
// Of what a line says, in what is said of it.
constexpr size_t kQuotedSizeMax = 500;

// With which byte text stops to be JSON: the last one of what nobody expected.
// Takes nothing in.
struct Place final : nlohmann::json_sax<nlohmann::json> {
  size_t byte = 0;  // from 1; 0 while nothing is wrong

  bool null() override { return true; }
  bool boolean(bool /*value*/) override { return true; }
  bool number_integer(number_integer_t /*value*/) override { return true; }
  bool number_unsigned(number_unsigned_t /*value*/) override { return true; }
  bool number_float(number_float_t /*value*/,
                    const string_t& /*text*/) override {
    return true;
  }
  bool string(string_t& /*value*/) override { return true; }
  bool binary(binary_t& /*value*/) override { return true; }
  bool start_object(size_t /*size*/) override { return true; }
  bool key(string_t& /*name*/) override { return true; }
  bool end_object() override { return true; }
  bool start_array(size_t /*size*/) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(size_t position, const std::string& /*last_token*/,
                   const nlohmann::json::exception& /*error*/) override {
    byte = position;
    return false;
  }
};

std::string CharacterOf(absl::string_view line, size_t byte) {
  const size_t before = byte == 0 ? 0 : std::min(byte - 1, line.size());
  return absl::StrCat("character ",
                      CountUtf8Characters(line.substr(0, before)) + 1);
}

const FieldDescriptor* FieldIn(const Descriptor* message,
                               absl::string_view segment) {
  if (message == nullptr) return nullptr;
  const std::string name(segment.substr(0, segment.find('[')));
  const FieldDescriptor* const field = message->FindFieldByName(name);
  return field != nullptr ? field : message->FindFieldByCamelcaseName(name);
}

// What the parser's `message` says, by field: "(track) moodz: Cannot find
// field." or "(track.versions[0].mix_type): invalid value ...".
ManifestProblem ProblemOf(int64_t line, absl::string_view message) {
  std::string path;
  if (absl::ConsumePrefix(&message, "(")) {
    path = std::string(message.substr(0, message.find(')')));
    message.remove_prefix(std::min(path.size() + 1, message.size()));
  }
  const Descriptor* of = IngestItem::descriptor();
  const FieldDescriptor* field = nullptr;
  for (const absl::string_view segment :
       absl::StrSplit(path, '.', absl::SkipEmpty())) {
    field = FieldIn(of, segment);
    of = field == nullptr ? nullptr : field->message_type();
  }
  std::vector<std::string> words;
  const size_t unknown = message.find(": Cannot find field.");
  if (unknown != absl::string_view::npos) {
    const std::string name(
        absl::StripAsciiWhitespace(message.substr(0, unknown))
            .substr(0, kQuotedSizeMax));
    for (int i = 0; of != nullptr && i < of->field_count(); ++i) {
      words.push_back(of->field(i)->name());
    }
    const std::string near = NearWord(name, words);
    return {line, path.empty() ? name : absl::StrCat(path, ".", name),
            absl::StrCat(
                "no such field",
                near.empty()
                    ? absl::StrCat("; there are ", absl::StrJoin(words, ", "))
                    : absl::StrCat("; did you mean ", near, "?"))};
  }
  absl::ConsumePrefix(&message, ": ");
  std::string what(absl::StripAsciiWhitespace(message));
  what = what.substr(0, what.find(" for type "));
  what.resize(std::min(what.size(), kQuotedSizeMax));
  if (field != nullptr && field->enum_type() != nullptr) {
    for (int i = 1; i < field->enum_type()->value_count(); ++i) {
      words.push_back(field->enum_type()->value(i)->name());
    }
    absl::StrAppend(&what, "; must be ", absl::StrJoin(words, ", "));
  }
  return {line, path, what};
}

// Nothing for a line that is JSON.
std::optional<ManifestProblem> NoJson(int64_t line, const std::string& text) {
  Place place;
  if (nlohmann::json::sax_parse(text, &place)) return std::nullopt;
  return ManifestProblem{
      line, "",
      absl::StrCat(CharacterOf(text, place.byte), ": this is no JSON",
                   place.byte > text.size() ? ", or not all of it" : "")};
}

// Of a line that is JSON.
std::vector<ManifestProblem> Parse(int64_t line, const std::string& text,
                                   IngestItem& item) {
  const auto parsed = google::protobuf::util::JsonStringToMessage(text, &item);
  if (parsed.ok()) return {};
  const auto message = parsed.message();
  return {ProblemOf(line, absl::string_view(message.data(), message.size()))};
}

// Why a line cannot be read, if that is so.
std::optional<ManifestProblem> Malformed(int64_t line, absl::string_view text) {
  if (text.size() > kManifestLineSizeMax) {
    return ManifestProblem{
        line, "",
        absl::StrCat("has more than ", kManifestLineSizeMax, " bytes")};
  }
  const size_t invalid = FindInvalidUtf8(text);
  if (invalid != absl::string_view::npos) {
    return ManifestProblem{line, "",
                           absl::StrCat(CharacterOf(text, invalid + 1),
                                        ": a byte that is not UTF-8")};
  }
  return NoJson(line, std::string(text));
}

// Takes one line of the file.
absl::Status TakeLine(absl::string_view text, int64_t line, ManifestRows& rows,
                      ManifestStrays& strays) {
  if (absl::StripAsciiWhitespace(text).empty()) return absl::OkStatus();
  std::optional<ManifestProblem> malformed = Malformed(line, text);
  if (malformed.has_value()) {
    strays.AddMalformed(*std::move(malformed),
                        "one object a line; does this file have one over "
                        "several lines?");
    return absl::OkStatus();
  }
  IngestItem item;
  std::vector<ManifestProblem> wrong = Parse(line, std::string(text), item);
  const absl::string_view reference =
      absl::StripAsciiWhitespace(item.track().client_reference());
  if (wrong.empty() && reference.empty()) {
    wrong.push_back({line, "track.client_reference", "is empty"});
  }
  if (wrong.empty()) return rows.Append(reference, line, {&text, 1});
  for (ManifestProblem& problem : wrong) strays.Add(std::move(problem));
  return absl::OkStatus();
}

void DraftVersions(int64_t line, const ManifestSetting& setting,
                   IngestItem& item, std::vector<ManifestProblem>& problems) {
  catalog::v1::Track found;
  for (int i = 0; i < item.track().versions_size(); ++i) {
    catalog::v1::Version& version = *item.mutable_track()->mutable_versions(i);
    const auto path = MediaFile(version.uri(), setting.folder);
    const absl::Status added =
        version.uri().empty() ? absl::InvalidArgumentError("is empty")
        : path.ok()           ? AddVersion({*path, version.mix_type()}, found)
                              : path.status();
    if (!added.ok()) {
      problems.push_back({line, absl::StrCat("track.versions[", i, "].uri"),
                          std::string(added.message())});
      continue;
    }
    const catalog::v1::Version& facts = *found.versions().rbegin();
    version.set_uri(facts.uri());
    version.set_size_bytes(facts.size_bytes());
    version.set_mtime_ns(facts.mtime_ns());
  }
}

}  // namespace

absl::Status ReadJsonLines(const ManifestFile& file, ManifestRows& rows,
                           std::vector<ManifestProblem>& problems) {
  TextSource source(file.Read(), file.is_windows_1252());
  ManifestStrays strays(problems);
  std::string text;
  int64_t line = 1;
  for (bool is_more = true; is_more && !strays.is_refused();) {
    RITORNELLO_ASSIGN_OR_RETURN(is_more, source.AppendTo(text, kChunkSize));
    absl::string_view rest = text;
    for (size_t end = rest.find('\n'); end != absl::string_view::npos;
         end = rest.find('\n')) {
      RITORNELLO_RETURN_IF_ERROR(
          TakeLine(rest.substr(0, end), line, rows, strays));
      rest.remove_prefix(end + 1);
      ++line;
    }
    if (!is_more) {
      RITORNELLO_RETURN_IF_ERROR(TakeLine(rest, line, rows, strays));
    }
    text.erase(0, text.size() - rest.size());
    // Of a line that is too long already no more is kept than says so.
    text.resize(std::min(text.size(), kManifestLineSizeMax + 1));
  }
  RITORNELLO_RETURN_IF_ERROR(rows.Finish());
  if (!strays.is_refused()) return absl::OkStatus();
  RITORNELLO_ASSIGN_OR_RETURN(rows, ManifestRows::Create());
  return absl::OkStatus();
}

ManifestDraft DraftFromJson(const std::vector<ManifestRow>& rows,
                            const ManifestSetting& setting) {
  ManifestDraft draft;
  for (size_t i = 1; i < rows.size(); ++i) {
    draft.problems.push_back({rows[i].line, "track.client_reference",
                              absl::StrCat("is that of line ", rows[0].line,
                                           ", too; a line is a whole track")});
  }
  if (!draft.problems.empty()) return draft;
  IngestItem item;
  draft.problems = Parse(rows[0].line, rows[0].cells[0], item);
  item.clear_sequence();
  DraftVersions(rows[0].line, setting, item, draft.problems);
  if (draft.problems.empty()) draft.item = std::move(item);
  return draft;
}

}  // namespace ritornello::cli
