#include "services/analysis/decode/foreign_kind.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "services/analysis/decode/bytes.h"
#include "services/analysis/decode/ogg_pages.h"

namespace ritornello::analysis {
namespace {

struct Kind {
  absl::string_view magic;
  absl::string_view name;
};

constexpr Kind kOggPackets[] = {
    {"\177FLAC", "FLAC in Ogg"},
    {"Speex", "Speex in Ogg"},
    {"\200theora", "video (Theora in Ogg)"},
    {"", "Ogg without Vorbis or Opus"},
};

constexpr Kind kRiffForms[] = {
    {"AVI ", "video (AVI)"},
    {"WEBP", "an image (WebP)"},
    {"RMID", "MIDI"},
    {"", "RIFF without WAVE"},
};

// By the brand behind "ftyp".
constexpr Kind kMpeg4Brands[] = {
    {"M4A", "MPEG-4 audio (M4A: AAC or ALAC)"},
    {"M4B", "MPEG-4 audio (M4B: AAC)"},
    {"qt  ", "video (QuickTime)"},
    {"avif", "an image (AVIF)"},
    {"heic", "an image (HEIC)"},
    {"", "MPEG-4 (MP4 video, or M4A with AAC or ALAC)"},
};

constexpr Kind kKinds[] = {
    {"BW64", "BW64 (WAV with object audio)"},
    {"RIFX", "big-endian RIFF"},
    {"riff", "Sony Wave64"},
    {"FORM", "IFF without AIFF"},
    {"ID3", "an ID3 tag without MP3 behind it"},
    {"\x30\x26\xB2\x75", "Windows Media (WMA or WMV)"},
    {"\x1A\x45\xDF\xA3", "video (Matroska or WebM)"},
    {"FLV\x01", "video (Flash)"},
    {absl::string_view("\0\0\1\xBA", 4), "video (MPEG)"},
    {absl::string_view("\0\0\1\xB3", 4), "video (MPEG)"},
    {"MAC ", "Monkey's Audio"},
    {"wvpk", "WavPack"},
    {"caff", "Core Audio Format"},
    {".snd", "Sun AU"},
    {"DSD ", "DSD (DSF)"},
    {"FRM8", "DSD (DSDIFF)"},
    {"#!AMR", "AMR (a phone's recording)"},
    {"MThd", "MIDI"},
    {"FLhd", "an FL Studio project"},
    {"PK\003\004", "a ZIP archive"},
    {"\x1F\x8B", "a gzip archive"},
    {"Rar!", "a RAR archive"},
    {"7z\xBC\xAF", "a 7-Zip archive"},
    {"\xFF\xD8\xFF", "an image (JPEG)"},
    {"\x89PNG", "an image (PNG)"},
    {"GIF8", "an image (GIF)"},
    {"%PDF", "PDF"},
    {"<!DOCTYPE", "a web page"},
    {"<!doctype", "a web page"},
    {"<html", "a web page"},
    {"\xFF\xF1", "AAC (ADTS)"},
    {"\xFF\xF9", "AAC (ADTS)"},
    {"\xFF\xFC", "MPEG audio of layer II (MP2)"},
    {"\xFF\xFD", "MPEG audio of layer II (MP2)"},
};

// The name of the first of `kinds` that stands at `at`; "" for none.
absl::string_view NameAt(std::span<const uint8_t> head, size_t at,
                         std::span<const Kind> kinds) {
  for (const Kind& kind : kinds) {
    if (HasAt(head, at, kind.magic)) return kind.name;
  }
  return "";
}

bool IsText(std::span<const uint8_t> head) {
  return !head.empty() &&
         std::all_of(head.begin(), head.end(), [](uint8_t byte) {
           return byte >= 0x80 || absl::ascii_isprint(byte) ||
                  absl::ascii_isspace(byte);
         });
}

absl::string_view KnownName(std::span<const uint8_t> head) {
  if (HasAt(head, 0, "OggS")) {
    return NameAt(FirstOggPacket(head), 0, kOggPackets);
  }
  if (HasAt(head, 0, "RIFF") || HasAt(head, 0, "RF64")) {
    const absl::string_view form = NameAt(head, 8, kRiffForms);
    return form.empty() ? "RIFF without WAVE" : form;
  }
  if (HasAt(head, 4, "ftyp")) {
    return NameAt(head, 8, kMpeg4Brands);
  }
  const absl::string_view kind = NameAt(head, 0, kKinds);
  if (!kind.empty()) return kind;
  // A byte of UTF-8 is no sign of text by itself: noise has as many.
  return IsText(head) && absl::ascii_isgraph(head[0]) ? "text" : "";
}

}  // namespace

std::string ForeignKind(std::span<const uint8_t> head) {
  const absl::string_view name = KnownName(head);
  if (!name.empty()) return std::string(name);
  const auto first = head.first(std::min<size_t>(head.size(), 4));
  return absl::StrCat(
      "of an unknown kind (it starts with ",
      absl::BytesToHexString(absl::string_view(
          reinterpret_cast<const char*>(first.data()), first.size())),
      ")");
}

}  // namespace ritornello::analysis
