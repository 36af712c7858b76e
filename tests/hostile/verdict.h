// What a spoilt file may be answered with.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "services/analysis/model/report.h"

namespace ritornello::analysis {

// What is wrong with `answer`, of Measure, to a file of `file_size` bytes; ""
// for a report of finite numbers with no more frames than the file can hold,
// and for a refusal as documented: a code and a reason that belong together,
// the place, which lies in the file, and what to do.
std::string WrongWith(const absl::StatusOr<Report>& answer, int64_t file_size);

}  // namespace ritornello::analysis
