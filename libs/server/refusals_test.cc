#include "libs/server/testing/refusals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/server/testing/echo_fixture.h"
#include "libs/status/error.h"

namespace ritornello::server::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kEcho[] = "ritornello.server.testing.EchoService/Echo";
constexpr char kChat[] = "ritornello.server.testing.EchoService/Chat";
constexpr char kOnAcme[] = "parcel { name: 'accounts/acme/parcels/1' }";

class RefusalsTest : public EchoFixture {
 protected:
  // Echo refuses what its comment says, Chat a second message.
  RefusalsTest() {
    OnEcho([](Call&,
              const EchoRequest& request) -> absl::StatusOr<EchoResponse> {
      if (request.text().empty()) return InvalidField("text", "is empty");
      if (request.text() == "both") {
        return InvalidFields({{"text", "is both"}, {"parcel", "is both"}});
      }
      if (request.text() == "none") {
        return WithReason(absl::NotFoundError("none"), "PARCEL_NOT_FOUND", {});
      }
      if (request.text() == "bare") return absl::NotFoundError("bare");
      return EchoResponse();
    });
    OnChat([](Call&, Reader<ChatRequest>& requests, Writer<ChatResponse>&) {
      ChatRequest request;
      requests.Read(&request);
      return requests.Read(&request) ? absl::OutOfRangeError("two")
                                     : absl::OkStatus();
    });
    Start();
  }

  std::vector<std::string> Wrong(absl::string_view method, Refusal refusal) {
    return WrongAnswers({{method, {std::move(refusal)}}}, Channel());
  }
};

const std::vector<MethodRefusals>& Table() {
  static const std::vector<MethodRefusals> table = {
      {kEcho,
       {{kOnAcme, absl::StatusCode::kInvalidArgument, "text"},
        {absl::StrCat(kOnAcme, "text: 'both'"),
         absl::StatusCode::kInvalidArgument, "text, parcel"},
        {absl::StrCat(kOnAcme, "text: 'none'"), absl::StatusCode::kNotFound,
         "PARCEL_NOT_FOUND"},
        {absl::StrCat(kOnAcme, "text: 'bare'"), absl::StatusCode::kNotFound,
         ""}}},
      {kChat,
       {{"text: 'a'", absl::StatusCode::kOutOfRange, "", {"text: 'b'"}}}},
  };
  return table;
}

TEST_F(RefusalsTest, ATableOfWhatIsAnsweredIsRight) {
  EXPECT_THAT(WrongAnswers(Table(), Channel()), IsEmpty());
}

TEST_F(RefusalsTest, EachKindOfWrongRowIsFound) {
  const std::string none = absl::StrCat(kOnAcme, "text: 'none'");
  const auto not_found = absl::StatusCode::kNotFound;
  EXPECT_THAT(
      Wrong(kEcho, {none, absl::StatusCode::kAborted, "PARCEL_NOT_FOUND"}),
      ElementsAre(HasSubstr("answered NOT_FOUND \"PARCEL_NOT_FOUND\", not "
                            "ABORTED \"PARCEL_NOT_FOUND\"")));
  EXPECT_THAT(Wrong(kEcho, {none, not_found, "text"}),
              ElementsAre(HasSubstr("not NOT_FOUND \"text\"")));
  EXPECT_THAT(Wrong(kEcho, {none, not_found, ""}),
              ElementsAre(HasSubstr("not NOT_FOUND \"\"")));
  EXPECT_THAT(Wrong(kEcho, {absl::StrCat(kOnAcme, "text: 'good'"), not_found,
                            "PARCEL_NOT_FOUND"}),
              ElementsAre(HasSubstr("answered OK")));
  EXPECT_THAT(
      Wrong(kEcho, {"title: 'none'", not_found, ""}),
      ElementsAre(HasSubstr("no ritornello.server.testing.EchoRequest")));
  EXPECT_THAT(Wrong("x.Y/Z", {"", not_found, ""}),
              ElementsAre(HasSubstr("no x.Y/Z")));
  EXPECT_THAT(Wrong(kChat, {"text: 'a'", absl::StatusCode::kOutOfRange, ""}),
              ElementsAre(HasSubstr("answered OK")));
}

TEST(RefusalTableTest, MethodsWithoutARowAreNamed) {
  EXPECT_THAT(MethodsWithoutRefusal(Table(), {kRelayService, kEchoService}),
              ElementsAre("ritornello.server.testing.EchoService/EchoBook",
                          "ritornello.server.testing.EchoService/Join",
                          "ritornello.server.testing.EchoService/Split",
                          "ritornello.server.testing.RelayService/Relay"));
}

TEST(RefusalTableTest, CodesThatOnlyTheCommentOrOnlyTheTableHasAreNamed) {
  EXPECT_THAT(CommentMismatches(Table(), {kEchoService}, {}),
              ElementsAre(absl::StrCat(
                  kEcho, " promises ABORTED, which no row shows")));
  const std::vector<Unprovoked> aborted = {{kEcho, absl::StatusCode::kAborted}};
  EXPECT_THAT(CommentMismatches(Table(), {kEchoService}, aborted), IsEmpty());
  // Of Chat's comment only what stands under "Errors" counts.
  EXPECT_THAT(
      CommentMismatches(
          {Table()[0], {kChat, {{"", absl::StatusCode::kNotFound, ""}}}},
          {kEchoService}, aborted),
      ElementsAre(
          absl::StrCat(kChat, " promises OUT_OF_RANGE, which no row shows"),
          absl::StrCat(kChat,
                       " answers NOT_FOUND, which its comment does not name")));
}

}  // namespace
}  // namespace ritornello::server::testing
