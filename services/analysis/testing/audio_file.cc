#include "services/analysis/testing/audio_file.h"

#include <sndfile.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "libs/status/check.h"

// Leaks of Debian 12's libraries, for tests and fuzzers under
// LeakSanitizer: libvorbisenc 1.3.7 loses 3 kB for every stream of six
// channels that it encodes (tests only), libsndfile 1.2.0 loses 6 kB for
// every Ogg file whose Vorbis headers it refuses. Named by library: functions
// have no names where no symbolizer is installed.
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libvorbis.so\nleak:libvorbisenc.so\n";
}

namespace ritornello::analysis::testing {
namespace {

int FormatOf(FileKind kind) {
  switch (kind) {
    case FileKind::kWav8:
      return SF_FORMAT_WAV | SF_FORMAT_PCM_U8;
    case FileKind::kWav16:
      return SF_FORMAT_WAV | SF_FORMAT_PCM_16;
    case FileKind::kWav24:
      return SF_FORMAT_WAV | SF_FORMAT_PCM_24;
    case FileKind::kWav32:
      return SF_FORMAT_WAV | SF_FORMAT_PCM_32;
    case FileKind::kWavFloat:
      return SF_FORMAT_WAV | SF_FORMAT_FLOAT;
    case FileKind::kWavDouble:
      return SF_FORMAT_WAV | SF_FORMAT_DOUBLE;
    case FileKind::kWavExtensible24:
      return SF_FORMAT_WAVEX | SF_FORMAT_PCM_24;
    case FileKind::kRf64Float:
      return SF_FORMAT_RF64 | SF_FORMAT_FLOAT;
    case FileKind::kAiff16:
      return SF_FORMAT_AIFF | SF_FORMAT_PCM_16;
    case FileKind::kAiffFloat:
      return SF_FORMAT_AIFF | SF_FORMAT_FLOAT;
    case FileKind::kFlac16:
      return SF_FORMAT_FLAC | SF_FORMAT_PCM_16;
    case FileKind::kFlac24:
      return SF_FORMAT_FLAC | SF_FORMAT_PCM_24;
    case FileKind::kOggVorbis:
      return SF_FORMAT_OGG | SF_FORMAT_VORBIS;
    case FileKind::kMp3:
      return SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III;
    case FileKind::kWavAlaw:
      return SF_FORMAT_WAV | SF_FORMAT_ALAW;
    case FileKind::kWavImaAdpcm:
      return SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM;
    case FileKind::kOggOpus:
      return SF_FORMAT_OGG | SF_FORMAT_OPUS;
    case FileKind::kAu:
      return SF_FORMAT_AU | SF_FORMAT_PCM_16;
    case FileKind::kCaf:
      return SF_FORMAT_CAF | SF_FORMAT_PCM_16;
  }
  RITORNELLO_CHECK(false);
}

}  // namespace

AudioFile::AudioFile(absl::string_view bytes)
    : fd_(memfd_create("audio", MFD_CLOEXEC)) {
  RITORNELLO_CHECK(fd_ >= 0);
  while (!bytes.empty()) {
    const ssize_t written = write(fd_, bytes.data(), bytes.size());
    RITORNELLO_CHECK(written > 0);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
}

AudioFile::AudioFile(AudioFile&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)) {}

AudioFile::~AudioFile() {
  if (fd_ >= 0) close(fd_);
}

std::string AudioFile::Bytes() const {
  struct stat status {};
  RITORNELLO_CHECK(fstat(fd_, &status) == 0);
  std::string bytes(static_cast<size_t>(status.st_size), '\0');
  const ssize_t got = pread(fd_, bytes.data(), bytes.size(), 0);
  RITORNELLO_CHECK(got == static_cast<ssize_t>(bytes.size()));
  return bytes;
}

AudioFile Encode(FileKind kind, const Signal& signal) {
  AudioFile file("");
  SF_INFO format{};
  format.samplerate = signal.sample_rate_hz;
  format.channels = signal.channel_count;
  format.format = FormatOf(kind);
  SNDFILE* sndfile = sf_open_fd(file.fd(), SFM_WRITE, &format, SF_FALSE);
  RITORNELLO_CHECK(sndfile != nullptr);
  sf_command(sndfile, SFC_SET_CLIPPING, nullptr, SF_TRUE);
  // A PEAK chunk holds the time of day.
  sf_command(sndfile, SFC_SET_ADD_PEAK_CHUNK, nullptr, SF_FALSE);
  constexpr int64_t kBlockFrames = 4'096;
  for (int64_t frame = 0; frame < signal.frame_count();) {
    const int64_t count = std::min(kBlockFrames, signal.frame_count() - frame);
    RITORNELLO_CHECK(
        sf_writef_float(
            sndfile,
            &signal.samples[static_cast<size_t>(frame * signal.channel_count)],
            count) == count);
    frame += count;
  }
  RITORNELLO_CHECK(sf_close(sndfile) == 0);
  return file;
}

std::string EncodedBytes(FileKind kind, const Signal& signal) {
  return Encode(kind, signal).Bytes();
}

std::string LittleEndian(uint64_t value, int count) {
  std::string bytes;
  for (int i = 0; i < count; ++i) {
    bytes.push_back(static_cast<char>(value >> (8 * i) & 0xFF));
  }
  return bytes;
}

std::string BigEndian(uint64_t value, int count) {
  std::string bytes = LittleEndian(value, count);
  std::reverse(bytes.begin(), bytes.end());
  return bytes;
}

}  // namespace ritornello::analysis::testing
