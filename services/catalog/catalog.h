// The catalogue as one object: for its own program and for standalone.
#pragma once

#include <grpcpp/channel.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/server/log.h"
#include "libs/server/server.h"
#include "libs/sql/pool.h"
#include "libs/time/clock.h"
#include "services/catalog/domain/accounts.h"
#include "services/catalog/domain/agreements.h"
#include "services/catalog/domain/backlog.h"
#include "services/catalog/domain/dispatcher.h"
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
#include "services/catalog/model/vocabulary.h"
#include "services/catalog/peers/grpc_analyzer.h"

namespace ritornello::catalog {

struct CatalogOptions {
  std::string database = "sqlite:catalog.db";  // see sql::OpenPool
  // Files measured at once, best as many as analysis has cores; with 0 other
  // processes on the same database measure.
  int dispatch_thread_count = 2;
};

class Catalog {
 public:
  // Opens the database and brings it to this program's schema. Errors: those
  // of sql::OpenPool and sql::Migrate. Clock and log must outlive it.
  static absl::StatusOr<std::unique_ptr<Catalog>> Open(
      const CatalogOptions& options, const Clock& clock, const server::Log& log,
      std::shared_ptr<grpc::Channel> analysis);

  // The libraries that come with the program, where they are not there yet.
  absl::Status Seed();

  // Healthy while the database answers. The group must not outlive this.
  server::ServiceGroup MakeGroup();

  void Start() { dispatcher_.Start(); }
  void Stop() { dispatcher_.Stop(); }

 private:
  Catalog(const CatalogOptions& options, const Clock& clock,
          const server::Log& log, std::unique_ptr<sql::Pool> pool,
          Vocabulary vocabulary, std::shared_ptr<grpc::Channel> analysis);

  const Clock& clock_;
  const std::unique_ptr<sql::Pool> pool_;
  const Vocabulary vocabulary_;
  GrpcAnalyzer analyzer_;
  Backlog backlog_;
  Dispatcher dispatcher_;
  Accounts accounts_;
  Agreements agreements_;
  Outlets outlets_;
  Parties parties_;
  Placements placements_;
  Rights rights_;
  Samples samples_;
  Submissions submissions_;
  Works works_;
  Libraries libraries_;
  Tracks tracks_;
  Ingestion ingestion_;
};

}  // namespace ritornello::catalog
