#include "cli/format.h"
#include "cli/verbs.h"
#include "ritornello/catalog/v1/library_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::Library;
using catalog::v1::LibraryService;
using catalog::v1::ListLibrariesRequest;
using catalog::v1::ListLibrariesResponse;

namespace {

std::string Window(bool has_min, double min, bool has_max, double max) {
  if (!has_min && !has_max) return "any";
  return (has_min ? OneDecimal(min) : "..") + " to " +
         (has_max ? OneDecimal(max) : "..");
}

std::vector<std::string> ToRow(const Library& library) {
  const auto& spec = library.delivery_spec();
  return {library.name(), library.display_name(),
          Humane(LicensingModel_Name(library.licensing_model())),
          Window(spec.has_integrated_min_lufs(), spec.integrated_min_lufs(),
                 spec.has_integrated_max_lufs(), spec.integrated_max_lufs()),
          spec.has_true_peak_max_dbtp() ? OneDecimal(spec.true_peak_max_dbtp())
                                        : "any"};
}

}  // namespace

void AddLibraryList(Program& program) {
  program.AddVerb(
      "library", "list", "List the libraries and their main demands",
      {"ritornello library list", "ritornello --json library list"},
      [](Session& session) {
        return List(session, &LibraryService::Stub::ListLibraries,
                    ListLibrariesRequest(), &ListLibrariesResponse::libraries,
                    {{"LIBRARY"},
                     {"NAME"},
                     {"MODEL"},
                     {"LUFS", Align::kRight},
                     {"MAX DBTP", Align::kRight}},
                    ToRow);
      });
}

}  // namespace ritornello::cli
