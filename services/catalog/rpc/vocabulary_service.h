// ritornello.catalog.v1.VocabularyService.
#pragma once

#include <memory>

#include "libs/server/service.h"
#include "services/catalog/model/vocabulary.h"

namespace ritornello::catalog {

// `vocabulary` must outlive the service.
std::unique_ptr<server::BoundService> MakeVocabularyService(
    const Vocabulary& vocabulary);

}  // namespace ritornello::catalog
