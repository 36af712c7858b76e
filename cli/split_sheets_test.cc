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
  grpc::Status ListSplitSheets(grpc::ServerContext* /*context*/,
                               const v1::ListSplitSheetsRequest* /*request*/,
                               v1::ListSplitSheetsResponse* response) override {
    for (const char* const replaced_by : {"master-2", ""}) {
      v1::SplitSheet& sheet = *response->add_split_sheets();
      sheet.set_right(v1::MASTER);
      sheet.set_replaced_by(replaced_by);
      v1::Share& share = *sheet.add_shares();
      share.set_party("accounts/acme/parties/ana");
      share.set_role(v1::OWNER);
      share.set_weight(sheet.replaced_by().empty() ? 7 : 9);
    }
    return grpc::Status::OK;
  }

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

TEST(WorkShareTest, WhatWasReplacedIsCountedAndNotShown) {
  FakeRights rights;
  grpc::ServerBuilder builder;
  builder.RegisterService(&rights);
  const testing::Ran shown = testing::RunProgram(
      {"work", "share", "nocturne", "--account", "acme"}, builder);
  EXPECT_EQ(shown.exit_code, 0);
  EXPECT_EQ(shown.out, "master\t\tana\towner\t7\t%\n");
  EXPECT_EQ(shown.err,
            "1 sheet is not shown, replaced by later ones from the same day: "
            "see --json\n");
  grpc::ServerBuilder again;
  again.RegisterService(&rights);
  const testing::Ran all = testing::RunProgram(
      {"--json", "work", "share", "nocturne", "--account", "acme"}, again);
  EXPECT_NE(all.out.find("\"replaced_by\":\"master-2\""), std::string::npos)
      << all.out;
  EXPECT_EQ(all.err, "");
}

TEST(WorkShareTest, WhatWasRecordedBeforeAnErrorIsPrinted) {
  const Shared shared = Share({"work", "share", "nocturne"}, v1::PERFORMANCE);
  EXPECT_EQ(shared.exit_code, kExitRefused);
  EXPECT_EQ(shared.recorded, (std::vector<v1::Right>{v1::SYNC_COMPOSITION}));
  EXPECT_EQ(shared.out, "sync-composition\t\tana\towner\t0\t100%\n");
}

}  // namespace
}  // namespace ritornello::cli
