#include "services/analysis/decode/riff_header.h"

#include <array>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libs/status/status_macros.h"
#include "services/analysis/decode/bytes.h"
#include "services/analysis/decode/format_limits.h"
#include "services/analysis/decode/refusal.h"

namespace ritornello::analysis {
namespace {

constexpr uint64_t kFormatPcm = 1;
constexpr uint64_t kFormatFloat = 3;
constexpr uint64_t kFormatExtensible = 0xFFFE;
constexpr uint64_t kSizeUnknown = 0xFFFFFFFF;
constexpr uint64_t kFormUnfinished = 8;

struct Chunk {
  std::array<uint8_t, 40> bytes;  // the start of its body
  size_t count;                   // how many of them there are
  std::span<const uint8_t> body() const {
    return std::span<const uint8_t>(bytes).first(count);
  }
};

absl::StatusOr<Chunk> ReadChunk(const FileBytes& file, int64_t offset,
                                uint64_t size) {
  Chunk chunk;
  const size_t wanted =
      static_cast<size_t>(std::min<uint64_t>(size, chunk.bytes.size()));
  RITORNELLO_ASSIGN_OR_RETURN(
      chunk.count,
      file.ReadAt(offset, std::span<uint8_t>(chunk.bytes).first(wanted)));
  return chunk;
}

struct Format {
  int64_t frame_size = 0;  // bytes
  // Without its place and length; nothing for what only a decoder reads, as
  // samples of 8 bits or such as do not fill their bytes.
  std::optional<PcmLayout> plain_pcm;
};

std::optional<SampleFormat> PlainFormat(uint64_t tag, uint64_t bit_depth) {
  if (tag == kFormatFloat) {
    return bit_depth == 32 ? std::optional(SampleFormat::kFloat32)
                           : std::nullopt;
  }
  switch (bit_depth) {
    case 16:
      return SampleFormat::kInt16;
    case 24:
      return SampleFormat::kInt24;
    case 32:
      return SampleFormat::kInt32;
    default:
      return std::nullopt;
  }
}

// What the body of a fmt chunk says that stands at `place`.
absl::StatusOr<Format> ParseFormat(std::span<const uint8_t> body,
                                   absl::string_view place) {
  uint64_t tag = body.size() < 2 ? 0 : LittleEndianAt(body, 0, 2);
  const size_t size_min = tag == kFormatExtensible ? 40 : 16;
  if (body.size() < size_min) {
    return MalformedAudio(absl::StrCat("WAV: ", place, " is cut off: it has ",
                                       body.size(), " of ", size_min,
                                       " bytes"));
  }
  if (tag == kFormatExtensible) {
    tag = LittleEndianAt(body, 24, 2);  // first bytes of the sub-format
  }
  if (tag != kFormatPcm && tag != kFormatFloat) {
    return UnsupportedAudio(absl::StrFormat(
        "WAV with samples of format 0x%04X, says %s", tag, place));
  }
  const auto channel_count = static_cast<int64_t>(LittleEndianAt(body, 2, 2));
  const auto sample_rate_hz = static_cast<int64_t>(LittleEndianAt(body, 4, 4));
  RITORNELLO_RETURN_IF_ERROR(
      CheckFormatLimits(channel_count, sample_rate_hz, place));
  const auto frame_size = static_cast<int64_t>(LittleEndianAt(body, 12, 2));
  const uint64_t bit_depth = LittleEndianAt(body, 14, 2);
  if (frame_size == 0 || bit_depth == 0) {
    return MalformedAudio(absl::StrCat("WAV: ", place, " says frames of ",
                                       frame_size, " bytes and samples of ",
                                       bit_depth, " bits"));
  }
  Format format{.frame_size = frame_size, .plain_pcm = std::nullopt};
  const std::optional<SampleFormat> samples = PlainFormat(tag, bit_depth);
  if (samples.has_value() && frame_size == SizeOf(*samples) * channel_count) {
    format.plain_pcm =
        PcmLayout{.format = *samples,
                  .sample_rate_hz = static_cast<int32_t>(sample_rate_hz),
                  .channel_count = static_cast<int32_t>(channel_count)};
  }
  return format;
}

// The size of the data chunk's body as far as it is promised.
std::optional<int64_t> PromisedSize(uint64_t form_size, uint64_t size,
                                    std::optional<uint64_t> ds64_size) {
  if (size == kSizeUnknown) {
    if (!ds64_size.has_value() || *ds64_size > INT64_MAX) return std::nullopt;
    return static_cast<int64_t>(*ds64_size);
  }
  if (size == 0 && form_size == kFormUnfinished) return std::nullopt;
  return static_cast<int64_t>(size);
}

// Where the samples of a data chunk lie whose body is at `offset`.
std::optional<PcmLayout> Placed(const Format& format, int64_t offset,
                                int64_t file_size,
                                std::optional<int64_t> declared_frame_count) {
  std::optional<PcmLayout> placed = format.plain_pcm;
  if (!placed.has_value()) return std::nullopt;
  placed->offset = offset;
  placed->frame_count =
      std::max<int64_t>(0, file_size - offset) / format.frame_size;
  if (declared_frame_count.has_value()) {
    placed->frame_count = std::min(placed->frame_count, *declared_frame_count);
  }
  return placed;
}

}  // namespace

absl::StatusOr<HeaderFacts> ReadRiffHeader(const FileBytes& file) {
  std::array<uint8_t, 12> form{};
  RITORNELLO_RETURN_IF_ERROR(file.ReadAt(0, form).status());
  const uint64_t form_size = LittleEndianAt(form, 4, 4);
  HeaderFacts facts;
  std::optional<Format> format;
  std::optional<uint64_t> ds64_size;
  int64_t offset = 12;
  for (int i = 0; i < kChunkCountMax; ++i) {
    std::array<uint8_t, 8> header;
    RITORNELLO_ASSIGN_OR_RETURN(const size_t got, file.ReadAt(offset, header));
    if (got < header.size()) {
      return MalformedAudio(absl::StrCat(
          "WAV: the file ends at byte ", file.size(),
          " before its data chunk: a chunk was expected at byte ", offset));
    }
    const uint64_t size = LittleEndianAt(header, 4, 4);
    const int64_t body = offset + 8;
    if (HasAt(header, 0, "data")) {
      if (!format.has_value()) {
        return MalformedAudio(absl::StrCat(
            "WAV: no fmt chunk before the data chunk at byte ", offset));
      }
      facts.length_place = absl::StrCat("the data chunk at byte ", offset);
      const auto promised = PromisedSize(form_size, size, ds64_size);
      if (promised.has_value()) {
        facts.declared_frame_count = *promised / format->frame_size;
      }
      facts.plain_pcm =
          Placed(*format, body, file.size(), facts.declared_frame_count);
      return facts;
    }
    RITORNELLO_ASSIGN_OR_RETURN(const Chunk chunk, ReadChunk(file, body, size));
    if (HasAt(header, 0, "fmt ")) {
      // Which of two a decoder goes by is not ours to guess.
      if (format.has_value()) {
        return MalformedAudio(
            absl::StrCat("WAV: a second fmt chunk at byte ", offset));
      }
      facts.format_place = absl::StrCat("the fmt chunk at byte ", offset);
      RITORNELLO_ASSIGN_OR_RETURN(
          format, ParseFormat(chunk.body(), facts.format_place));
    } else if (HasAt(header, 0, "ds64") && chunk.count >= 16) {
      ds64_size = LittleEndianAt(chunk.body(), 8, 8);
    }
    offset = body + static_cast<int64_t>(size + size % 2);  // padded to even
  }
  return MalformedAudio(absl::StrCat("WAV: more than ", kChunkCountMax,
                                     " chunks before the data chunk, up to "
                                     "byte ",
                                     offset));
}

}  // namespace ritornello::analysis
