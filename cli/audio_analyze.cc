#include <google/protobuf/wrappers.pb.h>

#include <filesystem>
#include <fstream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "cli/audio_folder.h"
#include "cli/format.h"
#include "cli/progress.h"
#include "cli/verbs.h"
#include "libs/blob/file_uri.h"
#include "libs/sha256/sha256.h"
#include "libs/status/status_macros.h"
#include "ritornello/analysis/v1/analysis_service.grpc.pb.h"

namespace ritornello::cli {

using analysis::v1::AnalysisService;
using analysis::v1::AnalyzeStreamRequest;
using analysis::v1::AnalyzeStreamResponse;
using analysis::v1::AnalyzeVersionRequest;
using analysis::v1::AnalyzeVersionResponse;
using analysis::v1::Report;

namespace {

constexpr size_t kChunkSize = 512 * 1024;
// Two hours of the slowest kind of file, on a busy machine.
constexpr absl::Duration kAnalyzeTimeout = absl::Minutes(30);

absl::StatusOr<std::string> HashOf(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return absl::NotFoundError(absl::StrCat("cannot read ", path.string()));
  }
  Sha256 sha256;
  std::string chunk(kChunkSize, '\0');
  while (file) {
    file.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
    sha256.Add({chunk.data(), static_cast<size_t>(file.gcount())});
  }
  return sha256.Hex();
}

absl::StatusOr<Report> Stream(const std::filesystem::path& path,
                              Session& session) {
  std::ifstream file(path, std::ios::binary);
  grpc::ClientContext context;
  AnalysisService::Stub stub(session.channel);
  AnalyzeStreamResponse response;
  const auto writer = stub.AnalyzeStream(&context, &response);
  AnalyzeStreamRequest request;
  std::string chunk(kChunkSize, '\0');
  // A refused Write means that the server has already answered: Finish knows.
  for (bool open = true; open && file;) {
    file.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
    if (file.gcount() == 0) break;
    request.set_chunk(chunk.data(), static_cast<size_t>(file.gcount()));
    open = writer->Write(request);
  }
  writer->WritesDone();
  const grpc::Status status = writer->Finish();
  if (!status.ok()) return StatusFrom(status);
  return response.report();
}

// Lets the service read the file itself where both see the same files; the
// hash proves that they do. Sends the bytes otherwise.
absl::StatusOr<Report> Analyze(const std::filesystem::path& path,
                               Session& session) {
  AnalyzeVersionRequest request;
  RITORNELLO_ASSIGN_OR_RETURN(*request.mutable_file_sha256(), HashOf(path));
  request.set_uri(blob::FileUri(path.string()));
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

// The report's own JSON object with "file" before its fields.
std::string NamedJson(const std::string& file, const Report& report) {
  google::protobuf::StringValue name;
  name.set_value(file);
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
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<std::filesystem::path> files,
                              AudioFiles(paths));
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
  {
    Progress progress("measuring", session.err_is_terminal, session.err,
                      session.clock);
    for (size_t i = 0; i < files.size(); ++i) {
      progress.Show(static_cast<int64_t>(i),
                    static_cast<int64_t>(files.size()));
      const std::string file = files[i].string();
      const absl::StatusOr<Report> report = Analyze(files[i], session);
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
  CLI::App& verb = program.AddVerb(
      "audio", "analyze", "Measure audio files, or all in a folder",
      {"ritornello audio analyze master.wav",
       "ritornello --json audio analyze ~/Music | jq .integrated_lufs"},
      [paths](Session& session) { return Run(*paths, session); });
  verb.add_option("PATH", *paths, "Files and folders")->required();
}

}  // namespace ritornello::cli
