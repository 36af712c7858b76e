#include "services/analysis/decode/pcm_source.h"

#include <sndfile.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/status/check.h"
#include "libs/status/status_macros.h"
#include "services/analysis/decode/aiff_header.h"
#include "services/analysis/decode/flac_header.h"
#include "services/analysis/decode/format_limits.h"
#include "services/analysis/decode/header_facts.h"
#include "services/analysis/decode/mpeg_header.h"
#include "services/analysis/decode/ogg_pages.h"
#include "services/analysis/decode/opus_header.h"
#include "services/analysis/decode/plain_pcm.h"
#include "services/analysis/decode/refusal.h"
#include "services/analysis/decode/riff_header.h"
#include "services/analysis/decode/signature.h"

namespace ritornello::analysis {
namespace {

// What libsndfile may say it found; everything else is refused.
struct Subtype {
  int container;  // SF_FORMAT_...
  int subtype;
  Encoding encoding;
  std::optional<int32_t> bit_depth;
};
constexpr Subtype kSubtypes[] = {
    {SF_FORMAT_WAV, SF_FORMAT_PCM_U8, Encoding::kPcm, 8},
    {SF_FORMAT_WAV, SF_FORMAT_PCM_16, Encoding::kPcm, 16},
    {SF_FORMAT_WAV, SF_FORMAT_PCM_24, Encoding::kPcm, 24},
    {SF_FORMAT_WAV, SF_FORMAT_PCM_32, Encoding::kPcm, 32},
    {SF_FORMAT_WAV, SF_FORMAT_FLOAT, Encoding::kFloat, 32},
    {SF_FORMAT_WAV, SF_FORMAT_DOUBLE, Encoding::kFloat, 64},
    {SF_FORMAT_AIFF, SF_FORMAT_PCM_S8, Encoding::kPcm, 8},
    {SF_FORMAT_AIFF, SF_FORMAT_PCM_U8, Encoding::kPcm, 8},
    {SF_FORMAT_AIFF, SF_FORMAT_PCM_16, Encoding::kPcm, 16},
    {SF_FORMAT_AIFF, SF_FORMAT_PCM_24, Encoding::kPcm, 24},
    {SF_FORMAT_AIFF, SF_FORMAT_PCM_32, Encoding::kPcm, 32},
    {SF_FORMAT_AIFF, SF_FORMAT_FLOAT, Encoding::kFloat, 32},
    {SF_FORMAT_AIFF, SF_FORMAT_DOUBLE, Encoding::kFloat, 64},
    {SF_FORMAT_FLAC, SF_FORMAT_PCM_S8, Encoding::kFlacLossless, 8},
    {SF_FORMAT_FLAC, SF_FORMAT_PCM_16, Encoding::kFlacLossless, 16},
    {SF_FORMAT_FLAC, SF_FORMAT_PCM_24, Encoding::kFlacLossless, 24},
    {SF_FORMAT_OGG, SF_FORMAT_VORBIS, Encoding::kVorbis, std::nullopt},
    {SF_FORMAT_OGG, SF_FORMAT_OPUS, Encoding::kOpus, std::nullopt},
    {SF_FORMAT_MPEG, SF_FORMAT_MPEG_LAYER_III, Encoding::kMpegLayer3,
     std::nullopt},
};

int SndfileContainer(Container container) {
  switch (container) {
    case Container::kWav:
      return SF_FORMAT_WAV;
    case Container::kAiff:
      return SF_FORMAT_AIFF;
    case Container::kFlac:
      return SF_FORMAT_FLAC;
    case Container::kOgg:
      return SF_FORMAT_OGG;
    case Container::kMp3:
      return SF_FORMAT_MPEG;
  }
  RITORNELLO_CHECK(false);
}

const Subtype* FindSubtype(Container container, int format) {
  int major = format & SF_FORMAT_TYPEMASK;
  // Two more names that libsndfile has for what is WAV to everybody else.
  if (major == SF_FORMAT_WAVEX || major == SF_FORMAT_RF64) {
    major = SF_FORMAT_WAV;
  }
  if (major != SndfileContainer(container)) return nullptr;
  for (const Subtype& subtype : kSubtypes) {
    if (subtype.container == major &&
        subtype.subtype == (format & SF_FORMAT_SUBMASK)) {
      return &subtype;
    }
  }
  return nullptr;
}

absl::StatusOr<HeaderFacts> ReadHeader(const FileBytes& file,
                                       Signature signature) {
  switch (signature.container) {
    case Container::kWav:
      return ReadRiffHeader(file);
    case Container::kAiff:
      return ReadAiffHeader(file);
    case Container::kFlac:
      return ReadFlacHeader(file, signature.offset);
    case Container::kOgg:
      if (signature.is_opus) {
        RITORNELLO_RETURN_IF_ERROR(CheckOpusHeader(file));
      }
      return ReadOggPages(file);
    case Container::kMp3:
      return HeaderFacts{
          .format_place = absl::StrCat("the frame at byte ", signature.offset)};
  }
  RITORNELLO_CHECK(false);
}

absl::Status TooManySamples(absl::string_view found, int64_t sample_count_max) {
  return AudioTooLarge(absl::StrCat(found, "; ", sample_count_max,
                                    " samples of all channels together are "
                                    "measured: cut it into shorter files"));
}

// Refuses by what the file says of itself: 1.8 MB of FLAC can decode for
// minutes. What its bytes cannot hold is no claim but damage.
absl::Status CheckClaim(const HeaderFacts& facts, const PcmFormat& format,
                        int64_t file_size, int64_t sample_count_max) {
  const int64_t claimed = std::max(format.declared_frame_count.value_or(0),
                                   facts.last_position.value_or(0));
  if (claimed <= sample_count_max / format.channel_count ||
      claimed / kFramesPerByteMax > file_size) {
    return absl::OkStatus();
  }
  return TooManySamples(absl::StrCat("the file has ", claimed, " frames of ",
                                     format.channel_count, " channels, says ",
                                     facts.length_place),
                        sample_count_max);
}

// Which Vorbis (and Opus) channel each channel of WAVEFORMATEXTENSIBLE is, by
// channel count - 1. Source: Vorbis I specification, section 4.3.9; RFC 7845
// section 5.1.1.2.
constexpr std::array<std::array<size_t, kChannelCountMax>, kChannelCountMax>
    kVorbisOrder = {{{0},
                     {0, 1},
                     {0, 2, 1},
                     {0, 1, 2, 3},
                     {0, 2, 1, 3, 4},
                     {0, 2, 1, 5, 3, 4},
                     {0, 2, 1, 6, 5, 3, 4},
                     {0, 2, 1, 7, 5, 6, 3, 4}}};

void ReorderVorbis(std::span<float> interleaved, size_t channels) {
  const auto& order = kVorbisOrder[channels - 1];
  std::array<float, kChannelCountMax> frame;
  for (size_t i = 0; i < interleaved.size(); i += channels) {
    std::copy_n(&interleaved[i], channels, frame.begin());
    for (size_t channel = 0; channel < channels; ++channel) {
      interleaved[i + channel] = frame[order[channel]];
    }
  }
}

struct SndfileDeleter {
  void operator()(SNDFILE* file) const { sf_close(file); }
};

}  // namespace

// Lives on the heap: libsndfile keeps its address as the user data of the
// callbacks below.
struct PcmSource::Decoder {
  Decoder(const FileBytes& bytes, PcmOptions decoder_options)
      : file(bytes), options(std::move(decoder_options)) {}

  static sf_count_t Length(void* user);
  static sf_count_t Seek(sf_count_t offset, int whence, void* user);
  static sf_count_t ReadBytes(void* out, sf_count_t size, void* user);
  static sf_count_t Tell(void* user);

  void OpenPlain(const PcmLayout& layout);
  absl::Status OpenDecoder(const HeaderFacts& facts, Signature signature);
  absl::Status OpenSndfile(SF_INFO* opened);
  absl::StatusOr<int64_t> ReadFrames();

  FileBytes file;
  PcmOptions options;
  int64_t position = 0;
  int64_t read_up_to = 0;         // the end of the farthest byte handed out
  absl::Status broken_off;        // why; libsndfile has no way to tell
  std::optional<PlainPcm> plain;  // else sndfile
  std::unique_ptr<SNDFILE, SndfileDeleter> sndfile;
  PcmFormat format{};
  int64_t frame_count = 0;
  bool lacks_end_mark = false;
  bool is_damaged = false;
  std::vector<float> block;
};

sf_count_t PcmSource::Decoder::Length(void* user) {
  return static_cast<Decoder*>(user)->file.size();
}

sf_count_t PcmSource::Decoder::Seek(sf_count_t offset, int whence, void* user) {
  auto& decoder = *static_cast<Decoder*>(user);
  sf_count_t from = 0;
  if (whence == SEEK_CUR) from = decoder.position;
  if (whence == SEEK_END) from = decoder.file.size();
  sf_count_t target = 0;
  if (__builtin_add_overflow(from, offset, &target) || target < 0) return -1;
  decoder.position = target;
  return target;
}

sf_count_t PcmSource::Decoder::ReadBytes(void* out, sf_count_t size,
                                         void* user) {
  auto& decoder = *static_cast<Decoder*>(user);
  if (size <= 0 || !decoder.broken_off.ok()) return 0;
  decoder.broken_off = decoder.options.may_go_on();
  if (!decoder.broken_off.ok()) return 0;
  const auto got = decoder.file.ReadAt(
      decoder.position,
      {static_cast<uint8_t*>(out), static_cast<size_t>(size)});
  if (!got.ok()) {
    decoder.broken_off = got.status();
    return 0;
  }
  if (*got == 0) return 0;  // at the end, or sought beyond it
  decoder.position += static_cast<int64_t>(*got);
  decoder.read_up_to = std::max(decoder.read_up_to, decoder.position);
  return static_cast<sf_count_t>(*got);
}

sf_count_t PcmSource::Decoder::Tell(void* user) {
  const auto& decoder = *static_cast<Decoder*>(user);
  // Who gets no bytes before the end of the file may try for ever.
  return decoder.broken_off.ok() ? decoder.position : decoder.file.size();
}

absl::Status PcmSource::Decoder::OpenSndfile(SF_INFO* opened) {
  SF_VIRTUAL_IO callbacks{};
  callbacks.get_filelen = &Length;
  callbacks.seek = &Seek;
  callbacks.read = &ReadBytes;
  callbacks.tell = &Tell;
  sndfile.reset(sf_open_virtual(&callbacks, SFM_READ, opened, this));
  RITORNELLO_RETURN_IF_ERROR(broken_off);
  if (sndfile != nullptr) return absl::OkStatus();
  // Not sf_strerror(nullptr): its text may be of another thread's file.
  return MalformedAudio(
      absl::StrCat(ContainerName(format.container),
                   ": the decoder found no audio that it can read, up to byte ",
                   read_up_to));
}

void PcmSource::Decoder::OpenPlain(const PcmLayout& layout) {
  format.encoding = layout.format == SampleFormat::kFloat32 ? Encoding::kFloat
                                                            : Encoding::kPcm;
  format.bit_depth = static_cast<int32_t>(8 * SizeOf(layout.format));
  format.sample_rate_hz = layout.sample_rate_hz;
  format.channel_count = layout.channel_count;
  plain.emplace(file, layout);
}

absl::Status PcmSource::Decoder::OpenDecoder(const HeaderFacts& facts,
                                             Signature signature) {
  SF_INFO opened{};
  RITORNELLO_RETURN_IF_ERROR(OpenSndfile(&opened));
  const Subtype* subtype = FindSubtype(signature.container, opened.format);
  if (subtype == nullptr) {
    return UnsupportedAudio(absl::StrCat(ContainerName(signature.container),
                                         " with an unsupported encoding, says ",
                                         facts.format_place));
  }
  if (subtype->encoding == Encoding::kOpus) {
    // libsndfile would decode at the rate of the encoder's input.
    opened.samplerate = kOpusSampleRateHz;
    sf_command(sndfile.get(), SFC_SET_ORIGINAL_SAMPLERATE, &opened.samplerate,
               sizeof opened.samplerate);
  }
  RITORNELLO_RETURN_IF_ERROR(CheckFormatLimits(
      opened.channels, opened.samplerate, facts.format_place));
  format.encoding = subtype->encoding;
  format.sample_rate_hz = opened.samplerate;
  format.channel_count = opened.channels;
  // libsndfile knows FLAC's depth only rounded up to 8, 16 or 24.
  format.bit_depth =
      facts.bit_depth.has_value() ? facts.bit_depth : subtype->bit_depth;
  if (signature.container != Container::kMp3) return absl::OkStatus();
  RITORNELLO_ASSIGN_OR_RETURN(const bool declares_length,
                              DeclaresMpegLength(file, signature.offset));
  // The decoder's count: it leaves out the padding that the encoder added.
  if (declares_length) format.declared_frame_count = opened.frames;
  return absl::OkStatus();
}

absl::StatusOr<PcmSource> PcmSource::Open(const FileBytes& file,
                                          PcmOptions options) {
  RITORNELLO_ASSIGN_OR_RETURN(const Signature signature, FindSignature(file));
  RITORNELLO_ASSIGN_OR_RETURN(const HeaderFacts facts,
                              ReadHeader(file, signature));
  auto decoder = std::make_unique<Decoder>(file, std::move(options));
  decoder->format.container = signature.container;
  decoder->format.declared_frame_count = facts.declared_frame_count;
  decoder->lacks_end_mark = facts.lacks_end_mark;
  if (signature.container == Container::kOgg) {
    RITORNELLO_ASSIGN_OR_RETURN(
        const bool is_sound,
        HasSoundOggPages(file, decoder->options.may_go_on));
    decoder->is_damaged = !is_sound;
  }
  if (facts.plain_pcm.has_value()) {
    decoder->OpenPlain(*facts.plain_pcm);
  } else {
    RITORNELLO_RETURN_IF_ERROR(decoder->OpenDecoder(facts, signature));
  }
  RITORNELLO_RETURN_IF_ERROR(CheckClaim(facts, decoder->format, file.size(),
                                        decoder->options.sample_count_max));
  decoder->block.resize(static_cast<size_t>(kBlockSampleCountMax));
  return PcmSource(std::move(decoder));
}

PcmSource::PcmSource(std::unique_ptr<Decoder> decoder)
    : decoder_(std::move(decoder)) {}
PcmSource::PcmSource(PcmSource&&) noexcept = default;
PcmSource& PcmSource::operator=(PcmSource&&) noexcept = default;
PcmSource::~PcmSource() = default;

const PcmFormat& PcmSource::format() const { return decoder_->format; }
int64_t PcmSource::frame_count() const { return decoder_->frame_count; }

// Fills the block as far as there are frames.
absl::StatusOr<int64_t> PcmSource::Decoder::ReadFrames() {
  const int64_t frames = kBlockSampleCountMax / format.channel_count;
  if (plain.has_value()) {
    RITORNELLO_RETURN_IF_ERROR(options.may_go_on());
    return plain->ReadFrames(std::span<float>(block).first(
        static_cast<size_t>(frames * format.channel_count)));
  }
  const sf_count_t got = sf_readf_float(sndfile.get(), block.data(), frames);
  RITORNELLO_RETURN_IF_ERROR(broken_off);
  // Asked each time: libsndfile forgets an error at the next read, and goes on
  // behind a damaged block of FLAC, of which no length need tell.
  is_damaged |= sf_error(sndfile.get()) != SF_ERR_NO_ERROR;
  return got;
}

absl::StatusOr<std::span<float>> PcmSource::Read() {
  Decoder& decoder = *decoder_;
  const auto channels = static_cast<size_t>(decoder.format.channel_count);
  RITORNELLO_ASSIGN_OR_RETURN(const int64_t frames, decoder.ReadFrames());
  if (frames <= 0) return std::span<float>();
  decoder.frame_count += frames;
  const int64_t sample_count_max = decoder.options.sample_count_max;
  if (decoder.frame_count > sample_count_max / static_cast<int64_t>(channels)) {
    return TooManySamples(
        absl::StrCat("the audio goes on behind ",
                     decoder.frame_count / decoder.format.sample_rate_hz,
                     " s, to which it was read"),
        sample_count_max);
  }
  const auto block = std::span<float>(decoder.block)
                         .first(static_cast<size_t>(frames) * channels);
  const bool is_in_vorbis_order =
      decoder.format.encoding == Encoding::kVorbis ||
      decoder.format.encoding == Encoding::kOpus;
  if (is_in_vorbis_order && channels > 2) {
    ReorderVorbis(block, channels);
  }
  return block;
}

bool PcmSource::is_truncated() const {
  const PcmFormat& format = decoder_->format;
  if (decoder_->lacks_end_mark || decoder_->is_damaged) return true;
  if (!format.declared_frame_count.has_value()) return false;
  // Decoders differ by less than one MPEG frame in what they leave out at
  // the ends of an MP3.
  const int64_t tolerance =
      format.container == Container::kMp3 ? kMpegFrameLengthMax : 0;
  return decoder_->frame_count < *format.declared_frame_count - tolerance;
}

}  // namespace ritornello::analysis
