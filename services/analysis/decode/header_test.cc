// Every container's own header, as bytes by hand.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "services/analysis/decode/aiff_header.h"
#include "services/analysis/decode/flac_header.h"
#include "services/analysis/decode/mpeg_header.h"
#include "services/analysis/decode/ogg_pages.h"
#include "services/analysis/decode/opus_header.h"
#include "services/analysis/decode/riff_header.h"
#include "services/analysis/testing/audio_file.h"
#include "services/analysis/testing/ogg_packet.h"

namespace ritornello::analysis {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using testing::AudioFile;
using testing::BigEndian;
using testing::LittleEndian;
using testing::OggPacket;
using testing::WithOggSum;

constexpr uint64_t kUnknown = 0xFFFFFFFF;

template <typename Read>
auto ReadFrom(const std::string& bytes, Read read) {
  const AudioFile audio(bytes);
  const auto file = FileBytes::Of(audio.fd());
  EXPECT_THAT(file, IsOk());
  return read(*file);
}

// A chunk whose size may be a lie.
std::string Chunk(absl::string_view id, uint64_t size, absl::string_view body) {
  return absl::StrCat(id, LittleEndian(size, 4), body);
}

// A fmt body: stereo at 48 kHz, 16 bits, 4 bytes a frame unless told.
std::string Format(uint64_t tag, uint64_t frame_size = 4) {
  return absl::StrCat(LittleEndian(tag, 2), LittleEndian(2, 2),
                      LittleEndian(48'000, 4), LittleEndian(192'000, 4),
                      LittleEndian(frame_size, 2), LittleEndian(16, 2));
}

std::string Extensible(uint64_t sub_format) {
  return absl::StrCat(Format(0xFFFE), LittleEndian(22, 2), LittleEndian(16, 2),
                      LittleEndian(3, 4), LittleEndian(sub_format, 2),
                      std::string(14, '\0'));
}

std::string Wave(absl::string_view chunks, uint64_t form_size = 0) {
  return absl::StrCat("RIFF", LittleEndian(form_size, 4), "WAVE", chunks);
}

const std::string kFmt = Chunk("fmt ", 16, Format(1));

TEST(RiffHeaderTest, Declares) {
  const std::string ds64 =
      Chunk("ds64", 28,
            absl::StrCat(LittleEndian(0, 8), LittleEndian(40'000'000'000, 8),
                         std::string(12, '\0')));
  struct {
    const char* fact;
    std::string chunks;
    std::optional<int64_t> frames;
  } const cases[] = {
      {"as many as are there", kFmt + Chunk("data", 8, "12345678"), 2},
      {"more than are there", kFmt + Chunk("data", 400, "1234"), 100},
      {"a part of a frame is none", kFmt + Chunk("data", 7, "1234567"), 1},
      {"none, at the end", kFmt + Chunk("data", 0, ""), 0},
      {"none, before other chunks",
       kFmt + Chunk("data", 0, "") + Chunk("LIST", 4, "1234"), 0},
      {"unknown, from a pipe", kFmt + Chunk("data", kUnknown, "1234"),
       std::nullopt},
      {"in ds64", ds64 + kFmt + Chunk("data", kUnknown, ""), 10'000'000'000},
      {"ds64 does not overrule a real size",
       ds64 + kFmt + Chunk("data", 4, "1234"), 1},
      {"a cut ds64 says nothing",
       Chunk("ds64", 4, "1234") + kFmt + Chunk("data", kUnknown, ""),
       std::nullopt},
      {"odd chunks are padded",
       Chunk("LIST", 3, "abc\0") + std::string(1, '\0') + kFmt +
           Chunk("data", 4, "1234"),
       1},
      {"float", Chunk("fmt ", 16, Format(3, 8)) + Chunk("data", 16, ""), 2},
      {"extensible PCM",
       Chunk("fmt ", 40, Extensible(1)) + Chunk("data", 4, "1234"), 1},
      {"extensible float",
       Chunk("fmt ", 40, Extensible(3)) + Chunk("data", 4, "1234"), 1},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.fact);
    const auto facts = ReadFrom(Wave(c.chunks), ReadRiffHeader);
    ASSERT_THAT(facts, IsOk());
    EXPECT_EQ(facts->declared_frame_count, c.frames);
    EXPECT_FALSE(facts->lacks_end_mark);
  }
}

TEST(RiffHeaderTest, AWriterThatDiedPromisedNothing) {
  const auto facts =
      ReadFrom(Wave(kFmt + Chunk("data", 0, "1234"), 8), ReadRiffHeader);
  ASSERT_THAT(facts, IsOk());
  EXPECT_EQ(facts->declared_frame_count, std::nullopt);
}

TEST(RiffHeaderTest, Refuses) {
  std::string many;
  for (int i = 0; i < kChunkCountMax; ++i) many += Chunk("JUNK", 0, "");
  struct {
    std::string chunks;
    const char* reason;
    const char* words;
  } const cases[] = {
      {"", "MALFORMED_AUDIO", "ends at byte 12 before its data chunk"},
      {kFmt, "MALFORMED_AUDIO", "ends at byte 36 before its data chunk"},
      {Chunk("data", 4, "1234"), "MALFORMED_AUDIO",
       "no fmt chunk before the data chunk at byte 12"},
      {Chunk("fmt ", 15, Format(1)), "MALFORMED_AUDIO",
       "the fmt chunk at byte 12 is cut off: it has 15 of 16 bytes"},
      {Chunk("fmt ", 16, "1234"), "MALFORMED_AUDIO", "it has 4 of 16 bytes"},
      {Chunk("fmt ", 18, Format(0xFFFE)), "MALFORMED_AUDIO",
       "it has 16 of 40 bytes"},
      {Chunk("fmt ", 16, Format(1, 0)), "MALFORMED_AUDIO", "0 bytes"},
      {Chunk("fmt ", 16, Format(2)), "UNSUPPORTED_AUDIO", "format 0x0002"},
      {Chunk("fmt ", 16, Format(0x55)), "UNSUPPORTED_AUDIO", "format 0x0055"},
      {Chunk("fmt ", 40, Extensible(2)), "UNSUPPORTED_AUDIO", "0x0002"},
      {many + kFmt + Chunk("data", 4, "1234"), "MALFORMED_AUDIO", "more than"},
      {kFmt + kFmt + Chunk("data", 4, "1234"), "MALFORMED_AUDIO",
       "a second fmt chunk at byte 36; copy the file again, or export it "
       "again as WAV"},
      {Chunk("LIST", kUnknown, "") + kFmt, "MALFORMED_AUDIO",
       "a chunk was expected at byte 4294967316"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.words);
    const auto facts = ReadFrom(Wave(c.chunks), ReadRiffHeader);
    EXPECT_THAT(facts, FailsWith(absl::StatusCode::kInvalidArgument, c.words));
    EXPECT_EQ(ReasonOf(facts.status()).reason, c.reason);
  }
}

TEST(RiffHeaderTest, ChunksAreReadUpToTheLimit) {
  std::string chunks;
  for (int i = 0; i < kChunkCountMax - 2; ++i) chunks += Chunk("JUNK", 0, "");
  EXPECT_THAT(
      ReadFrom(Wave(chunks + kFmt + Chunk("data", 0, "")), ReadRiffHeader),
      IsOk());
}

std::string AiffChunk(absl::string_view id, absl::string_view body) {
  return absl::StrCat(id, BigEndian(body.size(), 4), body,
                      std::string(body.size() % 2, '\0'));
}

std::string Common(uint64_t frames) {
  return absl::StrCat(BigEndian(2, 2), BigEndian(frames, 4), BigEndian(16, 2),
                      "\x40\x0E\xBB\x80", std::string(6, '\0'));  // 48 kHz
}

TEST(AiffHeaderTest, Declares) {
  const std::string aiff("FORM\0\0\0\0AIFF", 12);
  const std::string aifc("FORM\0\0\0\0AIFC", 12);
  std::string many;
  for (int i = 0; i < kChunkCountMax; ++i) many += AiffChunk("JUNK", "");
  struct {
    std::string bytes;
    std::optional<int64_t> frames;
    const char* refusal;
  } const cases[] = {
      {aiff + AiffChunk("COMM", Common(1'234)), 1'234, ""},
      {aiff + AiffChunk("NAME", "odd") + AiffChunk("COMM", Common(5)), 5, ""},
      {aiff + AiffChunk("COMM", Common(kUnknown)), 4'294'967'295, ""},
      {aifc + AiffChunk("COMM", Common(7) + "sowt"), 7, ""},
      {aifc + AiffChunk("COMM", Common(7) + "fl32"), 7, ""},
      {aifc + AiffChunk("COMM", Common(7) + "ulaw"), std::nullopt,
       "compressed as \"ulaw\""},
      {aifc + AiffChunk("COMM", Common(7) + "\x01\"\n "), std::nullopt,
       "compressed as \"\\x01\\\"\\n \""},
      {aifc + AiffChunk("COMM", Common(7)), std::nullopt, "cut off"},
      {aiff + AiffChunk("COMM", "12345"), std::nullopt, "cut off"},
      {aiff, std::nullopt, "without a COMM chunk"},
      {many.insert(0, aiff) + AiffChunk("COMM", Common(1)), std::nullopt,
       "among the first 1024, up to byte 8204"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.refusal);
    const auto facts = ReadFrom(c.bytes, ReadAiffHeader);
    if (c.frames.has_value()) {
      ASSERT_THAT(facts, IsOk());
      EXPECT_EQ(facts->declared_frame_count, c.frames);
    } else {
      EXPECT_THAT(facts,
                  FailsWith(absl::StatusCode::kInvalidArgument, c.refusal));
    }
  }
}

// STREAMINFO: 48 kHz, stereo, `depth` bits, `total` frames.
std::string StreamInfo(uint64_t depth, uint64_t total) {
  const uint64_t packed =
      uint64_t{48'000} << 44 | uint64_t{1} << 41 | (depth - 1) << 36 | total;
  return absl::StrCat("fLaC", std::string(1, '\x80'), BigEndian(34, 3),
                      std::string(10, '\0'), BigEndian(packed, 8),
                      std::string(16, '\0'));
}

TEST(FlacHeaderTest, Declares) {
  const auto read = [](const FileBytes& file) {
    return ReadFlacHeader(file, 0);
  };
  struct {
    uint64_t depth;
    uint64_t total;
    std::optional<int64_t> frames;
  } const cases[] = {
      {16, 48'000, 48'000},
      {20, 1, 1},
      {24, (uint64_t{1} << 36) - 1, (int64_t{1} << 36) - 1},
      {32, 0, std::nullopt},  // 0 is FLAC's "unknown"
  };
  for (const auto& c : cases) {
    const auto facts = ReadFrom(StreamInfo(c.depth, c.total), read);
    ASSERT_THAT(facts, IsOk());
    EXPECT_EQ(facts->declared_frame_count, c.frames);
    EXPECT_EQ(facts->bit_depth, static_cast<int32_t>(c.depth));
  }
  std::string padding = StreamInfo(16, 1);
  padding[4] = '\x81';  // the first block is PADDING
  for (const std::string& bytes :
       {std::string("fLaC"), padding, StreamInfo(16, 1).substr(0, 41)}) {
    EXPECT_THAT(
        ReadFrom(bytes, read),
        FailsWith(absl::StatusCode::kInvalidArgument, "STREAMINFO at byte 4"));
  }
}

std::string OggPage(uint64_t flags, uint64_t serial, size_t body_size,
                    uint64_t position = 0) {
  return absl::StrCat(absl::string_view("OggS\0", 5), LittleEndian(flags, 1),
                      LittleEndian(position, 8), LittleEndian(serial, 4),
                      std::string(8, '\0'), LittleEndian(1, 1),
                      LittleEndian(body_size, 1), std::string(body_size, 'x'));
}

TEST(OggPagesTest, TheLastPageMustBeMarkedAndWhole) {
  const std::string start = OggPage(2, 7, 30);
  const std::string end = OggPage(4, 7, 200);
  struct {
    const char* fact;
    std::string bytes;
    bool lacks_end_mark;
  } const cases[] = {
      {"whole", start + end, false},
      {"one page is both", OggPage(6, 7, 30), false},
      {"no mark", start + OggPage(0, 7, 200), true},
      {"the last page is cut", start + end.substr(0, end.size() - 1), true},
      {"the last header is cut", start + OggPage(0, 7, 9) + end.substr(0, 20),
       true},
      {"a tag behind the end", start + end + std::string(128, 'T'), false},
      {"an end too far from the end of the file",
       start + end + std::string(200'000, 'T'), true},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.fact);
    const auto facts = ReadFrom(c.bytes, ReadOggPages);
    ASSERT_THAT(facts, IsOk());
    EXPECT_EQ(facts->lacks_end_mark, c.lacks_end_mark);
    EXPECT_EQ(facts->declared_frame_count, std::nullopt);
  }
}

TEST(OggPagesTest, TheLastPageSaysWhereTheStreamEnds) {
  struct {
    uint64_t position;
    std::optional<int64_t> last_position;
  } const cases[] = {
      {96'312, 96'312},
      {INT64_MAX, INT64_MAX},
      {~uint64_t{0}, std::nullopt},  // "no packet ends here"
      {uint64_t{1} << 63, std::nullopt},
  };
  for (const auto& c : cases) {
    const auto facts = ReadFrom(
        OggPage(2, 7, 30) + OggPage(4, 7, 200, c.position), ReadOggPages);
    ASSERT_THAT(facts, IsOk());
    EXPECT_EQ(facts->last_position, c.last_position);
  }
}

// A first page that holds an OpusHead of version 1, pre-skip 312, 44.1 kHz.
std::string OpusPage(uint64_t channels, uint64_t family,
                     absl::string_view map = "", uint64_t version = 1) {
  const std::string packet = absl::StrCat(
      "OpusHead", LittleEndian(version, 1), LittleEndian(channels, 1),
      LittleEndian(312, 2), LittleEndian(44'100, 4), LittleEndian(0, 2),
      LittleEndian(family, 1), map);
  std::string page = OggPage(2, 7, packet.size());
  return page.replace(28, packet.size(), packet);
}

TEST(OpusHeaderTest, ChannelsMustBeLoudspeakersThatAStreamPlays) {
  using absl::string_view;
  struct {
    const char* fact;
    std::string bytes;
    const char* reason;  // "": read
    const char* words;
  } const cases[] = {
      {"mono", OpusPage(1, 0), "", ""},
      {"stereo", OpusPage(2, 0), "", ""},
      {"a later version that is compatible", OpusPage(2, 0, "", 15), "", ""},
      {"5.1", OpusPage(6, 1, string_view("\4\2\0\4\1\2\3\5", 8)), "", ""},
      {"a silent channel", OpusPage(2, 1, string_view("\1\0\0\xFF", 4)), "",
       ""},
      {"three channels without a map", OpusPage(3, 0), "MALFORMED_AUDIO",
       "3 channels without a map"},
      {"no channels", OpusPage(0, 0), "MALFORMED_AUDIO",
       "OpusHead at byte 28 says no channels"},
      {"an incompatible version", OpusPage(2, 0, "", 16), "UNSUPPORTED_AUDIO",
       "version 16"},
      {"ambisonics", OpusPage(4, 2, string_view("\4\0\0\1\2\3", 6)),
       "UNSUPPORTED_AUDIO", "mapping family 2"},
      {"discrete", OpusPage(2, 255, string_view("\2\0\0\1", 4)),
       "UNSUPPORTED_AUDIO", "mapping family 255"},
      {"nine loudspeakers", OpusPage(9, 1), "MALFORMED_AUDIO",
       "9 loudspeakers"},
      {"a map that is cut", OpusPage(6, 1, string_view("\4\2\0\4\1\2\3", 7)),
       "MALFORMED_AUDIO", "channel map of OpusHead at byte 28 is cut off"},
      {"no streams", OpusPage(1, 1, string_view("\0\0\0", 3)),
       "MALFORMED_AUDIO", "0 streams"},
      {"more stereo than streams", OpusPage(2, 1, string_view("\1\2\0\1", 4)),
       "MALFORMED_AUDIO", "1 streams, 2 of them"},
      {"a stream that is not there", OpusPage(2, 1, string_view("\1\1\0\2", 4)),
       "MALFORMED_AUDIO", "not there"},
      {"cut", OpusPage(2, 0).substr(0, 46), "MALFORMED_AUDIO", "cut off"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.fact);
    const absl::Status checked = ReadFrom(c.bytes, CheckOpusHeader);
    if (*c.reason == '\0') {
      EXPECT_THAT(checked, IsOk());
      continue;
    }
    EXPECT_THAT(checked,
                FailsWith(absl::StatusCode::kInvalidArgument, c.words));
    EXPECT_EQ(ReasonOf(checked).reason, c.reason);
  }
}

TEST(OggPagesTest, TwoStreamsAreRefused) {
  EXPECT_THAT(
      ReadFrom(OggPage(6, 7, 30) + OggPage(6, 8, 30), ReadOggPages),
      FailsWith(absl::StatusCode::kInvalidArgument, "more than one stream"));
}

// Of a packet a decoder holds all that it has got, behind damage, too.
TEST(OggPagesTest, APacketThatIsTooLongIsRefusedWhereverItIs) {
  constexpr size_t kLimit = size_t{16} << 20;
  const std::string start = OggPage(2, 7, 0);  // 28 bytes, of no sound sum
  const std::string small = OggPacket(7, 0, 1'000);
  const std::string half = OggPacket(7, 1, kLimit / 2 + 1);
  const std::string limit = OggPacket(7, 1, kLimit);
  const std::string beyond = OggPacket(7, 1, kLimit + 1);
  // small is 27 bytes, 4 of lacing and 1'000.
  std::string end = small;
  end[5] = 4;
  struct {
    const char* fact;
    std::string bytes;
    bool is_sound;
    const char* refusal;  // "": none
  } const cases[] = {
      {"at the limit", small + limit, true, ""},
      {"a byte more", small + beyond, false, "in the page at byte 1031 has"},
      {"two that are more together", small + half + half, false, ""},
      // 1'031 bytes, 28 and 10.
      {"behind the end, a page of another sum, and garbage",
       WithOggSum(end) + start + "OggSOggOgg" + beyond, false, "byte 1069 "},
      {"of another stream", OggPacket(8, 0, 9) + beyond, true, ""},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.fact);
    const auto is_sound = ReadFrom(c.bytes, [](const FileBytes& file) {
      return HasSoundOggPages(file, [] { return absl::OkStatus(); });
    });
    if (*c.refusal != '\0') {
      EXPECT_THAT(is_sound,
                  FailsWith(absl::StatusCode::kOutOfRange, c.refusal));
      EXPECT_EQ(ReasonOf(is_sound.status()).reason, "AUDIO_TOO_LARGE");
      continue;
    }
    ASSERT_THAT(is_sound, IsOk());
    EXPECT_EQ(*is_sound, c.is_sound);
  }
}

// Bytes that this process has asked the system for so far.
int64_t BytesRead() {
  std::ifstream io("/proc/self/io");
  std::string name;
  int64_t value = 0;
  io >> name >> value;
  EXPECT_EQ(name, "rchar:");
  return value;
}

// A read of a page's largest size for each would be 2 GB here.
TEST(OggPagesTest, SmallPagesAreReadManyAtATime) {
  std::string bytes;
  for (uint64_t number = 0; number < 30'000; ++number) {
    bytes += OggPacket(7, number, 1);
  }
  const AudioFile audio(bytes);
  const auto file = FileBytes::Of(audio.fd());
  ASSERT_THAT(file, IsOk());
  const int64_t before = BytesRead();
  const auto is_sound =
      HasSoundOggPages(*file, [] { return absl::OkStatus(); });
  EXPECT_LT(BytesRead() - before, 2 * std::ssize(bytes));
  ASSERT_THAT(is_sound, IsOk());
  EXPECT_TRUE(*is_sound);
}

// An MPEG frame header, side information, and a Xing tag with `flags`.
std::string Xing(absl::string_view header, size_t side_size,
                 absl::string_view tag, uint64_t flags) {
  return absl::StrCat(header, std::string(side_size, '\0'), tag,
                      BigEndian(flags, 4), BigEndian(100, 4),
                      std::string(200, '\0'));
}

TEST(MpegHeaderTest, OnlyXingDeclaresALength) {
  const absl::string_view stereo = "\xFF\xFB\x90\x64";
  const absl::string_view mono = "\xFF\xFB\x90\xC4";
  const absl::string_view checksum = "\xFF\xFA\x90\x64";
  const absl::string_view mpeg2 = "\xFF\xF3\x90\x64";
  const absl::string_view mpeg2_mono = "\xFF\xF3\x90\xC4";
  struct {
    const char* fact;
    std::string bytes;
    bool declares;
  } const cases[] = {
      {"MPEG-1 stereo", Xing(stereo, 32, "Xing", 1), true},
      {"constant bit rate", Xing(stereo, 32, "Info", 0xF), true},
      {"mono", Xing(mono, 17, "Xing", 1), true},
      {"checksum", Xing(checksum, 34, "Xing", 1), true},
      {"MPEG-2", Xing(mpeg2, 17, "Xing", 1), true},
      {"MPEG-2 mono", Xing(mpeg2_mono, 9, "Xing", 1), true},
      {"no frame count in it", Xing(stereo, 32, "Xing", 0xE), false},
      {"elsewhere", Xing(stereo, 31, "Xing", 1), false},
      {"no tag", Xing(stereo, 32, "VBRI", 1), false},
      {"cut", Xing(stereo, 32, "Xing", 1).substr(0, 43), false},
      {"no frame", std::string(64, '\0'), false},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.fact);
    const auto declares = ReadFrom("tag" + c.bytes, [](const FileBytes& file) {
      return DeclaresMpegLength(file, 3);
    });
    ASSERT_THAT(declares, IsOk());
    EXPECT_EQ(*declares, c.declares);
  }
}

}  // namespace
}  // namespace ritornello::analysis
