#include "services/catalog/rpc/library_service.h"

#include <gtest/gtest.h>

#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "ritornello/catalog/v1/library_service.grpc.pb.h"
#include "services/catalog/rpc/seed.h"
#include "services/catalog/rpc/testing/served_catalog.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using Stub = v1::LibraryService::Stub;

class LibraryServiceTest : public ::testing::Test {
 protected:
  LibraryServiceTest() {
    std::vector<std::unique_ptr<server::BoundService>> services;
    services.push_back(MakeLibraryService(served_.db().pool(), libraries_));
    served_.Serve(std::move(services));
    EXPECT_THAT(SeedLibraries(libraries_), IsOk());
  }
  absl::StatusOr<v1::Library> Get(const std::string& name) {
    v1::GetLibraryRequest request;
    request.set_name(name);
    return served_.Call(&Stub::GetLibrary, request);
  }

  testing::ServedCatalog served_;
  const Vocabulary vocabulary_ = EmbeddedVocabulary();
  Libraries libraries_{served_.db().pool(), served_.clock(), vocabulary_};
};

TEST_F(LibraryServiceTest, UpdateMindsMaskAndEtag) {
  v1::UpdateLibraryRequest request;
  *request.mutable_library() = Get("libraries/artlist").value();
  request.mutable_library()->mutable_delivery_spec()->set_true_peak_max_dbtp(
      -2);
  request.mutable_library()->clear_display_name();
  request.mutable_update_mask()->add_paths("delivery_spec");
  const auto updated = served_.Call(&Stub::UpdateLibrary, request);
  ASSERT_THAT(updated, IsOk());
  EXPECT_EQ(updated->delivery_spec().true_peak_max_dbtp(), -2);
  EXPECT_EQ(updated->display_name(), "Artlist");
  EXPECT_EQ(updated->etag(), "r2");
  EXPECT_EQ(Get("libraries/artlist")->DebugString(), updated->DebugString());

  const auto stale = served_.Call(&Stub::UpdateLibrary, request).status();
  EXPECT_EQ(stale.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(ReasonOf(stale).reason, "ETAG_MISMATCH");
  request.mutable_library()->clear_etag();
  request.clear_update_mask();
  const auto nameless = served_.Call(&Stub::UpdateLibrary, request).status();
  ASSERT_EQ(FieldViolationsOf(nameless).size(), 1u) << nameless;
  EXPECT_EQ(FieldViolationsOf(nameless)[0].field, "library.display_name");
}

TEST_F(LibraryServiceTest, AMissingOneIsMadeWhenAllowed) {
  v1::UpdateLibraryRequest request;
  request.mutable_library()->set_name("libraries/pond");
  request.mutable_library()->set_display_name("Pond");
  request.mutable_library()->set_licensing_model(v1::ROYALTY_SPLIT);
  EXPECT_EQ(
      ReasonOf(served_.Call(&Stub::UpdateLibrary, request).status()).reason,
      "LIBRARY_NOT_FOUND");
  request.set_allow_missing(true);
  EXPECT_EQ(served_.Call(&Stub::UpdateLibrary, request)->etag(), "r1");
  request.mutable_library()->set_name("libraries/Pond");
  EXPECT_THAT(served_.Call(&Stub::UpdateLibrary, request),
              FailsWith(absl::StatusCode::kInvalidArgument, "library.name"));
}

TEST_F(LibraryServiceTest, Pages) {
  v1::ListLibrariesRequest request;
  request.set_page_size(3);
  const auto first = served_.Call(&Stub::ListLibraries, request);
  ASSERT_THAT(first, IsOk());
  ASSERT_EQ(first->libraries_size(), 3);
  EXPECT_EQ(first->libraries(0).name(), "libraries/artlist");
  request.set_page_token(first->next_page_token());
  const auto second = served_.Call(&Stub::ListLibraries, request);
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->libraries_size(), 2);
  EXPECT_EQ(second->next_page_token(), "");
  EXPECT_EQ(ReasonOf(Get("libraries/pond").status()).reason,
            "LIBRARY_NOT_FOUND");
}

}  // namespace
}  // namespace ritornello::catalog
