// All services of the catalogue behind one server. Tests only.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "services/catalog/domain/accounts.h"
#include "services/catalog/domain/agreements.h"
#include "services/catalog/domain/ingestion.h"
#include "services/catalog/domain/libraries.h"
#include "services/catalog/domain/outlets.h"
#include "services/catalog/domain/parties.h"
#include "services/catalog/domain/placements.h"
#include "services/catalog/domain/rights.h"
#include "services/catalog/domain/samples.h"
#include "services/catalog/domain/submissions.h"
#include "services/catalog/domain/tracks.h"
#include "services/catalog/domain/works.h"
#include "services/catalog/rpc/account_service.h"
#include "services/catalog/rpc/agreement_service.h"
#include "services/catalog/rpc/backlog_service.h"
#include "services/catalog/rpc/ingest_service.h"
#include "services/catalog/rpc/library_service.h"
#include "services/catalog/rpc/outlet_service.h"
#include "services/catalog/rpc/party_service.h"
#include "services/catalog/rpc/placement_service.h"
#include "services/catalog/rpc/readiness_service.h"
#include "services/catalog/rpc/rights_service.h"
#include "services/catalog/rpc/sample_service.h"
#include "services/catalog/rpc/search_service.h"
#include "services/catalog/rpc/submission_service.h"
#include "services/catalog/rpc/testing/served_catalog.h"
#include "services/catalog/rpc/track_service.h"
#include "services/catalog/rpc/vocabulary_service.h"
#include "services/catalog/rpc/work_service.h"

namespace ritornello::catalog::testing {

inline const std::vector<std::string> kServiceNames = {
    "ritornello.catalog.v1.AccountService",
    "ritornello.catalog.v1.AgreementService",
    "ritornello.catalog.v1.BacklogService",
    "ritornello.catalog.v1.IngestService",
    "ritornello.catalog.v1.LibraryService",
    "ritornello.catalog.v1.OutletService",
    "ritornello.catalog.v1.PartyService",
    "ritornello.catalog.v1.PlacementService",
    "ritornello.catalog.v1.ReadinessService",
    "ritornello.catalog.v1.RightsService",
    "ritornello.catalog.v1.SampleService",
    "ritornello.catalog.v1.SearchService",
    "ritornello.catalog.v1.SubmissionService",
    "ritornello.catalog.v1.TrackService",
    "ritornello.catalog.v1.VocabularyService",
    "ritornello.catalog.v1.WorkService"};

// Its database is empty; its vocabulary has the one mood "Dark".
class WholeCatalog {
 public:
  WholeCatalog() : WholeCatalog(nullptr) {}
  // On another database, migrated, if `pool` is one.
  explicit WholeCatalog(sql::Pool* pool)
      : pool_(pool != nullptr ? *pool : served_.db().pool()) {
    std::vector<std::unique_ptr<server::BoundService>> services;
    services.push_back(MakeAccountService(pool_, accounts_));
    services.push_back(MakeAgreementService(pool_, agreements_));
    services.push_back(MakeBacklogService(pool_, clock_, [] {}));
    services.push_back(MakeIngestService(ingestion_));
    services.push_back(MakeLibraryService(pool_, libraries_));
    services.push_back(MakeOutletService(pool_, outlets_));
    services.push_back(MakePartyService(pool_, parties_));
    services.push_back(MakePlacementService(pool_, placements_));
    services.push_back(MakeReadinessService(pool_));
    services.push_back(MakeRightsService(pool_, rights_));
    services.push_back(MakeSampleService(pool_, samples_));
    services.push_back(MakeSearchService(pool_, vocabulary_));
    services.push_back(MakeSubmissionService(pool_, submissions_));
    services.push_back(MakeTrackService(pool_, tracks_));
    services.push_back(MakeVocabularyService(vocabulary_));
    services.push_back(MakeWorkService(pool_, works_));
    served_.Serve(std::move(services));
  }

  sql::Pool& pool() { return pool_; }
  const std::shared_ptr<grpc::Channel>& channel() const {
    return served_.channel();
  }

 private:
  const Vocabulary vocabulary_ =
      Vocabulary::Parse("facet,term,synonyms,broader\nmood,Dark,,\n").value();
  ServedCatalog served_;
  sql::Pool& pool_;
  const Clock& clock_ = served_.clock();
  Accounts accounts_{pool_, clock_};
  Agreements agreements_{pool_, clock_};
  Outlets outlets_{pool_, clock_};
  Parties parties_{pool_, clock_};
  Placements placements_{pool_, clock_};
  Rights rights_{pool_, clock_};
  Samples samples_{pool_, clock_};
  Submissions submissions_{pool_, clock_};
  Libraries libraries_{pool_, clock_, vocabulary_};
  Tracks tracks_{pool_, clock_, vocabulary_, [] {}};
  Works works_{pool_, clock_};
  Ingestion ingestion_{pool_, clock_, vocabulary_, [] {}};
};

}  // namespace ritornello::catalog::testing
