#include "services/analysis/decode/aiff_header.h"

#include <algorithm>
#include <array>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "libs/status/status_macros.h"
#include "services/analysis/decode/bytes.h"
#include "services/analysis/decode/refusal.h"

namespace ritornello::analysis {
namespace {

// Compression types of AIFF-C that compress nothing.
constexpr absl::string_view kPlainTypes[] = {"NONE", "twos", "sowt", "raw ",
                                             "in24", "in32", "fl32", "FL32",
                                             "fl64", "FL64"};

absl::StatusOr<HeaderFacts> ParseCommon(std::span<const uint8_t> body,
                                        bool is_aifc) {
  if (body.size() < (is_aifc ? 22U : 18U)) {
    return MalformedAudio("AIFF: the COMM chunk is cut off");
  }
  if (is_aifc && std::none_of(std::begin(kPlainTypes), std::end(kPlainTypes),
                              [&](absl::string_view type) {
                                return HasAt(body, 18, type);
                              })) {
    const absl::string_view type(
        reinterpret_cast<const char*>(body.data()) + 18, 4);
    return UnsupportedAudio(
        absl::StrCat("AIFF-C compressed as \"", absl::CHexEscape(type), "\""));
  }
  HeaderFacts facts;
  facts.declared_frame_count = static_cast<int64_t>(BigEndianAt(body, 2, 4));
  return facts;
}

}  // namespace

absl::StatusOr<HeaderFacts> ReadAiffHeader(const FileBytes& file) {
  std::array<uint8_t, 12> form;
  RITORNELLO_ASSIGN_OR_RETURN(const size_t form_size, file.ReadAt(0, form));
  const bool is_aifc =
      HasAt(std::span<const uint8_t>(form).first(form_size), 8, "AIFC");
  int64_t offset = 12;
  for (int i = 0; i < kChunkCountMax; ++i) {
    std::array<uint8_t, 30> buffer;
    RITORNELLO_ASSIGN_OR_RETURN(const size_t got, file.ReadAt(offset, buffer));
    if (got < 8) return MalformedAudio("AIFF: no COMM chunk");
    const auto chunk = std::span<const uint8_t>(buffer).first(got);
    const uint64_t size = BigEndianAt(chunk, 4, 4);
    if (HasAt(chunk, 0, "COMM")) {
      const auto body = chunk.subspan(8);
      return ParseCommon(body.first(static_cast<size_t>(
                             std::min<uint64_t>(body.size(), size))),
                         is_aifc);
    }
    offset += 8 + static_cast<int64_t>(size + size % 2);  // padded to even
  }
  return MalformedAudio(
      absl::StrCat("AIFF: no COMM chunk among the first ", kChunkCountMax));
}

}  // namespace ritornello::analysis
