// Tracks that were meant by what is no track's name.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "cli/session.h"

namespace ritornello::cli {

// `error`, with which a call about the track `name` ended. When there is no
// such track, or no such name, the ids of those with that title are added.
absl::Status WithNearTracks(const absl::Status& error, const std::string& name,
                            Session& session);

}  // namespace ritornello::cli
