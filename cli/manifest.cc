#include "cli/manifest.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "cli/manifest_columns.h"
#include "cli/manifest_json.h"
#include "cli/manifest_table.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"

namespace ritornello::cli {
namespace {

// As many as one track may have lines, and one more.
constexpr int64_t kReadCountMax = kManifestVersionCountMax + 1;

}  // namespace

absl::StatusOr<Manifest> Manifest::Open(const ManifestFile& file,
                                        ManifestSetting setting) {
  RITORNELLO_ASSIGN_OR_RETURN(ManifestRows rows, ManifestRows::Create());
  Manifest manifest(std::move(setting), std::move(rows), file.is_json());
  RITORNELLO_RETURN_IF_ERROR(
      file.is_json() ? ReadJsonLines(file, manifest.rows_, manifest.problems_)
                     : ReadTable(file, manifest.rows_, manifest.problems_));
  return manifest;
}

absl::StatusOr<ManifestDraft> Manifest::Draft(int64_t track) const {
  const int64_t row_count = rows_.row_count(track);
  if (!is_json_ && row_count > kManifestVersionCountMax) {
    ManifestDraft draft;
    draft.problems.push_back(
        {line(track), std::string(NameOf(ManifestColumn::kClientReference)),
         absl::StrCat("has ", row_count, " rows, and a track at most ",
                      kManifestVersionCountMax,
                      " versions; does every track have a reference of its "
                      "own?")});
    return draft;
  }
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<ManifestRow> rows,
                              rows_.Read(track, kReadCountMax));
  if (is_json_) return DraftFromJson(rows, setting_);
  ManifestDraft draft = DraftFromRows(rows, setting_);
  if (draft.item.has_value() && may_miss_versions()) {
    draft.item->set_keep_other_versions(true);
  }
  return draft;
}

std::vector<ManifestProblem> Manifest::Rejected(
    int64_t track, const absl::Status& error) const {
  std::vector<FieldViolation> violations = FieldViolationsOf(error);
  if (violations.empty()) {
    violations.push_back({"", std::string(error.message())});
  }
  const auto rows = rows_.Read(track, kReadCountMax);
  const absl::StatusOr<ManifestDraft> draft = Draft(track);
  std::vector<ManifestProblem> problems;
  for (const FieldViolation& violation : violations) {
    ManifestProblem& problem = problems.emplace_back(
        ManifestProblem{line(track), violation.field, violation.description});
    if (is_json_ || !rows.ok() || !draft.ok()) continue;
    const std::string column = ColumnOf(violation.field, draft->writer_count);
    if (!column.empty()) problem.column = column;
    problem.line = LineOf(violation.field, column, *rows);
  }
  return problems;
}

}  // namespace ritornello::cli
