// The name of a file that is not measured.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace ritornello::analysis {

// What people do send, by its first bytes, in their words: "MPEG-4 audio (M4A:
// AAC or ALAC)", "a ZIP archive", "text". What is none of it is "of an unknown
// kind", with the bytes it starts with. Never empty.
std::string ForeignKind(std::span<const uint8_t> head);

}  // namespace ritornello::analysis
