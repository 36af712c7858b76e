// Short sound in every container and encoding that is read.
#pragma once

#include <string>
#include <vector>

namespace ritornello::analysis {

struct Seed {
  std::string name;
  std::string bytes;  // a whole, clean file
};

// A quarter of a second of tone and noise, some ten kilobytes each; the same
// at every call on one machine.
std::vector<Seed> Seeds();

}  // namespace ritornello::analysis
