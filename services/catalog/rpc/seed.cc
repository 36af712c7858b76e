#include "services/catalog/rpc/seed.h"

#include <google/protobuf/util/json_util.h>

#include "absl/strings/match.h"
#include "catalog_data/catalog_data.h"
#include "libs/status/check.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/library.pb.h"
#include "services/catalog/rpc/wire_library.h"

namespace ritornello::catalog {

// The files are part of the program: a mistake in them is ours.

Vocabulary EmbeddedVocabulary() {
  for (const auto& file : catalog_data::Files()) {
    if (file.path != "vocabulary.csv") continue;
    auto vocabulary = Vocabulary::Parse(file.content);
    RITORNELLO_CHECK(vocabulary.ok());
    return *std::move(vocabulary);
  }
  RITORNELLO_CHECK(false);
  return Vocabulary();
}

absl::Status SeedLibraries(Libraries& libraries) {
  for (const auto& file : catalog_data::Files()) {
    if (!absl::StartsWith(file.path, "libraries/")) continue;
    v1::Library wire;
    RITORNELLO_CHECK(google::protobuf::util::JsonStringToMessage(
                         std::string(file.content), &wire)
                         .ok());
    const absl::StatusOr<Library> library = FromWire(wire);
    RITORNELLO_CHECK(library.ok());
    RITORNELLO_RETURN_IF_ERROR(libraries.AddMissing(*library));
  }
  return absl::OkStatus();
}

}  // namespace ritornello::catalog
