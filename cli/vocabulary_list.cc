#include "absl/strings/str_join.h"
#include "cli/format.h"
#include "cli/usage.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/vocabulary_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::Facet;
using catalog::v1::ListTermsRequest;
using catalog::v1::ListTermsResponse;
using catalog::v1::Term;
using catalog::v1::VocabularyService;

namespace {

absl::Status Run(const std::string& facet_name, Session& session) {
  ListTermsRequest request;
  Facet facet = catalog::v1::FACET_UNSPECIFIED;
  if (!facet_name.empty() &&
      !catalog::v1::Facet_Parse(Shouted(facet_name), &facet)) {
    return WrongUsage("FACET",
                      "must be mood, instrument, use, genre or version");
  }
  request.set_facet(facet);
  RITORNELLO_ASSIGN_OR_RETURN(
      const ListTermsResponse response,
      Call(session, &VocabularyService::Stub::ListTerms, request));
  Table table({{"FACET"}, {"TERM"}, {"BROADER"}, {"ALSO"}});
  for (const Term& term : response.terms()) {
    if (session.style == Style::kJson) session.out << ToJson(term) << '\n';
    table.AddRow({Humane(catalog::v1::Facet_Name(term.facet())), term.term(),
                  term.broader(), absl::StrJoin(term.synonyms(), ", ")});
  }
  if (session.style != Style::kJson) table.Print(session.style, session.out);
  return absl::OkStatus();
}

}  // namespace

void AddVocabularyList(Program& program) {
  auto facet = std::make_shared<std::string>();
  const Verb verb = program.AddVerb(
      "vocabulary", "list", "List the terms that tracks are described with",
      {"ritornello vocabulary list", "ritornello vocabulary list mood"},
      [facet](Session& session) { return Run(*facet, session); });
  verb.AddOption("FACET", *facet, "Terms of this kind; all when not given")
      .OneOf("mood|instrument|use|genre|version");
}

}  // namespace ritornello::cli
