#include "services/analysis/testing/ogg_packet.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "services/analysis/testing/audio_file.h"
#include "services/analysis/testing/crc.h"

namespace ritornello::analysis::testing {
namespace {

constexpr size_t kSumAt = 22;
constexpr size_t kSegmentsMax = 255;  // of a page, and bytes of a segment

}  // namespace

std::string OggPacket(uint64_t serial, uint64_t number, size_t size) {
  // What is left of a packet is told by a segment that is not full.
  std::string lacing(size / 255, '\xFF');
  lacing.push_back(static_cast<char>(size % 255));
  std::string pages;
  for (size_t at = 0; at < lacing.size(); at += kSegmentsMax) {
    const std::string table = lacing.substr(at, kSegmentsMax);
    const bool is_last = at + table.size() == lacing.size();
    std::string page = absl::StrCat(
        absl::string_view("OggS\0", 5), LittleEndian(at == 0 ? 0 : 1, 1),
        LittleEndian(is_last ? 0 : ~uint64_t{0}, 8), LittleEndian(serial, 4),
        LittleEndian(number++, 4), std::string(4, '\0'),
        LittleEndian(table.size(), 1), table);
    page.append(std::min(size - at * 255, table.size() * 255), '\0');
    pages += WithOggSum(std::move(page));
  }
  return pages;
}

std::string WithOggSum(std::string page) {
  page.replace(kSumAt, 4, 4, '\0');
  return page.replace(kSumAt, 4, LittleEndian(Crc(page, 0x04C11DB7, 32), 4));
}

}  // namespace ritornello::analysis::testing
