#include "cli/manifest_table.h"

#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "cli/manifest_strays.h"
#include "libs/delimited/delimited.h"
#include "libs/status/status_macros.h"

namespace ritornello::cli {
namespace {

using Cells = std::array<absl::string_view, kManifestColumnCount>;

std::string CharacterAt(int64_t column) {
  return absl::StrCat("character ", column, ": ");
}

// Takes the rows of one file apart.
class TableReader {
 public:
  TableReader(ManifestRows& rows, std::vector<ManifestProblem>& problems)
      : rows_(rows), problems_(problems), strays_(problems) {}

  absl::Status Read(DelimitedReader& reader) {
    names_ = reader.column_names();
    layout_ = FindColumns(names_, reader.line(), problems_);
    if (!problems_.empty()) return absl::OkStatus();
    const int64_t header_line = reader.line();
    is_filled_.assign(names_.size(), false);
    while (is_open_ && !is_refused()) {
      RITORNELLO_RETURN_IF_ERROR(ReadRow(reader));
    }
    if (is_refused()) return absl::OkStatus();
    std::vector<ManifestProblem> unknown;
    for (const size_t i : layout_.unknown) {
      if (!is_filled_[i]) continue;
      unknown.push_back({header_line, names_[i], UnknownColumn(names_[i])});
    }
    if (unknown.empty()) return absl::OkStatus();
    problems_ = std::move(unknown);
    has_unknown_ = true;
    return absl::OkStatus();
  }

  // Nothing of the file counts.
  bool is_refused() const { return has_unknown_ || strays_.is_refused(); }

 private:
  absl::Status ReadRow(DelimitedReader& reader) {
    const absl::StatusOr<bool> is_there = reader.Next();
    if (is_there.ok()) {
      is_open_ = *is_there;
      return *is_there ? TakeRow(reader) : absl::OkStatus();
    }
    const DelimitedReader::Refusal refusal = reader.refusal();
    if (refusal.line == 0) return is_there.status();
    strays_.AddMalformed(
        {refusal.line, "", CharacterAt(refusal.column) + refusal.what},
        "is this a table?");
    return reader.SkipRefused();
  }

  absl::Status TakeRow(const DelimitedReader& reader) {
    const auto fields = reader.fields();
    bool is_blank = true;
    size_t surplus = 0;  // the first cell that stands under no column
    for (size_t i = 0; i < fields.size(); ++i) {
      if (absl::StripAsciiWhitespace(fields[i]).empty()) continue;
      is_blank = false;
      if (i >= names_.size() && surplus == 0) surplus = i;
      if (i < names_.size()) is_filled_[i] = true;
    }
    if (is_blank) return absl::OkStatus();
    Cells cells;
    for (size_t i = 0; i < kManifestColumnCount; ++i) {
      const size_t at = layout_.positions[i];
      if (at < fields.size()) {
        cells[i] = absl::StripAsciiWhitespace(fields[at]);
      }
    }
    const absl::string_view reference = cells[0];
    if (reference.empty()) {
      strays_.Add({reader.line(),
                   std::string(NameOf(ManifestColumn::kClientReference)),
                   "is empty; rows of one reference are a track"});
      return absl::OkStatus();
    }
    std::vector<absl::string_view> row(cells.begin(), cells.end());
    // Told with the track, which it spoils.
    if (surplus > 0) row.push_back(fields[surplus]);
    return rows_.Append(reference, reader.line(), row);
  }

  ManifestRows& rows_;
  std::vector<ManifestProblem>& problems_;
  std::vector<std::string> names_;
  ManifestLayout layout_;
  std::vector<bool> is_filled_;
  ManifestStrays strays_;
  bool is_open_ = true;
  bool has_unknown_ = false;
};

}  // namespace

absl::Status ReadTable(const ManifestFile& file, ManifestRows& rows,
                       std::vector<ManifestProblem>& problems) {
  auto reader = DelimitedReader::Open(
      file.Read(), {.is_windows_1252 = file.is_windows_1252(),
                    // Blank rows count for nothing: the rows are counted later.
                    .record_count_max = kManifestSizeMax});
  if (!reader.ok()) return reader.status();
  TableReader table(rows, problems);
  RITORNELLO_RETURN_IF_ERROR(table.Read(*reader));
  RITORNELLO_RETURN_IF_ERROR(rows.Finish());
  if (!table.is_refused()) return absl::OkStatus();
  RITORNELLO_ASSIGN_OR_RETURN(rows, ManifestRows::Create());
  return absl::OkStatus();
}

int64_t LineOf(absl::string_view field, const std::string& column,
               const std::vector<ManifestRow>& rows) {
  constexpr absl::string_view kVersions = "track.versions[";
  if (absl::StartsWith(field, kVersions)) {
    const absl::string_view rest = field.substr(kVersions.size());
    size_t index = 0;
    if (absl::SimpleAtoi(rest.substr(0, rest.find(']')), &index) &&
        index < rows.size()) {
      return rows[index].line;
    }
  }
  for (size_t i = 0; i < kManifestColumnCount; ++i) {
    if (NameOf(static_cast<ManifestColumn>(i)) != column) continue;
    for (const ManifestRow& row : rows) {
      if (!row.cells[i].empty()) return row.line;
    }
  }
  return rows[0].line;
}

}  // namespace ritornello::cli
