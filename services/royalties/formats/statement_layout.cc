#include "services/royalties/formats/statement_layout.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/royalties/formats/quoted.h"

namespace ritornello::royalties {
namespace {

// Column names are within it, title lines above them included.
constexpr size_t kStartSize = 256 * 1024;
constexpr size_t kCurrencyCodeSize = 3;
// Profiles say so.
constexpr absl::string_view kEncodingAdvice =
    ", or say that it is windows-1252";
constexpr char kDelimiters[] = {',', '\t', ';'};

bool EndsLine(char c) { return c == '\n' || c == '\r'; }

// Whether a column of the file has the name that a profile gives it.
bool IsNamed(absl::string_view name, absl::string_view pattern,
             std::string& currency) {
  const size_t star = pattern.find('*');
  if (star == absl::string_view::npos) {
    return absl::EqualsIgnoreCase(name, pattern);
  }
  const absl::string_view behind = pattern.substr(star + 1);
  if (name.size() != star + kCurrencyCodeSize + behind.size() ||
      !absl::StartsWithIgnoreCase(name, pattern.substr(0, star)) ||
      !absl::EndsWithIgnoreCase(name, behind)) {
    return false;
  }
  currency = std::string(name.substr(star, kCurrencyCodeSize));
  return true;
}

// What the message asks for: "net" or, where the file calls it so,
// "Earnings (USD)".
std::string Asked(const StatementProfile& profile, StatementColumn column) {
  return absl::StrJoin(profile.columns[column], " or ");
}

bool BeginsAsRow(const StatementProfile& profile,
                 std::span<const std::string> cells) {
  return std::any_of(
      profile.rows.begin(), profile.rows.end(), [&](const auto& row) {
        return cells.size() == row.cell_count &&
               std::equal(row.begins.begin(), row.begins.end(), cells.begin());
      });
}

bool Fits(const StatementProfile& profile, std::span<const std::string> cells) {
  if (!profile.rows.empty()) return BeginsAsRow(profile, cells);
  std::string currency;
  return FindColumns(profile, cells, currency).ok();
}

struct Start {
  std::string text;
  // Blank lines were more than are kept: no titles are looked for below them.
  bool is_cut = false;
};

absl::StatusOr<Start> ReadStart(ByteSource source, bool is_windows_1252) {
  TextSource text_source(std::move(source), is_windows_1252);
  Start start;
  while (start.text.size() < kStartSize) {
    RITORNELLO_ASSIGN_OR_RETURN(
        const bool is_more,
        text_source.AppendTo(start.text, kStartSize - start.text.size()));
    if (!is_more) break;
    if (start.text.size() >= kStartSize &&
        start.text.find_first_not_of("\r\n") == std::string::npos) {
      start.text.clear();
      start.is_cut = true;
    }
  }
  return start;
}

// The cells of the record that begins with `text`; nothing if it is none.
std::vector<std::string> CellsOf(absl::string_view text, char delimiter) {
  const auto reader =
      DelimitedReader::Open(SourceOf(text), {.delimiter = delimiter});
  return reader.ok() ? reader->column_names() : std::vector<std::string>();
}

struct Finding {
  std::vector<StatementLayout> fitting;
  // Of the first line: what a message quotes.
  std::string first_line;
};

void LookAt(absl::string_view text, int64_t line,
            std::span<const StatementProfile* const> candidates,
            Finding& finding) {
  for (const char delimiter : kDelimiters) {
    std::vector<std::string> cells;
    for (const StatementProfile* profile : candidates) {
      if (profile->delimiter != '\0' && profile->delimiter != delimiter) {
        continue;
      }
      if (cells.empty()) cells = CellsOf(text, delimiter);
      if (!Fits(*profile, cells)) continue;
      const bool is_known = std::any_of(
          finding.fitting.begin(), finding.fitting.end(),
          [&](const auto& other) { return other.profile == profile; });
      if (is_known) continue;
      finding.fitting.push_back({profile,
                                 {.delimiter = delimiter,
                                  .skipped_line_count = line,
                                  .has_column_names = profile->rows.empty(),
                                  .is_windows_1252 = profile->is_windows_1252,
                                  .encoding_advice = kEncodingAdvice}});
    }
  }
}

// Goes down the lines until one is a line of column names.
Finding LookThrough(const Start& start,
                    std::span<const StatementProfile* const> candidates) {
  Finding finding;
  const absl::string_view text = start.text;
  const int title_line_count_max = start.is_cut ? 0 : kTitleLineCountMax;
  int title_line_count = 0;
  int64_t line = 0;
  for (size_t at = 0; at < text.size(); ++line) {
    size_t end = at;
    while (end < text.size() && !EndsLine(text[end])) ++end;
    const absl::string_view this_line = text.substr(at, end - at);
    if (!absl::StripAsciiWhitespace(this_line).empty()) {
      if (finding.first_line.empty()) {
        finding.first_line = std::string(this_line);
      }
      // The reader passes over blank lines by itself.
      LookAt(text.substr(at), title_line_count == 0 ? 0 : line, candidates,
             finding);
      if (!finding.fitting.empty()) return finding;
      if (++title_line_count > title_line_count_max) return finding;
    }
    const bool is_pair =
        end + 1 < text.size() && text[end] == '\r' && text[end + 1] == '\n';
    at = end + (is_pair ? 2 : 1);
  }
  return finding;
}

std::string NamesOf(std::span<const StatementProfile* const> profiles) {
  return absl::StrJoin(profiles, ", ",
                       [](std::string* out, const StatementProfile* profile) {
                         out->append(profile->name);
                       });
}

// The file as any table: its first line may have an error of its own.
absl::Status NoneFits(absl::string_view text, const Finding& finding,
                      std::span<const StatementProfile* const> candidates) {
  const auto table = DelimitedReader::Open(
      SourceOf(text), {.encoding_advice = kEncodingAdvice});
  if (!table.ok()) return table.status();
  if (candidates.size() == 1 && candidates[0]->rows.empty()) {
    std::string currency;
    const absl::Status status =
        FindColumns(*candidates[0], table->column_names(), currency).status();
    if (!status.ok()) return status;
  }
  return InvalidField(
      "file",
      absl::StrCat("must have column names, or rows, that fit one of the "
                   "profiles ",
                   NamesOf(candidates),
                   "; see what each looks for with `statement profiles`, got ",
                   Quoted(finding.first_line)));
}

}  // namespace

absl::StatusOr<StatementProfile::Positions> FindColumns(
    const StatementProfile& profile, std::span<const std::string> names,
    std::string& currency) {
  StatementProfile::Positions positions;
  positions.fill(StatementProfile::kNowhere);
  for (size_t column = 0; column < kStatementColumnCount; ++column) {
    for (const std::string& pattern : profile.columns[column]) {
      for (size_t i = 0; i < names.size(); ++i) {
        const absl::string_view name = absl::StripAsciiWhitespace(names[i]);
        if (!IsNamed(name, pattern, currency)) continue;
        if (positions[column] != StatementProfile::kNowhere) {
          return InvalidField("file",
                              absl::StrCat("has two columns named ", pattern));
        }
        positions[column] = i;
      }
      if (positions[column] != StatementProfile::kNowhere) break;
    }
  }
  const auto is_missing = [&](StatementColumn column) {
    return positions[column] == StatementProfile::kNowhere;
  };
  std::vector<std::string> missing;
  if (is_missing(kNet)) missing.push_back(Asked(profile, kNet));
  for (const StatementColumn column : profile.required) {
    if (column != kNet && is_missing(column)) {
      missing.push_back(Asked(profile, column));
    }
  }
  if (missing.empty() && is_missing(kIsrc) && is_missing(kTrack)) {
    missing.push_back(
        absl::StrCat(Asked(profile, kIsrc), " or ", Asked(profile, kTrack)));
  }
  if (missing.empty()) return positions;
  return InvalidField(
      "file", absl::StrCat("must have a line of column names, among them ",
                           absl::StrJoin(missing, ", "), ", got ",
                           Quoted(absl::StrJoin(names, ", "))));
}

absl::StatusOr<StatementLayout> FindLayout(
    ByteSource source, std::span<const StatementProfile* const> candidates) {
  const bool is_windows_1252 =
      candidates.size() == 1 && candidates[0]->is_windows_1252;
  RITORNELLO_ASSIGN_OR_RETURN(const Start start,
                              ReadStart(std::move(source), is_windows_1252));
  const Finding finding = LookThrough(start, candidates);
  if (finding.fitting.empty()) return NoneFits(start.text, finding, candidates);
  if (finding.fitting.size() == 1) return finding.fitting[0];
  std::vector<const StatementProfile*> fitting;
  for (const StatementLayout& layout : finding.fitting) {
    fitting.push_back(layout.profile);
  }
  return InvalidField("header.profile",
                      absl::StrCat("must be named: the column names of this "
                                   "file fit ",
                                   NamesOf(fitting)));
}

absl::StatusOr<StatementLayout> FindLayout(ByteSource source,
                                           const StatementProfiles& profiles,
                                           absl::string_view name) {
  std::vector<const StatementProfile*> candidates;
  if (!name.empty()) {
    RITORNELLO_ASSIGN_OR_RETURN(const StatementProfile* profile,
                                profiles.Find(name));
    candidates.push_back(profile);
  } else {
    for (const StatementProfile& profile : profiles.all()) {
      candidates.push_back(&profile);
    }
  }
  return FindLayout(std::move(source), candidates);
}

}  // namespace ritornello::royalties
