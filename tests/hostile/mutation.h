// Files as disks, networks, broken programs and attackers spoil them.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "tests/hostile/seeds.h"

namespace ritornello::analysis {

struct Mutant {
  std::string how;  // "FLAC 16, truncated"
  std::string bytes;
};

// Number `number` of an endless series: each seed is spoilt in each way in
// turn, at places that the number decides. The same on every machine with the
// same seeds.
Mutant MutantOf(std::span<const Seed> seeds, uint32_t number);

}  // namespace ritornello::analysis
