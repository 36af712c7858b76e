#include "cli/split_sheets.h"

#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "cli/program.h"
#include "cli/testing/run_program.h"
#include "ritornello/catalog/v1/rights_service.grpc.pb.h"

namespace ritornello::cli {
namespace {

namespace v1 = catalog::v1;

// Takes every right but one.
class FakeRights final : public v1::RightsService::Service {
 public:
  v1::Right refused = v1::RIGHT_UNSPECIFIED;
  std::vector<v1::Right> recorded;

 private:
  grpc::Status CreateSplitSheet(grpc::ServerContext* /*context*/,
                                const v1::CreateSplitSheetRequest* request,
                                v1::SplitSheet* response) override {
    if (request->split_sheet().right() == refused) {
      return {grpc::StatusCode::FAILED_PRECONDITION, "the track has works"};
    }
    recorded.push_back(request->split_sheet().right());
    *response = request->split_sheet();
    return grpc::Status::OK;
  }
};

struct Shared {
  int exit_code = 0;
  std::vector<v1::Right> recorded;
  std::string out;
};

Shared Share(const std::vector<std::string>& words, v1::Right refused) {
  FakeRights rights;
  rights.refused = refused;
  grpc::ServerBuilder builder;
  builder.RegisterService(&rights);
  std::vector<std::string> arguments = words;
  arguments.insert(arguments.end(),
                   {"--account", "acme", "--party", "ana=100%"});
  const testing::Ran ran = testing::RunProgram(arguments, builder);
  return {ran.exit_code, rights.recorded, ran.out};
}

TEST(TrackShareTest, WhereTheCompositionIsRefusedTheMasterIsNotRecorded) {
  const std::vector<std::string> words = {
      "track",   "share",           "air", "--right", "master",
      "--right", "sync-composition"};
  const Shared refused = Share(words, v1::SYNC_COMPOSITION);
  EXPECT_EQ(refused.exit_code, kExitRefused);
  EXPECT_TRUE(refused.recorded.empty());
  EXPECT_EQ(refused.out, "");
  const Shared taken = Share(words, v1::RIGHT_UNSPECIFIED);
  EXPECT_EQ(taken.exit_code, 0);
  EXPECT_EQ(taken.recorded,
            (std::vector<v1::Right>{v1::SYNC_COMPOSITION, v1::MASTER}));
}

TEST(WorkShareTest, WhatWasRecordedBeforeAnErrorIsPrinted) {
  const Shared shared = Share({"work", "share", "nocturne"}, v1::PERFORMANCE);
  EXPECT_EQ(shared.exit_code, kExitRefused);
  EXPECT_EQ(shared.recorded, (std::vector<v1::Right>{v1::SYNC_COMPOSITION}));
  EXPECT_EQ(shared.out, "sync-composition\t\tana\towner\t0\t100%\n");
}

}  // namespace
}  // namespace ritornello::cli
