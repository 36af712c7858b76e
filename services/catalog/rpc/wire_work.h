// Works, and which a track records, between the wire and the model.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ritornello/catalog/v1/track.pb.h"
#include "ritornello/catalog/v1/work.pb.h"
#include "services/catalog/model/work.h"

namespace ritornello::catalog {

v1::Work ToWire(const Work& work);

// What a sender may say of a work; the key is left to the caller.
Work FromWire(const v1::Work& wire);

// Those of `track`, which is of `account_id`. InvalidArgument naming
// "works[i].work" for what is no name of a work of that account; what else
// cannot be is Normalize()'s to refuse.
absl::StatusOr<std::vector<WorkPart>> WorksFromWire(
    const v1::Track& track, absl::string_view account_id);

}  // namespace ritornello::catalog
