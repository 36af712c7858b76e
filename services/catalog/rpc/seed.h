// What a new installation starts with.
#pragma once

#include "absl/status/status.h"
#include "services/catalog/domain/libraries.h"
#include "services/catalog/model/vocabulary.h"

namespace ritornello::catalog {

// The vocabulary that the program carries.
Vocabulary EmbeddedVocabulary();

// Makes the libraries that the program carries and that do not exist yet.
// Those that do exist are the operator's and stay as they are. Safe when many
// programs start together. Errors: those of sql::Connection.
absl::Status SeedLibraries(Libraries& libraries);

}  // namespace ritornello::catalog
