// Writes what DelimitedReader reads. Tests only.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace ritornello::testing {

// One record with its line end, each field in quotes.
inline std::string DelimitedRecord(const std::vector<std::string>& fields,
                                   char delimiter, absl::string_view line_end) {
  std::string record;
  for (size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) record.push_back(delimiter);
    record.push_back('"');
    for (const char c : fields[i]) {
      if (c == '"') record.push_back('"');
      record.push_back(c);
    }
    record.push_back('"');
  }
  record.append(line_end.data(), line_end.size());
  return record;
}

}  // namespace ritornello::testing
