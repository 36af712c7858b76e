#include "cli/manifest_columns.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "cli/output.h"
#include "cli/usage.h"

namespace ritornello::cli {
namespace {

struct Name {
  absl::string_view column;
  absl::string_view field;  // of the item that it fills, without an index
  bool is_required = false;
};

constexpr Name kNames[kManifestColumnCount] = {
    {"client_reference", "track.client_reference", true},
    {"title", "track.title", true},
    {"artists", "track.artists"},
    {"album", "track.album"},
    {"isrc", "track.isrc"},
    {"version", "track.versions.mix_type", true},
    {"uri", "track.versions", true},
    {"moods", "track.moods"},
    {"instruments", "track.instruments"},
    {"uses", "track.uses"},
    {"genres", "track.genres"},
    {"bpm", "track.declared_tempo_bpm"},
    {"key", "track.declared_key"},
    {"keywords", "track.keywords"},
    {"writers", "works"},
    {"publishers", ""},
    {"master_owners", "split_sheets"},
    {"samples", "samples"},
    {"outlets", "outlets"},
};

// "Client Reference" as "client_reference".
std::string Spelling(absl::string_view name) {
  std::string spelling =
      absl::AsciiStrToLower(absl::StripAsciiWhitespace(name));
  return absl::StrReplaceAll(spelling, {{" ", "_"}, {"-", "_"}});
}

// "track.versions[2].uri" as "track.versions.uri".
std::string WithoutIndexes(absl::string_view field) {
  std::string path;
  bool is_index = false;
  for (const char c : field) {
    if (c == '[') is_index = true;
    if (!is_index) path.push_back(c);
    if (c == ']') is_index = false;
  }
  return path;
}

// 3 of "works[0].split_sheets[1].shares[3].percent"; 0 where none is named.
size_t ShareIndex(absl::string_view field) {
  constexpr absl::string_view kShares = ".shares[";
  const size_t at = field.find(kShares);
  if (at == absl::string_view::npos) return 0;
  const absl::string_view rest = field.substr(at + kShares.size());
  size_t index = 0;
  return absl::SimpleAtoi(rest.substr(0, rest.find(']')), &index) ? index : 0;
}

}  // namespace

absl::string_view NameOf(ManifestColumn column) {
  return kNames[static_cast<size_t>(column)].column;
}

std::string ColumnOf(absl::string_view field, size_t writer_count) {
  const std::string path = WithoutIndexes(field);
  if (path == "works.work.title") return std::string(kNames[1].column);
  const Name* best = nullptr;
  for (const Name& name : kNames) {
    const bool is_of_it =
        !name.field.empty() &&
        (path == name.field ||
         absl::StartsWith(path, absl::StrCat(name.field, ".")));
    if (is_of_it && (best == nullptr || name.field.size() > best->field.size()))
      best = &name;
  }
  if (best == nullptr) return "";
  const bool is_publisher =
      best->field == "works" && ShareIndex(field) >= writer_count;
  return std::string(is_publisher ? NameOf(ManifestColumn::kPublishers)
                                  : best->column);
}

ManifestLayout FindColumns(std::span<const std::string> names, int64_t line,
                           std::vector<ManifestProblem>& problems) {
  ManifestLayout layout;
  layout.positions.fill(ManifestLayout::kNowhere);
  for (size_t i = 0; i < names.size(); ++i) {
    const std::string spelling = Spelling(names[i]);
    const Name* const found =
        std::find_if(std::begin(kNames), std::end(kNames),
                     [&](const Name& name) { return name.column == spelling; });
    if (found == std::end(kNames)) {
      layout.unknown.push_back(i);
      continue;
    }
    size_t& position = layout.positions[static_cast<size_t>(found - kNames)];
    if (position == ManifestLayout::kNowhere) {
      position = i;
    } else {
      problems.push_back({line, std::string(found->column),
                          absl::StrCat("is there twice, as column ",
                                       position + 1, " and as ", i + 1)});
    }
  }
  for (size_t i = 0; i < kManifestColumnCount; ++i) {
    if (!kNames[i].is_required ||
        layout.positions[i] != ManifestLayout::kNowhere) {
      continue;
    }
    problems.push_back({line, std::string(kNames[i].column),
                        absl::StrCat("this column is missing; there are ",
                                     Printable(absl::StrJoin(names, ", ")))});
  }
  return layout;
}

std::string UnknownColumn(absl::string_view name) {
  std::vector<std::string> columns;
  for (const Name& known : kNames) columns.emplace_back(known.column);
  const std::string near = NearWord(Spelling(name), columns);
  if (near.empty()) {
    return absl::StrCat("no such column, and it is not empty; there are ",
                        absl::StrJoin(columns, ", "));
  }
  return absl::StrCat("no such column, and it is not empty; did you mean ",
                      near, "?");
}

}  // namespace ritornello::cli
