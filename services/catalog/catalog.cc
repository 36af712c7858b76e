#include "services/catalog/catalog.h"

#include <utility>

#include "libs/sql/open.h"
#include "libs/status/status_macros.h"
#include "services/catalog/rpc/account_service.h"
#include "services/catalog/rpc/agreement_service.h"
#include "services/catalog/rpc/backlog_gauges.h"
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
#include "services/catalog/rpc/seed.h"
#include "services/catalog/rpc/submission_service.h"
#include "services/catalog/rpc/track_service.h"
#include "services/catalog/rpc/vocabulary_service.h"
#include "services/catalog/rpc/work_service.h"
#include "services/catalog/storage/schema.h"

namespace ritornello::catalog {
absl::StatusOr<std::unique_ptr<Catalog>> Catalog::Open(
    const CatalogOptions& options, const Clock& clock, const server::Log& log,
    std::shared_ptr<grpc::Channel> analysis) {
  RITORNELLO_ASSIGN_OR_RETURN(std::unique_ptr<sql::Pool> pool,
                              sql::OpenPool(options.database, {}));
  {
    RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool->Borrow());
    RITORNELLO_RETURN_IF_ERROR(MigrateCatalog(*connection, clock.Now()));
  }
  return std::unique_ptr<Catalog>(
      new Catalog(options, clock, log, std::move(pool), EmbeddedVocabulary(),
                  std::move(analysis)));
}

Catalog::Catalog(const CatalogOptions& options, const Clock& clock,
                 const server::Log& log, std::unique_ptr<sql::Pool> pool,
                 Vocabulary vocabulary, std::shared_ptr<grpc::Channel> analysis)
    : clock_(clock),
      pool_(std::move(pool)),
      vocabulary_(std::move(vocabulary)),
      analyzer_(std::move(analysis)),
      backlog_(*pool_, clock, analyzer_),
      dispatcher_(backlog_, options.dispatch_thread_count,
                  [&log](const absl::Status& status) {
                    log.Write(server::Severity::kWarning,
                              "the backlog waits for the database",
                              {{"error", status.message()}});
                  }),
      accounts_(*pool_, clock),
      agreements_(*pool_, clock),
      outlets_(*pool_, clock),
      parties_(*pool_, clock),
      placements_(*pool_, clock),
      rights_(*pool_, clock),
      samples_(*pool_, clock),
      submissions_(*pool_, clock),
      works_(*pool_, clock),
      libraries_(*pool_, clock, vocabulary_),
      tracks_(*pool_, clock, vocabulary_, [this] { dispatcher_.Wake(); }),
      ingestion_(*pool_, clock, vocabulary_, [this] { dispatcher_.Wake(); }) {}

absl::Status Catalog::Seed() { return SeedLibraries(libraries_); }

server::ServiceGroup Catalog::MakeGroup() {
  server::ServiceGroup group{
      .name = "catalog",
      .services = {},
      .probe = [this] { return pool_->Ping(); },
      .gauges = [this] { return ReadBacklogGauges(*pool_, clock_); }};
  const auto wake = [this] { dispatcher_.Wake(); };
  group.services.push_back(MakeAccountService(*pool_, accounts_));
  group.services.push_back(MakeAgreementService(*pool_, agreements_));
  group.services.push_back(MakeBacklogService(*pool_, clock_, wake));
  group.services.push_back(MakeIngestService(ingestion_));
  group.services.push_back(MakeLibraryService(*pool_, libraries_));
  group.services.push_back(MakeOutletService(*pool_, outlets_));
  group.services.push_back(MakePartyService(*pool_, parties_));
  group.services.push_back(MakePlacementService(*pool_, placements_));
  group.services.push_back(MakeReadinessService(*pool_));
  group.services.push_back(MakeRightsService(*pool_, rights_));
  group.services.push_back(MakeSampleService(*pool_, samples_));
  group.services.push_back(MakeSearchService(*pool_, vocabulary_));
  group.services.push_back(MakeSubmissionService(*pool_, submissions_));
  group.services.push_back(MakeTrackService(*pool_, tracks_));
  group.services.push_back(MakeVocabularyService(vocabulary_));
  group.services.push_back(MakeWorkService(*pool_, works_));
  return group;
}

}  // namespace ritornello::catalog
