// A packet of Ogg of any length, in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace ritornello::analysis::testing {

// A packet of `size` zeros in pages of the stream `serial`, the first of which
// has the number `number`: full ones but for the last, each with its check sum.
// Source: RFC 3533 section 6.
std::string OggPacket(uint64_t serial, uint64_t number, size_t size);

// `page` with the check sum that it should have.
std::string WithOggSum(std::string page);

}  // namespace ritornello::analysis::testing
