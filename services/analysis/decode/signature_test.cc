#include "services/analysis/decode/signature.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "services/analysis/testing/audio_file.h"

namespace ritornello::analysis {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using testing::AudioFile;

absl::StatusOr<Signature> SignatureOf(const std::string& bytes) {
  const AudioFile audio(bytes);
  const auto file = FileBytes::Of(audio.fd());
  if (!file.ok()) return file.status();
  return FindSignature(*file);
}

// An ID3v2.4 tag with `size` bytes of frames.
std::string Id3(size_t size, bool has_footer = false) {
  std::string tag("ID3\x04\x00", 5);
  tag += has_footer ? '\x10' : '\x00';
  for (int shift = 21; shift >= 0; shift -= 7) {
    tag += static_cast<char>(size >> shift & 0x7F);
  }
  return tag + std::string(size + (has_footer ? 10 : 0), '\0');
}

std::string OggPage(absl::string_view packet) {
  return absl::StrCat(absl::string_view("OggS\0\2", 6), std::string(20, '\0'),
                      "\1", std::string(1, static_cast<char>(packet.size())),
                      packet);
}

constexpr char kMp3Header[] = "\xFF\xFB\x90\x64";

TEST(SignatureTest, Supported) {
  struct {
    std::string bytes;
    Container container;
    int64_t offset;
  } const cases[] = {
      {std::string("RIFF\0\0\0\0WAVE", 12), Container::kWav, 0},
      {"RF64\xFF\xFF\xFF\xFFWAVE", Container::kWav, 0},
      {std::string("FORM\0\0\0\0AIFF", 12), Container::kAiff, 0},
      {std::string("FORM\0\0\0\0AIFC", 12), Container::kAiff, 0},
      {"fLaC", Container::kFlac, 0},
      {Id3(300) + "fLaC", Container::kFlac, 310},
      {OggPage("\001vorbis"), Container::kOgg, 0},
      {OggPage("OpusHead"), Container::kOgg, 0},
      {kMp3Header, Container::kMp3, 0},
      {Id3(0) + kMp3Header, Container::kMp3, 10},
      {Id3(100'000) + kMp3Header, Container::kMp3, 100'010},
      {Id3(5, true) + kMp3Header, Container::kMp3, 25},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.bytes.substr(0, 12));
    const auto signature = SignatureOf(c.bytes);
    ASSERT_THAT(signature, IsOk());
    EXPECT_EQ(signature->container, c.container);
    EXPECT_EQ(signature->offset, c.offset);
  }
}

TEST(SignatureTest, UnsupportedIsCalledByItsName) {
  struct {
    std::string bytes;
    const char* found;
  } const cases[] = {
      {OggPage("\177FLAC"), "FLAC in Ogg"},
      {OggPage("Speex   "), "Speex in Ogg"},
      {OggPage("\200theora"), "video (Theora in Ogg)"},
      {OggPage("fishead"), "Ogg without Vorbis or Opus"},
      {"OggS", "Ogg without Vorbis or Opus"},
      {std::string("RIFF\0\0\0\0AVI ", 12), "video (AVI)"},
      {std::string("RIFF\0\0\0\0WEBP", 12), "an image (WebP)"},
      {std::string("RIFF\0\0\0\0RMID", 12), "MIDI"},
      {std::string("RIFF\0\0\0\0CDXA", 12), "RIFF without WAVE"},
      {"BW64\xFF\xFF\xFF\xFFWAVE", "BW64 (WAV with object audio)"},
      {"riff\x2E\x91\xCF\x11", "Sony Wave64"},
      {"RIFF", "RIFF without WAVE"},
      {std::string("FORM\0\0\0\0ILBM", 12), "IFF without AIFF"},
      {std::string("RIFX\0\0\0\0WAVE", 12), "big-endian RIFF"},
      {std::string("\0\0\0\x20"
                   "ftypM4A ",
                   12),
       "MPEG-4 audio (M4A: AAC or ALAC)"},
      {std::string("\0\0\0\x20"
                   "ftypisom",
                   12),
       "MPEG-4 (MP4 video, or M4A with AAC or ALAC)"},
      {std::string("\0\0\0\x20"
                   "ftypqt  ",
                   12),
       "video (QuickTime)"},
      {std::string("\0\0\0\x20"
                   "ftyp",
                   8),
       "MPEG-4 (MP4 video, or M4A with AAC or ALAC)"},
      {"\x30\x26\xB2\x75", "Windows Media (WMA or WMV)"},
      {"\x1A\x45\xDF\xA3", "video (Matroska or WebM)"},
      {std::string("\0\0\1\xBA", 4), "video (MPEG)"},
      {"FLV\x01", "video (Flash)"},
      {"DSD ", "DSD (DSF)"},
      {"#!AMR\n", "AMR (a phone's recording)"},
      {"FLhd", "an FL Studio project"},
      {"\x1F\x8B\x08", "a gzip archive"},
      {"Rar!\x1A", "a RAR archive"},
      {"7z\xBC\xAF\x27\x1C", "a 7-Zip archive"},
      {"\xFF\xD8\xFF\xE0", "an image (JPEG)"},
      {"\x89PNG\r\n", "an image (PNG)"},
      {"GIF89a", "an image (GIF)"},
      {"MAC \x96", "Monkey's Audio"},
      {"wvpk", "WavPack"},
      {"caff", "Core Audio Format"},
      {".snd", "Sun AU"},
      {"MThd", "MIDI"},
      {"PK\003\004", "ZIP"},
      {"%PDF-1.7", "PDF"},
      {"\xFF\xF1\x50\x80", "AAC"},
      {Id3(8) + ".snd", "an ID3 tag without MP3"},
      {Id3(8) + std::string("RIFF\0\0\0\0WAVE", 12), "an ID3 tag without MP3"},
      {"ID3", "an ID3 tag without MP3"},
      {"\xFF\xFD\x90\x64", "MPEG audio of layer II (MP2)"},
      {"\xFF\xFE\x90\x64", "unknown kind (it starts with fffe9064)"},
      {"\xFF\xFB\xF0\x64", "unknown kind"},  // bit rate 15
      {"\xFF\xFB\x00\x64", "unknown kind"},  // free bit rate
      {"\xFF\xFB\x9C\x64", "unknown kind"},  // sample rate 3
      {"\xFF\xEB\x90\x64", "unknown kind"},  // version 1: reserved
      {"<html>", "a web page"},
      {"<!DOCTYPE html>", "a web page"},
      {"La donna \xC3\xA8 mobile\r\n", "the file is text;"},
      {"text, then\x01", "unknown kind (it starts with 74657874)"},
      {"\xC3\xA8\xC3\xA8", "unknown kind (it starts with c3a8c3a8)"},
      {std::string(600, '\0'), "unknown kind (it starts with 00000000)"},
      {"\x01", "unknown kind (it starts with 01)"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.found);
    const auto signature = SignatureOf(c.bytes);
    EXPECT_THAT(signature,
                FailsWith(absl::StatusCode::kInvalidArgument, c.found));
    EXPECT_THAT(signature, FailsWith(absl::StatusCode::kInvalidArgument,
                                     "export it again as WAV, AIFF or FLAC"));
    EXPECT_EQ(ReasonOf(signature.status()).reason, "UNSUPPORTED_AUDIO");
  }
}

TEST(SignatureTest, AnEmptyFileIsMalformed) {
  const auto signature = SignatureOf("");
  EXPECT_THAT(signature,
              FailsWith(absl::StatusCode::kInvalidArgument,
                        "the file is empty: 0 bytes; copy the file again"));
  EXPECT_EQ(ReasonOf(signature.status()).reason, "MALFORMED_AUDIO");
}

}  // namespace
}  // namespace ritornello::analysis
