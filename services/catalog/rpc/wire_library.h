// Libraries between the wire and the model.
#pragma once

#include "absl/status/statusor.h"
#include "ritornello/catalog/v1/library.pb.h"
#include "services/catalog/model/library.h"

namespace ritornello::catalog {

v1::ExclusivityScope ToWire(ExclusivityScope scope);
v1::ContentIdPolicy ToWire(ContentIdPolicy policy);

// InvalidArgument naming "exclusivity_scope" for an enumerator that is none.
absl::StatusOr<ExclusivityScope> FromWire(v1::ExclusivityScope wire);

v1::Library ToWire(const Library& library);

// What an operator may say of a library, and its id. InvalidArgument naming
// the field for a malformed name and for enumerators that are none; what else
// is no library is Normalize()'s to refuse.
absl::StatusOr<Library> FromWire(const v1::Library& wire);

}  // namespace ritornello::catalog
