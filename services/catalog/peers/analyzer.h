// The wall to analysis: who measures audio and judges what was measured.
#pragma once

#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/catalog/model/finding.h"
#include "services/catalog/model/library.h"
#include "services/catalog/model/report.h"
#include "services/catalog/model/track.h"

namespace ritornello::catalog {

// What one library demands of one version.
struct VersionSpec {
  std::string library_id;
  DeliverySpec spec;
  // A loop or a stinger must keep to the spec's window for short versions; a
  // loop must loop as well.
  MixType mix_type = MixType::kFullMix;
  // Of the track, to be confirmed; absent, or empty, when not declared.
  std::optional<double> declared_tempo_bpm;
  std::string declared_key;
  // Whether tempo, key and arrangement must be those of the full mix.
  bool must_match_full_mix = false;
};

// Implementations are safe for concurrent use.
//
// Every call ends at `deadline` and belongs to the trace `traceparent` (none
// when empty). What analysis refuses comes back with its reason and its
// fields, see libs/status/error.h.
//
// Errors of every method:
//   DeadlineExceeded   no answer until `deadline`
//   Unavailable        analysis is away: try again later
//   ResourceExhausted  analysis is busy: try again after the retry delay
//   Internal           analysis answered what this catalogue cannot read
//
// REQUIRES: no database transaction is open on this thread.
class Analyzer {
 public:
  virtual ~Analyzer() = default;

  // False while it is known that nobody answers. Looks for somebody, but does
  // not wait.
  virtual bool IsReachable() = 0;

  // Measures the file at `uri`, which must have the SHA-256
  // `expected_sha256` unless that is empty. Takes as long as reading and
  // decoding the file, or until `stop` is requested.
  //
  // Errors: InvalidArgument     no audio of a supported kind: reason
  //                             UNSUPPORTED_AUDIO or MALFORMED_AUDIO
  //         NotFound            no such file beneath the audio roots
  //         FailedPrecondition  another SHA-256 (HASH_MISMATCH), or the file
  //                             changed meanwhile
  //         OutOfRange          AUDIO_TOO_LARGE
  //         Cancelled           `stop` was requested
  virtual absl::StatusOr<Report> Analyze(const std::string& uri,
                                         const std::string& expected_sha256,
                                         absl::Time deadline,
                                         absl::string_view traceparent,
                                         const std::stop_token& stop) = 0;

  // What each of `specs` says of `report`: one list per spec, in the order
  // asked, each with one finding per rule that applies. Any number of specs;
  // for none nobody is asked.
  //
  // Errors: InvalidArgument  the report, or a spec, makes no sense; of a spec
  //                          the fields are of "delivery_specs[…]", one that
  //                          makes no sense being enough
  virtual absl::StatusOr<std::vector<std::vector<Finding>>> Judge(
      const Report& report, std::span<const VersionSpec> specs,
      absl::Time deadline, absl::string_view traceparent) = 0;
};

}  // namespace ritornello::catalog
