#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/program.h"
#include "cli/verbs.h"
#include "libs/time/fake_clock.h"
#include "ritornello/catalog/v1/account_service.grpc.pb.h"
#include "ritornello/catalog/v1/backlog_service.grpc.pb.h"
#include "ritornello/catalog/v1/ingest_service.grpc.pb.h"
#include "ritornello/catalog/v1/vocabulary_service.grpc.pb.h"

namespace ritornello::cli {
namespace {

namespace v1 = catalog::v1;

// A catalogue that takes everything.
class FakeAccounts final : public v1::AccountService::Service {
 public:
  std::function<void()> on_get = [] {};

 private:
  grpc::Status GetAccount(grpc::ServerContext* /*context*/,
                          const v1::GetAccountRequest* request,
                          v1::Account* response) override {
    on_get();
    response->set_name(request->name());
    return grpc::Status::OK;
  }
};

class FakeVocabulary final : public v1::VocabularyService::Service {
  grpc::Status ListTerms(grpc::ServerContext* /*context*/,
                         const v1::ListTermsRequest* /*request*/,
                         v1::ListTermsResponse* /*response*/) override {
    return grpc::Status::OK;
  }
};

class FakeBacklog final : public v1::BacklogService::Service {
  grpc::Status GetBacklog(grpc::ServerContext* /*context*/,
                          const v1::GetBacklogRequest* /*request*/,
                          v1::Backlog* /*response*/) override {
    return grpc::Status::OK;
  }
};

class FakeIngest final : public v1::IngestService::Service {
 public:
  std::vector<std::string> titles;

 private:
  grpc::Status Ingest(
      grpc::ServerContext* /*context*/,
      grpc::ServerReaderWriter<v1::IngestResponse, v1::IngestRequest>* stream)
      override {
    v1::IngestRequest request;
    while (stream->Read(&request)) {
      if (!request.has_item()) continue;
      titles.push_back(request.item().track().title());
      v1::IngestResponse ack;
      ack.set_sequence(request.item().sequence());
      ack.set_outcome(v1::IngestResponse::CREATED);
      stream->Write(ack);
    }
    return grpc::Status::OK;
  }
};

// A folder is read for a while, and people go on working in it.
TEST(CatalogIngestTest, AFileThatHasGoneIsLeftOutAndTheOthersAreSent) {
  const std::filesystem::path folder =
      std::filesystem::path(::testing::TempDir()) / "ingested";
  std::filesystem::create_directories(folder);
  for (const char* name : {"Air.wav", "Gone.wav", "Nocturne.wav"}) {
    std::ofstream(folder / name) << "no audio, which is the service's affair";
  }
  FakeAccounts accounts;
  FakeBacklog backlog;
  FakeIngest ingest;
  FakeVocabulary vocabulary;
  accounts.on_get = [&] { std::filesystem::remove(folder / "Gone.wav"); };
  grpc::ServerBuilder builder;
  builder.RegisterService(&accounts);
  builder.RegisterService(&backlog);
  builder.RegisterService(&ingest);
  builder.RegisterService(&vocabulary);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();

  Program program;
  AddAllVerbs(program);
  std::ostringstream out;
  std::ostringstream err;
  ::ritornello::testing::FakeClock clock;
  World world{.out = out,
              .err = err,
              .clock = clock,
              .connect = [&server](const std::string& /*address*/) {
                return server->InProcessChannel({});
              }};
  EXPECT_EQ(
      program.Main({"catalog", "ingest", folder.string(), "--account", "acme"},
                   world),
      kExitRefused);
  EXPECT_EQ(ingest.titles, (std::vector<std::string>{"Air", "Nocturne"}));
  EXPECT_NE(err.str().find("left out: " + (folder / "Gone.wav").string() +
                           ": No such file or directory"),
            std::string::npos)
      << err.str();
  EXPECT_NE(err.str().find("1 of 3 tracks were rejected or left out"),
            std::string::npos)
      << err.str();
  server->Shutdown();
}

}  // namespace
}  // namespace ritornello::cli
