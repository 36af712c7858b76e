// --in, --except, --from and --until: where and when something holds.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/program.h"
#include "ritornello/catalog/v1/extent.pb.h"

namespace ritornello::cli {

struct ExtentFlags {
  std::vector<std::string> in;
  std::vector<std::string> except;
  std::string from;
  std::string until;
};

void AddExtentFlags(Verb verb, ExtentFlags& flags);

// WrongUsage for what is no day.
absl::StatusOr<catalog::v1::Extent> ExtentOf(const ExtentFlags& flags);

// "world", "DE,FR", "world but US".
std::string TerritoriesText(const catalog::v1::Extent& extent);

}  // namespace ritornello::cli
