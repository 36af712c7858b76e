// The months in which a source reported the lines of one file, and which of
// the lines are a statement's.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "services/royalties/model/statement.h"

namespace ritornello::royalties {

// Whether a line reported in that month, if the file says, is the statement's:
// of a range only those of its month.
bool IsOfStatement(const StatementHeader& header,
                   std::optional<absl::CivilMonth> reported);

class StatementMonths {
 public:
  // Counts a line by its ordinal and month.
  void Add(int64_t ordinal, std::optional<absl::CivilMonth> reported);

  // Whether the file says of each line in which month it was reported: no
  // statement of another month can have one of them.
  bool are_told() const { return !first_untold_.has_value(); }

  // What is wrong with taking the lines for the statement of `header`:
  // InvalidArgument on "header.period" when all are of another month, or none
  // of a range is of the statement's; on "header.is_range" when a file has
  // several months, or says nothing about them, against the header.
  absl::Status Check(const StatementHeader& header) const;

 private:
  struct Lines {
    int64_t first = 0;
    int64_t count = 0;
  };
  std::string Text() const;

  std::map<absl::CivilMonth, Lines> months_;
  std::optional<int64_t> first_untold_;
};

}  // namespace ritornello::royalties
