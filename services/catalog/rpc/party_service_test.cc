#include "services/catalog/rpc/party_service.h"

#include <gtest/gtest.h>

#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "ritornello/catalog/v1/party_service.grpc.pb.h"
#include "services/catalog/rpc/testing/served_catalog.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using Stub = v1::PartyService::Stub;

class PartyServiceTest : public ::testing::Test {
 protected:
  PartyServiceTest() {
    std::vector<std::unique_ptr<server::BoundService>> services;
    services.push_back(MakePartyService(served_.db().pool(), parties_));
    served_.Serve(std::move(services));
    served_.db().AddAccount("acme");
  }
  absl::StatusOr<v1::Party> Create(const std::string& id,
                                   const v1::Party& party) {
    v1::CreatePartyRequest request;
    request.set_parent("accounts/acme");
    request.set_party_id(id);
    *request.mutable_party() = party;
    return served_.Call(&Stub::CreateParty, request);
  }
  absl::StatusOr<v1::Party> Update(const v1::Party& party,
                                   const std::vector<std::string>& mask) {
    v1::UpdatePartyRequest request;
    *request.mutable_party() = party;
    for (const std::string& path : mask) {
      request.mutable_update_mask()->add_paths(path);
    }
    return served_.Call(&Stub::UpdateParty, request);
  }
  static v1::Party Ana() {
    v1::Party party;
    party.set_display_name("Ana Souza");
    party.set_ipi_name_number("00000000199");
    party.set_isni("0000000121032683");
    party.set_pro("PRS");
    return party;
  }

  testing::ServedCatalog served_;
  Parties parties_{served_.db().pool(), served_.clock()};
};

TEST_F(PartyServiceTest, EveryFieldComesBack) {
  const auto made = Create("ana", Ana());
  ASSERT_THAT(made, IsOk());
  v1::Party want = Ana();
  want.set_name("accounts/acme/parties/ana");
  want.mutable_create_time()->set_seconds(1'800'000'000);
  want.mutable_update_time()->set_seconds(1'800'000'000);
  want.set_etag("r1");
  EXPECT_EQ(made->DebugString(), want.DebugString());
  v1::GetPartyRequest get;
  get.set_name(want.name());
  EXPECT_EQ(served_.Call(&Stub::GetParty, get)->DebugString(),
            want.DebugString());
}

TEST_F(PartyServiceTest, UpdateMindsMaskAndEtag) {
  v1::Party party = Create("ana", Ana()).value();
  served_.clock().Advance(absl::Seconds(9));
  party.set_pro("BMI");
  party.set_display_name("ignored");
  const auto updated = Update(party, {"pro"});
  ASSERT_THAT(updated, IsOk());
  EXPECT_EQ(updated->pro(), "BMI");
  EXPECT_EQ(updated->display_name(), "Ana Souza");
  EXPECT_EQ(updated->etag(), "r2");
  EXPECT_EQ(updated->update_time().seconds(), 1'800'000'009);

  const auto stale = Update(party, {"pro"}).status();  // still says r1
  EXPECT_EQ(stale.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(ReasonOf(stale).reason, "ETAG_MISMATCH");
  party.set_etag("new");
  EXPECT_THAT(Update(party, {}),
              FailsWith(absl::StatusCode::kInvalidArgument, "party.etag"));
  party.clear_etag();
  EXPECT_THAT(Update(party, {"name"}),
              FailsWith(absl::StatusCode::kInvalidArgument, "update_mask"));
  EXPECT_EQ(Update(party, {})->display_name(), "ignored");
  party.set_name("accounts/acme/parties/bea");
  EXPECT_EQ(ReasonOf(Update(party, {}).status()).reason, "PARTY_NOT_FOUND");
}

TEST_F(PartyServiceTest, Pages) {
  for (const char* id : {"cid", "ana", "bea"}) {
    ASSERT_THAT(Create(id, Ana()), IsOk());
  }
  v1::ListPartiesRequest request;
  request.set_parent("accounts/acme");
  request.set_page_size(2);
  const auto first = served_.Call(&Stub::ListParties, request);
  ASSERT_THAT(first, IsOk());
  ASSERT_EQ(first->parties_size(), 2);
  EXPECT_EQ(first->parties(0).name(), "accounts/acme/parties/ana");
  EXPECT_EQ(first->parties(1).name(), "accounts/acme/parties/bea");
  request.set_page_token(first->next_page_token());
  const auto second = served_.Call(&Stub::ListParties, request);
  ASSERT_THAT(second, IsOk());
  ASSERT_EQ(second->parties_size(), 1);
  EXPECT_EQ(second->next_page_token(), "");
  request.set_parent("accounts/globex");
  request.clear_page_token();
  EXPECT_EQ(ReasonOf(served_.Call(&Stub::ListParties, request).status()).reason,
            "ACCOUNT_NOT_FOUND");
}

}  // namespace
}  // namespace ritornello::catalog
