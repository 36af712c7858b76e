// Tracks and versions between the wire (v1::) and the model.
#pragma once

#include "absl/status/statusor.h"
#include "ritornello/catalog/v1/report.pb.h"
#include "ritornello/catalog/v1/track.pb.h"
#include "services/catalog/model/track.h"

namespace ritornello::catalog {

v1::Report ReportToWire(const Report& report);

// With the report that the version has.
v1::Version ToWire(const TrackKey& track, const Version& version);

// With the reports that the track has.
v1::Track ToWire(const Track& track);

// What a sender may say of a track; output-only fields are passed over. The
// key is left to the caller, and works to WorksFromWire(). InvalidArgument
// naming the field for an unknown mix type; everything else is Normalize()'s to
// refuse.
absl::StatusOr<Track> FromWire(const v1::Track& wire);

}  // namespace ritornello::catalog
