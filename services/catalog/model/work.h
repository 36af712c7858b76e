// The composition: notes and lyrics, whoever recorded them. Who wrote and who
// publishes it are the shares of its split sheets (split_sheet.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/catalog/model/names.h"

namespace ritornello::catalog {

struct Work {
  WorkKey key;
  std::string title;
  std::string iswc;      // compact, or empty
  int64_t revision = 0;  // from 1, one more with every update
  absl::Time create_time;
  absl::Time update_time;
  friend bool operator==(const Work&, const Work&) = default;
};

inline constexpr size_t kWorkTitleSizeMax = 500;  // bytes

// Trims the title and writes the ISWC without separators. InvalidArgument
// names every field that cannot be: "title", "iswc".
absl::Status Normalize(Work& work);

// Copies the fields named by `mask`, or all that may be changed when it is
// empty: title, iswc. InvalidArgument naming "update_mask" for any other; then
// `to` is spoiled.
absl::Status CopyFields(std::span<const std::string> mask, const Work& from,
                        Work& to);

// That a track records a work; all weights of a track make its composition.
struct WorkPart {
  std::string work_id;
  uint32_t weight = 1;
  friend auto operator<=>(const WorkPart&, const WorkPart&) = default;
};

inline constexpr size_t kTrackWorkCountMax = 20;

// Sorts by work and makes the weight 0, which says nothing, 1. InvalidArgument
// naming "works" for more than kTrackWorkCountMax or for a work twice.
absl::Status Normalize(std::vector<WorkPart>& works);

}  // namespace ritornello::catalog
