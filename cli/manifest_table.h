// A manifest as a table: see manifest.h. For manifest.cc.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "cli/manifest.h"
#include "cli/manifest_columns.h"

namespace ritornello::cli {

// As many versions as a track can have.
inline constexpr int64_t kManifestVersionCountMax = 64;

// Reads `file` into `rows`, whose cells are in the order of ManifestColumn.
absl::Status ReadTable(const ManifestFile& file, ManifestRows& rows,
                       std::vector<ManifestProblem>& problems);

// The item that `rows`, all of one track, describe. REQUIRES: not empty.
ManifestDraft DraftFromRows(const std::vector<ManifestRow>& rows,
                            const ManifestSetting& setting);

// The line on which `field` of that item is said.
int64_t LineOf(absl::string_view field, const std::string& column,
               const std::vector<ManifestRow>& rows);

}  // namespace ritornello::cli
