// Audio files for tests, in memory: nothing is left on the disk.
#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "services/analysis/testing/signal.h"

namespace ritornello::analysis::testing {

enum class FileKind {
  kWav8,
  kWav16,
  kWav24,
  kWav32,
  kWavFloat,
  kWavDouble,
  kWavExtensible24,
  kRf64Float,
  kAiff16,
  kAiffFloat,
  kFlac16,
  kFlac24,
  kOggVorbis,
  kOggOpus,
  kMp3,
  // Kinds that the service refuses.
  kWavAlaw,
  kWavImaAdpcm,
  kAu,
  kCaf,
};

// An anonymous file that lives as long as the object.
class AudioFile {
 public:
  explicit AudioFile(absl::string_view bytes);
  AudioFile(AudioFile&& other) noexcept;
  AudioFile& operator=(AudioFile&&) = delete;
  ~AudioFile();

  int fd() const { return fd_; }
  std::string Bytes() const;

 private:
  int fd_;
};

// Encodes `signal` with libsndfile. Aborts when that fails.
AudioFile Encode(FileKind kind, const Signal& signal);

// The same as bytes, to be spoiled.
std::string EncodedBytes(FileKind kind, const Signal& signal);

// `value` in `count` bytes (8 at most), least or most significant first.
std::string LittleEndian(uint64_t value, int count);
std::string BigEndian(uint64_t value, int count);

}  // namespace ritornello::analysis::testing
