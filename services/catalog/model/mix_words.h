// What people call the versions of a track.
#pragma once

#include "absl/strings/string_view.h"
#include "services/catalog/model/track.h"

namespace ritornello::catalog {

// "no-melody mix", and what ingestion reads from a file's name: " (No Melody)".
struct MixWords {
  absl::string_view spoken;
  absl::string_view in_file_name;
};

MixWords WordsOf(MixType mix_type);

}  // namespace ritornello::catalog
