#include "services/catalog/domain/ingest_parties.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <thread>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "services/catalog/domain/parties.h"
#include "services/catalog/domain/testing/ingested_catalog.h"
#include "services/catalog/storage/party_store.h"
#include "services/catalog/storage/split_sheet_store.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Item;
using ::testing::SizeIs;
using Outcome = IngestAck::Outcome;

Share Named(const std::string& name, ShareRole role = ShareRole::kOwner) {
  return {"", role, 1, name};
}

IngestItem Owned(const std::string& reference, std::vector<Share> shares) {
  IngestItem item = Item(reference);
  item.split_sheets = {{.shares = std::move(shares)}};
  return item;
}

class IngestPartiesTest
    : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  void AddParty(const std::string& id, const std::string& display_name) {
    EXPECT_THAT(parties_.Create(
                    {.key = {"acme", id}, .display_name = display_name}, {}),
                IsOk());
  }
  void Rename(const std::string& id, const std::string& display_name) {
    EXPECT_THAT(
        parties_.Update({.key = {"acme", id}, .display_name = display_name},
                        std::vector<std::string>{"display_name"}, {}, {}),
        IsOk());
  }
  // "ana=ana" …: id and display name.
  std::vector<std::string> AllParties() {
    std::vector<std::string> parties;
    const auto found = ListParties(catalog_.db().connection(), "acme", "", 99);
    for (const Party& party : found.value()) {
      parties.push_back(
          absl::StrCat(party.key.party_id, "=", party.display_name));
    }
    return parties;
  }
  std::vector<SplitSheet> SheetsOf(const TrackKey& track) {
    return GetSplitSheets(catalog_.db().connection(), {track}).value()[track];
  }

  testing::IngestedCatalog catalog_{GetParam()};
  Parties parties_{catalog_.db().pool(), catalog_.clock()};
};

INSTANTIATE_TEST_SUITE_P(Both, IngestPartiesTest,
                         sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(IngestPartiesTest, ANameIsFoundOrMade) {
  AddParty("z-1", "Zoe Maier");
  const IngestItem item = Owned("r1", {Named(" Zoe Maier\t"),
                                       Named("Eva Roth", ShareRole::kLabel),
                                       {"ana", ShareRole::kProducer, 1}});
  const IngestAck ack = catalog_.Ingest({item})[0];
  EXPECT_EQ(ack.outcome, Outcome::kCreated);
  const PartyKey eva{"acme", "eva-roth"};
  EXPECT_THAT(ack.created_parties, ElementsAre(eva));
  EXPECT_EQ(GetParty(catalog_.db().connection(), eva).value(),
            (Party{.key = eva,
                   .display_name = "Eva Roth",
                   .revision = 1,
                   .create_time = catalog_.clock().Now(),
                   .update_time = catalog_.clock().Now()}));
  const auto sheets = SheetsOf(ack.track);
  ASSERT_THAT(sheets, SizeIs(1));
  EXPECT_THAT(sheets[0].shares,
              ElementsAre(Share{"ana", ShareRole::kProducer, 1},
                          Share{"eva-roth", ShareRole::kLabel, 1},
                          Share{"z-1", ShareRole::kOwner, 1}));
  // Sent again it is known.
  const IngestAck again = catalog_.Ingest({item})[0];
  EXPECT_EQ(again.outcome, Outcome::kUnchanged);
  EXPECT_THAT(again.created_parties, IsEmpty());
  EXPECT_THAT(AllParties(),
              ElementsAre("ana=ana", "eva-roth=Eva Roth", "z-1=Zoe Maier"));
}

TEST_P(IngestPartiesTest, ANameInSeveralItemsIsOneParty) {
  IngestItem rejected = Owned("r0", {Named("Eva")});
  rejected.samples = {{.source = "Amen", .agreement_id = "none"}};
  const auto acks = catalog_.Ingest(
      {rejected, Owned("r1", {Named("Eva")}), Owned("r2", {Named("Eva")}),
       Owned("r1", {Named("Eva"), Named("Kim")})});
  EXPECT_EQ(acks[0].outcome, Outcome::kRejected);
  EXPECT_THAT(acks[0].created_parties, IsEmpty());
  EXPECT_THAT(acks[1].created_parties, ElementsAre(PartyKey{"acme", "eva"}));
  EXPECT_THAT(acks[2].created_parties, IsEmpty());
  EXPECT_THAT(acks[3].created_parties, ElementsAre(PartyKey{"acme", "kim"}));
  EXPECT_THAT(AllParties(), ElementsAre("ana=ana", "eva=Eva", "kim=Kim"));
  EXPECT_EQ(SheetsOf(acks[1].track)[0].shares,
            SheetsOf(acks[2].track)[0].shares);
}

TEST_P(IngestPartiesTest, WhomNobodyCanTellRejectsTheItemAndMakesNobody) {
  AddParty("eva-1", "Eva");
  AddParty("eva-2", "Eva");
  const struct {
    std::vector<Share> shares;
    const char* field;
    const char* problem;
  } cases[] = {
      {{Named("New"), Named("Eva")},
       "split_sheets[0].shares[1].party_display_name",
       "is the name of accounts/acme/parties/eva-1 and "
       "accounts/acme/parties/eva-2: say which as party"},
      {{Named("New"), {"none", ShareRole::kOwner, 1}},
       "split_sheets[0].shares[1].party",
       "no party accounts/acme/parties/none"},
      {{Named(" ")}, "split_sheets[0].shares[0].party_display_name", "1..200"},
      {{Named(std::string(kPartyNameSizeMax + 1, 'x'))},
       "split_sheets[0].shares[0].party_display_name",
       "1..200"},
      {{Named(std::string("a\0b", 3))},
       "split_sheets[0].shares[0].party_display_name",
       "NUL"},
      {{Named("New"), Named("New ")}, "split_sheets[0].shares", "New twice"},
      {{Named("ana"), {"ana", ShareRole::kOwner, 2}},
       "split_sheets[0].shares",
       "ana twice"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.problem);
    const auto acks =
        catalog_.Ingest({Owned("bad", c.shares), Owned("good", {})});
    EXPECT_EQ(acks[0].outcome, Outcome::kRejected);
    const auto violations = FieldViolationsOf(acks[0].error);
    ASSERT_THAT(violations, SizeIs(1));
    EXPECT_EQ(violations[0].field, c.field);
    EXPECT_THAT(violations[0].description, HasSubstr(c.problem));
  }
  EXPECT_THAT(AllParties(), ElementsAre("ana=ana", "eva-1=Eva", "eva-2=Eva"));
}

// Behind the slugs the beginning of the SHA-256 of name, slash and retry, by
// sha256sum.
TEST_P(IngestPartiesTest, AnIdThatIsTakenIsNotTakenAgain) {
  catalog_.Ingest({Owned("r1", {Named("Zoe")})});
  Rename("zoe", "Zoe Maier");
  catalog_.Ingest({Owned("r2", {Named("Zoe")})});
  Rename("zoe-91c495f4", "Zoe Roth");
  // The first by name has the plain id.
  const auto acks =
      catalog_.Ingest({Owned("r3", {Named("Zoe"), Named("k!"), Named("K")})});
  EXPECT_THAT(
      acks[0].created_parties,
      ElementsAre(PartyKey{"acme", "k"}, PartyKey{"acme", "zoe-af885a7e"},
                  PartyKey{"acme", "k-68ec8553"}));
}

TEST_P(IngestPartiesTest, WhoIngestsTheSameNameTogetherMakesOneParty) {
  constexpr int kSenderCount = 4;
  for (int round = 0; round < 5; ++round) {
    std::atomic<int> created = 0;
    std::vector<std::thread> senders;
    for (int n = 0; n < kSenderCount; ++n) {
      senders.emplace_back([&, n] {
        const auto acks =
            catalog_.Ingest({Owned(absl::StrCat("r", round, "-", n),
                                   {Named(absl::StrCat("B", round)),
                                    Named(absl::StrCat("A", round))})});
        created += static_cast<int>(acks[0].created_parties.size());
        EXPECT_EQ(acks[0].outcome, Outcome::kCreated);
      });
    }
    for (std::thread& sender : senders) sender.join();
    EXPECT_EQ(created, 2);
    EXPECT_THAT(AllParties(), SizeIs(1 + 2 * (round + 1)));
  }
}

}  // namespace
}  // namespace ritornello::catalog
