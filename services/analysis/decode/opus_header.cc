#include "services/analysis/decode/opus_header.h"

#include <array>
#include <span>
#include <string>

#include "absl/strings/str_cat.h"
#include "libs/status/status_macros.h"
#include "services/analysis/decode/bytes.h"
#include "services/analysis/decode/ogg_pages.h"
#include "services/analysis/decode/refusal.h"
#include "services/analysis/model/report.h"

namespace ritornello::analysis {
namespace {

constexpr size_t kFixedSize = 19;
constexpr size_t kMapAt = 21;
constexpr uint8_t kSilentChannel = 255;

absl::Status CheckChannelMap(std::span<const uint8_t> packet,
                             size_t channel_count, absl::string_view place) {
  if (packet.size() < kMapAt + channel_count) {
    return MalformedAudio(
        absl::StrCat("Opus: the channel map of ", place, " is cut off"));
  }
  const size_t streams = packet[19];
  const size_t coupled = packet[20];
  if (streams == 0 || coupled > streams || streams + coupled > 255) {
    return MalformedAudio(absl::StrCat("Opus: ", place, " says ", streams,
                                       " streams, ", coupled,
                                       " of them in stereo, which cannot be"));
  }
  for (const uint8_t decoded : packet.subspan(kMapAt, channel_count)) {
    if (decoded >= streams + coupled && decoded != kSilentChannel) {
      return MalformedAudio(absl::StrCat(
          "Opus: ", place, " has a channel of a stream that is not there"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckOpusHeader(const FileBytes& file) {
  std::array<uint8_t, 512> head;
  RITORNELLO_ASSIGN_OR_RETURN(const size_t size, file.ReadAt(0, head));
  const auto packet =
      FirstOggPacket(std::span<const uint8_t>(head).first(size));
  const std::string place =
      absl::StrCat("OpusHead at byte ", size - packet.size());
  if (packet.size() < kFixedSize) {
    return MalformedAudio(absl::StrCat("Opus: ", place, " is cut off"));
  }
  if (packet[8] > 15) {
    return UnsupportedAudio(absl::StrCat("Opus of version ", packet[8],
                                         ", which is unknown, says ", place));
  }
  const size_t channel_count = packet[9];
  const int family = packet[18];
  if (channel_count == 0) {
    return MalformedAudio(absl::StrCat("Opus: ", place, " says no channels"));
  }
  if (family == 0) {
    if (channel_count <= 2) return absl::OkStatus();
    return MalformedAudio(absl::StrCat("Opus: ", place, " says ", channel_count,
                                       " channels without a map"));
  }
  if (family != 1) {
    return UnsupportedAudio(
        absl::StrCat("Opus whose channels are no loudspeakers (mapping family ",
                     family, "), says ", place));
  }
  if (channel_count > static_cast<size_t>(kChannelCountMax)) {
    return MalformedAudio(absl::StrCat("Opus: ", place, " says ", channel_count,
                                       " loudspeakers, 8 at most"));
  }
  return CheckChannelMap(packet, channel_count, place);
}

}  // namespace ritornello::analysis
