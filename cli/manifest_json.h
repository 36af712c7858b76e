// A manifest as JSON lines: see manifest.h. For manifest.cc.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "cli/manifest.h"

namespace ritornello::cli {

// Beyond this many bytes a line is refused.
inline constexpr size_t kManifestLineSizeMax = 1024 * 1024;

// Reads `file` into `rows` of one cell, which is the line.
absl::Status ReadJsonLines(const ManifestFile& file, ManifestRows& rows,
                           std::vector<ManifestProblem>& problems);

// The item that the one of `rows` describes; more than one is a problem.
// REQUIRES: not empty.
ManifestDraft DraftFromJson(const std::vector<ManifestRow>& rows,
                            const ManifestSetting& setting);

}  // namespace ritornello::cli
