// What is wrong with a manifest, where a person finds it.
#pragma once

#include <cstdint>
#include <string>

namespace ritornello::cli {

struct ManifestProblem {
  int64_t line = 0;    // of the file, from 1
  std::string column;  // "moods", "track.moods[1]"; empty where there is none
  std::string message;
  friend bool operator==(const ManifestProblem&,
                         const ManifestProblem&) = default;
};

}  // namespace ritornello::cli
