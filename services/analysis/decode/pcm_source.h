// An audio file as blocks of samples.
//
//   RITORNELLO_ASSIGN_OR_RETURN(PcmSource source, PcmSource::Open(file));
//   for (;;) {
//     RITORNELLO_ASSIGN_OR_RETURN(const auto block, source.Read());
//     if (block.empty()) break;
//     ...
//   }
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>

#include "absl/status/statusor.h"
#include "services/analysis/decode/file_bytes.h"
#include "services/analysis/model/report.h"

namespace ritornello::analysis {

// Samples (frames times channels) that one file may decode to: six hours of
// stereo at 48 kHz. 1.8 MB of FLAC can hold 22 GB of silence.
inline constexpr int64_t kDecodedSampleCountMax = int64_t{1} << 31;

// Samples in a block, at most: some 20 ms of work where eight channels are
// metered under sanitizers, after which a caller who left is heard.
// libsndfile's FLAC reader miscounts in reads of 2^24 samples and more.
inline constexpr int64_t kBlockSampleCountMax = 32'768;

// Frames that no codec here packs more of into one byte: FLAC's silence, 65'535
// in 10 bytes. A promise beyond it is damage, and not a large file.
inline constexpr int64_t kFramesPerByteMax = 6'554;

struct PcmOptions {
  int64_t sample_count_max = kDecodedSampleCountMax;

  // Asked before each read of the file, hence while a header is walked as
  // well; what it returns other than OK ends Open or Read.
  std::function<absl::Status()> may_go_on = [] { return absl::OkStatus(); };
};

struct PcmFormat {
  Container container;
  Encoding encoding;
  int32_t sample_rate_hz;            // 8'000 .. 384'000; of Opus: 48'000
  int32_t channel_count;             // 1 .. 8
  std::optional<int32_t> bit_depth;  // absent for lossy encodings
  std::optional<int64_t> declared_frame_count;
};

// Decodes a file from a stranger: PCM and float in WAV files are read as they
// lie there, all else is decoded with libsndfile. What it may be is decided by
// its signature and header before libsndfile sees a byte, and checked against
// what libsndfile took it for. Nothing is allocated by what a header says.
//
// Samples: float, full scale +-1; lossy and float files may exceed it, and
//          float files may hold anything, NaN included.
// Order:   interleaved, in the order of WAVEFORMATEXTENSIBLE; the speaker
//          mask of a WAV file is not read.
// Threads: one source belongs to one thread.
class PcmSource {
 public:
  // `file` must stay readable until the source is gone.
  //
  // Errors: InvalidArgument UNSUPPORTED_AUDIO  not a kind on the list
  //         InvalidArgument MALFORMED_AUDIO    a kind on the list, damaged
  //         OutOfRange AUDIO_TOO_LARGE         channels, sample rate, a
  //             packet of Ogg, or more than sample_count_max samples promised:
  //             nothing is decoded
  //         Unavailable                        reading fails
  //         what may_go_on returns
  static absl::StatusOr<PcmSource> Open(const FileBytes& file,
                                        PcmOptions options = {});

  PcmSource(PcmSource&&) noexcept;
  PcmSource& operator=(PcmSource&&) noexcept;
  ~PcmSource();

  const PcmFormat& format() const;

  // The next whole frames, kBlockSampleCountMax samples at most, valid and
  // writable until the next call; empty at the end.
  //
  // Errors: OutOfRange AUDIO_TOO_LARGE  more than sample_count_max samples
  //         Unavailable                 reading fails
  //         what may_go_on returns
  absl::StatusOr<std::span<float>> Read();

  // Frames given out so far.
  int64_t frame_count() const;

  // Whether not all of the stream was read: fewer frames than declared, no end
  // mark in a container that has one, or damage that the decoder could not
  // pass or passed over.
  // REQUIRES: Read has returned an empty block.
  bool is_truncated() const;

 private:
  struct Decoder;
  explicit PcmSource(std::unique_ptr<Decoder> decoder);

  std::unique_ptr<Decoder> decoder_;
};

}  // namespace ritornello::analysis
