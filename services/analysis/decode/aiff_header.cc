#include "services/analysis/decode/aiff_header.h"

#include <algorithm>
#include <array>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "libs/status/status_macros.h"
#include "services/analysis/decode/bytes.h"
#include "services/analysis/decode/format_limits.h"
#include "services/analysis/decode/refusal.h"

namespace ritornello::analysis {
namespace {

// Compression types of AIFF-C that compress nothing.
constexpr absl::string_view kPlainTypes[] = {"NONE", "twos", "sowt", "raw ",
                                             "in24", "in32", "fl32", "FL32",
                                             "fl64", "FL64"};

// The rate is a float of 80 bits: a sign, 15 bits of exponent, 64 of fraction.
// What is below 1 or does not fit is 0.
int64_t SampleRateOf(std::span<const uint8_t> extended) {
  const int shift = 16'383 + 63 - static_cast<int>(BigEndianAt(extended, 0, 2));
  if (shift < 1 || shift > 63) return 0;
  return static_cast<int64_t>(BigEndianAt(extended, 2, 8) >> shift);
}

absl::StatusOr<HeaderFacts> ParseCommon(std::span<const uint8_t> body,
                                        bool is_aifc, int64_t offset) {
  const std::string place = absl::StrCat("the COMM chunk at byte ", offset);
  const size_t size_min = is_aifc ? 22 : 18;
  if (body.size() < size_min) {
    return MalformedAudio(absl::StrCat("AIFF: ", place, " is cut off: it has ",
                                       body.size(), " of ", size_min,
                                       " bytes"));
  }
  if (is_aifc && std::none_of(std::begin(kPlainTypes), std::end(kPlainTypes),
                              [&](absl::string_view type) {
                                return HasAt(body, 18, type);
                              })) {
    const absl::string_view type(
        reinterpret_cast<const char*>(body.data()) + 18, 4);
    return UnsupportedAudio(absl::StrCat(
        "AIFF-C compressed as \"", absl::CHexEscape(type), "\", says ", place));
  }
  RITORNELLO_RETURN_IF_ERROR(
      CheckFormatLimits(static_cast<int64_t>(BigEndianAt(body, 0, 2)),
                        SampleRateOf(body.subspan(8, 10)), place));
  HeaderFacts facts{.format_place = place, .length_place = place};
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
    if (got < 8) {
      return MalformedAudio(absl::StrCat(
          "AIFF: the file ends at byte ", file.size(),
          " without a COMM chunk: a chunk was expected at byte ", offset));
    }
    const auto chunk = std::span<const uint8_t>(buffer).first(got);
    const uint64_t size = BigEndianAt(chunk, 4, 4);
    if (HasAt(chunk, 0, "COMM")) {
      const auto body = chunk.subspan(8);
      return ParseCommon(body.first(static_cast<size_t>(
                             std::min<uint64_t>(body.size(), size))),
                         is_aifc, offset);
    }
    offset += 8 + static_cast<int64_t>(size + size % 2);  // padded to even
  }
  return MalformedAudio(absl::StrCat("AIFF: no COMM chunk among the first ",
                                     kChunkCountMax, ", up to byte ", offset));
}

}  // namespace ritornello::analysis
