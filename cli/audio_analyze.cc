#include <google/protobuf/wrappers.pb.h>

#include <filesystem>
#include <fstream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "cli/audio_folder.h"
#include "cli/file_chunks.h"
#include "cli/format.h"
#include "cli/progress.h"
#include "cli/verbs.h"
#include "libs/blob/file_uri.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "libs/utf8/utf8.h"
#include "ritornello/analysis/v1/analysis_service.grpc.pb.h"

namespace ritornello::cli {

using analysis::v1::AnalysisService;
using analysis::v1::AnalyzeStreamRequest;
using analysis::v1::AnalyzeStreamResponse;
using analysis::v1::AnalyzeVersionRequest;
using analysis::v1::AnalyzeVersionResponse;
using analysis::v1::Report;

namespace {

// Two hours of the slowest kind of file, on a busy machine.
constexpr absl::Duration kAnalyzeTimeout = absl::Minutes(30);
// How long a busy service may leave us without an answer about any file.
constexpr absl::Duration kBusyPatience = absl::Minutes(5);

absl::StatusOr<std::ifstream> Open(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::NotFoundError("cannot be read");
  return file;
}

absl::StatusOr<Report> Stream(const std::filesystem::path& path,
                              Session& session) {
  RITORNELLO_ASSIGN_OR_RETURN(std::ifstream file, Open(path));
  grpc::ClientContext context;
  AnalysisService::Stub stub(session.channel);
  AnalyzeStreamResponse response;
  const auto writer = stub.AnalyzeStream(&context, &response);
  AnalyzeStreamRequest request;
  const auto send = [&](absl::string_view chunk) {
    request.set_chunk(chunk.data(), chunk.size());
    // A refused Write means that the server has already answered: Finish
    // knows.
    return writer->Write(request);
  };
  const absl::Status read = ForEachChunk(file, kChunkSize, send);
  if (!read.ok()) {
    // Half a file must not be measured for the whole one.
    context.TryCancel();
    writer->Finish();
    return read;
  }
  writer->WritesDone();
  const grpc::Status status = writer->Finish();
  if (!status.ok()) return StatusFrom(status);
  return response.report();
}

// Lets the service read the file itself where both see the same files; the
// hash proves that they do. Sends the bytes otherwise.
absl::StatusOr<Report> Ask(const std::filesystem::path& path,
                           const AnalyzeVersionRequest& request,
                           Session& session) {
  const absl::StatusOr<AnalyzeVersionResponse> response =
      Call(session, &AnalysisService::Stub::AnalyzeVersion, request,
           kAnalyzeTimeout);
  if (response.ok()) return response->report();
  const absl::Status& status = response.status();
  if (absl::IsNotFound(status) || absl::IsFailedPrecondition(status) ||
      absl::IsPermissionDenied(status)) {
    return Stream(path, session);
  }
  return status;
}

// Whether the service is busy and says when to come back.
bool IsBusy(const absl::Status& status) {
  return absl::IsResourceExhausted(status) &&
         RetryDelayOf(status) > absl::ZeroDuration();
}

// Asks again while the service is busy, up to `patience_end`.
absl::StatusOr<Report> Analyze(const std::filesystem::path& path,
                               absl::Time patience_end, Session& session) {
  RITORNELLO_ASSIGN_OR_RETURN(std::ifstream file, Open(path));
  RITORNELLO_ASSIGN_OR_RETURN(const FileDigest digest, DigestOf(file));
  AnalyzeVersionRequest request;
  request.set_file_sha256(digest.sha256);
  request.set_uri(blob::FileUri(path.string()));
  while (true) {
    absl::StatusOr<Report> report = Ask(path, request, session);
    const absl::Duration delay = RetryDelayOf(report.status());
    if (!IsBusy(report.status()) ||
        session.clock.Now() + delay > patience_end) {
      return report;
    }
    absl::SleepFor(delay);
  }
}

// The report's own JSON object with "file" before its fields.
std::string NamedJson(const std::string& file, const Report& report) {
  google::protobuf::StringValue name;
  // Names of files are bytes, JSON is not; U+FFFD takes three where one was.
  name.set_value(ToUtf8(file, 3 * file.size()));
  const std::string json = ToJson(report);
  return absl::StrCat("{\"file\":", ToJson(name), ",",
                      absl::string_view(json).substr(1));
}

std::vector<std::string> ToRow(const std::string& file, const Report& report) {
  const auto value = [](bool has, double number) {
    return has ? OneDecimal(number) : "-";
  };
  return {file,
          value(report.has_integrated_lufs(), report.integrated_lufs()),
          value(report.has_loudness_range_lu(), report.loudness_range_lu()),
          value(report.has_true_peak_dbtp(), report.true_peak_dbtp()),
          absl::StrCat(report.clip_run_count()),
          absl::StrFormat("%.1f", report.duration_seconds()),
          absl::StrCat(report.sample_rate_hz()),
          absl::StrCat(report.channel_count()),
          report.has_bit_depth() ? absl::StrCat(report.bit_depth()) : "-",
          analysis::v1::Container_Name(report.container())};
}

absl::Status Run(const std::vector<std::string>& paths, Session& session) {
  SkippedFiles skipped;
  const auto found = AudioFiles(paths, &skipped);
  session.err << SkippedText(skipped);
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<std::filesystem::path> files,
                              found);
  Table table({{"FILE"},
               {"LUFS", Align::kRight},
               {"LRA", Align::kRight},
               {"DBTP", Align::kRight},
               {"CLIPS", Align::kRight},
               {"SECONDS", Align::kRight},
               {"HZ", Align::kRight},
               {"CH", Align::kRight},
               {"BITS", Align::kRight},
               {"KIND"}});
  int failed = 0;
  absl::Time answered = session.clock.Now();
  {
    Progress progress("measuring", session.err_is_terminal, session.err,
                      session.clock);
    for (size_t i = 0; i < files.size(); ++i) {
      progress.Show(static_cast<int64_t>(i),
                    static_cast<int64_t>(files.size()));
      const std::string file = files[i].string();
      const absl::StatusOr<Report> report =
          Analyze(files[i], answered + kBusyPatience, session);
      if (!IsBusy(report.status())) answered = session.clock.Now();
      if (!report.ok()) {
        ++failed;
        session.err << "ritornello: " << Printable(file) << ": "
                    << Printable(report.status().message()) << '\n';
        if (absl::IsUnavailable(report.status())) return report.status();
      } else if (session.style == Style::kJson) {
        session.out << NamedJson(file, *report) << std::endl;
      } else {
        table.AddRow(ToRow(file, *report));
      }
    }
  }
  if (session.style != Style::kJson) table.Print(session.style, session.out);
  if (failed == 0) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      failed, " of ", files.size(), " files could not be measured"));
}

}  // namespace

void AddAudioAnalyze(Program& program) {
  auto paths = std::make_shared<std::vector<std::string>>();
  const Verb verb = program.AddVerb(
      "audio", "analyze", "Measure audio files, or all in a folder",
      {"ritornello audio analyze master.wav",
       "ritornello --json audio analyze ~/Music | jq .integrated_lufs"},
      [paths](Session& session) { return Run(*paths, session); });
  verb.AddOption("PATH", *paths, "Files and folders").Required();
}

}  // namespace ritornello::cli
