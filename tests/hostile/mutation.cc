#include "tests/hostile/mutation.h"

#include <algorithm>
#include <random>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "services/analysis/testing/audio_file.h"

namespace ritornello::analysis {
namespace {

using testing::BigEndian;
using testing::LittleEndian;

// Where headers are, of all seeds.
constexpr size_t kHeadSize = 160;

class Random {
 public:
  explicit Random(uint32_t seed) : engine_(seed) {}
  // 0 .. count - 1; 0 for a count of 0. Not a distribution of the library:
  // those differ between libraries.
  size_t Below(size_t count) { return count == 0 ? 0 : engine_() % count; }
  char Byte() { return static_cast<char>(engine_() & 0xFF); }
  std::string Bytes(size_t count) {
    std::string bytes(count, '\0');
    for (char& byte : bytes) byte = Byte();
    return bytes;
  }

 private:
  std::mt19937 engine_;
};

// A byte that begins a FLAC frame, an MPEG frame or an Ogg page.
bool BeginsUnit(const std::string& bytes, size_t at) {
  const absl::string_view rest = absl::string_view(bytes).substr(at);
  return absl::StartsWith(rest, "OggS") || absl::StartsWith(rest, "\xFF\xF8") ||
         absl::StartsWith(rest, "\xFF\xFB");
}

// The sizes of chunks of RIFF (little-endian) and IFF files, behind `form`.
std::vector<std::string> Chunks(const std::string& bytes, bool is_little) {
  std::vector<std::string> chunks = {bytes.substr(0, 12)};
  for (size_t at = 12; at < bytes.size();) {
    uint64_t size = 0;
    for (size_t i = 0; i < 4 && at + 4 + i < bytes.size(); ++i) {
      const uint64_t byte = static_cast<unsigned char>(bytes[at + 4 + i]);
      size |= byte << (is_little ? 8 * i : 24 - 8 * i);
    }
    const std::string chunk = bytes.substr(at, 8 + size + size % 2);
    chunks.push_back(chunk);
    at += chunk.size();
  }
  return chunks;
}

// What a file is made of: chunks, pages or frames.
std::vector<std::string> Units(const std::string& bytes) {
  if (absl::StartsWith(bytes, "RIFF") || absl::StartsWith(bytes, "RF64")) {
    return Chunks(bytes, true);
  }
  if (absl::StartsWith(bytes, "FORM")) return Chunks(bytes, false);
  std::vector<std::string> units;
  size_t start = 0;
  for (size_t at = 1; at < bytes.size(); ++at) {
    if (!BeginsUnit(bytes, at)) continue;
    units.push_back(bytes.substr(start, at - start));
    start = at;
  }
  units.push_back(bytes.substr(start));
  return units;
}

std::string FlipBits(std::string bytes, size_t within, Random& random) {
  const size_t count = 1 + random.Below(8);
  for (size_t i = 0; i < count; ++i) {
    char& byte = bytes[random.Below(std::min(within, bytes.size()))];
    byte = static_cast<char>(byte ^ (1 << random.Below(8)));
  }
  return bytes;
}

// A field of a header, of one to eight bytes in either order, says the least
// or the most that it can.
std::string SetExtreme(std::string bytes, Random& random) {
  constexpr uint64_t kExtremes[] = {0,
                                    1,
                                    0x7F,
                                    0xFFFF,
                                    0x7FFF'FFFF,
                                    0x8000'0000,
                                    0xFFFF'FFFE,
                                    0xFFFF'FFFF,
                                    0x7FFF'FFFF'FFFF'FFFF,
                                    0xFFFF'FFFF'FFFF'FFFF};
  constexpr int kSizes[] = {1, 2, 4, 4, 8};
  const int size = kSizes[random.Below(std::size(kSizes))];
  const uint64_t value = kExtremes[random.Below(std::size(kExtremes))];
  const size_t at = 4 + random.Below(kHeadSize);
  return bytes.replace(std::min(at, bytes.size()), static_cast<size_t>(size),
                       random.Below(2) == 0 ? LittleEndian(value, size)
                                            : BigEndian(value, size));
}

std::string Overwrite(std::string bytes, const std::string& with,
                      Random& random) {
  return bytes.replace(random.Below(bytes.size()), with.size(), with);
}

std::string Rearrange(const std::string& bytes, Random& random) {
  std::vector<std::string> units = Units(bytes);
  const size_t one = random.Below(units.size());
  const size_t other = random.Below(units.size());
  switch (random.Below(3)) {
    case 0:
      std::swap(units[one], units[other]);
      break;
    case 1:
      units.erase(units.begin() + static_cast<ptrdiff_t>(one));
      break;
    default:
      units.insert(units.begin() + static_cast<ptrdiff_t>(one),
                   std::string(units[other]));
  }
  return absl::StrJoin(units, "");
}

// The start of one file and the end of another.
std::string Graft(const std::string& bytes, const std::string& other,
                  Random& random) {
  return absl::StrCat(bytes.substr(0, random.Below(bytes.size())),
                      other.substr(random.Below(other.size())));
}

using Way = std::string (*)(const Seed& seed, const Seed& other,
                            Random& random);
const struct {
  const char* name;
  Way spoil;
} kWays[] = {
    {"with bits flipped",
     [](const Seed& seed, const Seed&, Random& random) {
       return FlipBits(seed.bytes, seed.bytes.size(), random);
     }},
    {"with bits of its header flipped",
     [](const Seed& seed, const Seed&, Random& random) {
       return FlipBits(seed.bytes, kHeadSize, random);
     }},
    {"truncated",
     [](const Seed& seed, const Seed&, Random& random) {
       return seed.bytes.substr(0, random.Below(seed.bytes.size()));
     }},
    {"truncated in its header",
     [](const Seed& seed, const Seed&, Random& random) {
       return seed.bytes.substr(0, random.Below(kHeadSize));
     }},
    {"with a number at an extreme",
     [](const Seed& seed, const Seed&, Random& random) {
       return SetExtreme(seed.bytes, random);
     }},
    {"with numbers at extremes",
     [](const Seed& seed, const Seed&, Random& random) {
       return SetExtreme(SetExtreme(SetExtreme(seed.bytes, random), random),
                         random);
     }},
    {"rearranged",
     [](const Seed& seed, const Seed&, Random& random) {
       return Rearrange(seed.bytes, random);
     }},
    {"with garbage behind it",
     [](const Seed& seed, const Seed&, Random& random) {
       return seed.bytes + random.Bytes(1 + random.Below(4'000));
     }},
    {"with garbage before it",
     [](const Seed& seed, const Seed&, Random& random) {
       return random.Bytes(1 + random.Below(40)) + seed.bytes;
     }},
    {"with garbage in it",
     [](const Seed& seed, const Seed&, Random& random) {
       return Overwrite(seed.bytes, random.Bytes(1 + random.Below(400)),
                        random);
     }},
    {"with zeros in it",
     [](const Seed& seed, const Seed&, Random& random) {
       return Overwrite(seed.bytes, std::string(1 + random.Below(2'000), '\0'),
                        random);
     }},
    {"grafted with another",
     [](const Seed& seed, const Seed& other, Random& random) {
       return Graft(seed.bytes, other.bytes, random);
     }},
    {"with another behind it",
     [](const Seed& seed, const Seed& other, Random&) {
       return seed.bytes + other.bytes;
     }},
};

}  // namespace

Mutant MutantOf(std::span<const Seed> seeds, uint32_t number) {
  Random random(number);
  const Seed& seed = seeds[number % seeds.size()];
  const auto& way = kWays[number / seeds.size() % std::size(kWays)];
  const Seed& other = seeds[random.Below(seeds.size())];
  return {.how = absl::StrCat(seed.name, ", ", way.name),
          .bytes = way.spoil(seed, other, random)};
}

}  // namespace ritornello::analysis
