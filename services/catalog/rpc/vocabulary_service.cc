#include "services/catalog/rpc/vocabulary_service.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "libs/status/check.h"
#include "libs/status/error.h"
#include "ritornello/catalog/v1/vocabulary_service.pb.h"
#include "services/catalog/rpc/authorisation.h"

namespace ritornello::catalog {
namespace {

v1::Facet ToWire(Facet facet) {
  switch (facet) {
    case Facet::kMood:
      return v1::MOOD;
    case Facet::kInstrument:
      return v1::INSTRUMENT;
    case Facet::kUse:
      return v1::USE;
    case Facet::kGenre:
      return v1::GENRE;
    case Facet::kVersion:
      return v1::VERSION;
  }
  RITORNELLO_CHECK(false);
  return v1::FACET_UNSPECIFIED;
}

absl::StatusOr<v1::ListTermsResponse> ListTerms(
    const Vocabulary& vocabulary, const v1::ListTermsRequest& request) {
  if (!v1::Facet_IsValid(request.facet())) {
    return InvalidField("facet",
                        absl::StrCat("is no facet: ", request.facet()));
  }
  v1::ListTermsResponse response;
  for (const Term& term : vocabulary.terms()) {
    const v1::Facet facet = ToWire(term.facet);
    if (request.facet() != v1::FACET_UNSPECIFIED && request.facet() != facet) {
      continue;
    }
    v1::Term& wire = *response.add_terms();
    wire.set_facet(facet);
    wire.set_term(term.term);
    for (const std::string& synonym : term.synonyms) wire.add_synonyms(synonym);
    wire.set_broader(term.broader);
  }
  return response;
}

}  // namespace

std::unique_ptr<server::BoundService> MakeVocabularyService(
    const Vocabulary& vocabulary) {
  auto service = std::make_unique<server::BoundService>(
      "ritornello.catalog.v1.VocabularyService", Rules());
  service->Unary("ListTerms",
                 [&vocabulary](server::Call&, const v1::ListTermsRequest& r) {
                   return ListTerms(vocabulary, r);
                 });
  return service;
}

}  // namespace ritornello::catalog
