#include "cli/made_parties.h"

#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/status/status_matchers.h"
#include "libs/time/fake_clock.h"
#include "ritornello/catalog/v1/party_service.grpc.pb.h"

namespace ritornello::cli {
namespace {

using ::ritornello::testing::IsOk;
namespace v1 = catalog::v1;

// The parties of an account, by their display names.
class FakeParties final : public v1::PartyService::Service {
 public:
  std::vector<std::string> display_names;

 private:
  grpc::Status ListParties(grpc::ServerContext* /*context*/,
                           const v1::ListPartiesRequest* /*request*/,
                           v1::ListPartiesResponse* response) override {
    for (const std::string& display_name : display_names) {
      v1::Party& party = *response->add_parties();
      party.set_name(
          absl::StrCat("accounts/acme/parties/p", response->parties_size()));
      party.set_display_name(display_name);
    }
    return grpc::Status::OK;
  }
};

// What is said when shares name `named`, beside parties `there`.
std::string Told(const std::vector<std::string>& there,
                 const std::vector<std::string>& named, bool is_check = false) {
  FakeParties parties;
  parties.display_names = there;
  grpc::ServerBuilder builder;
  builder.RegisterService(&parties);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  std::ostringstream out, err;
  ::ritornello::testing::FakeClock clock;
  Session session{
      .channel = Connection([&] { return server->InProcessChannel({}); }, {}),
      .style = Style::kTabs,
      .out = out,
      .err = err,
      .clock = clock};
  const MadeParties made = {{"accounts/acme/parties/made"},
                            {named.begin(), named.end()}};
  EXPECT_THAT(TellMadeParties(made, is_check, "accounts/acme", session),
              IsOk());
  server->Shutdown();
  return err.str();
}

TEST(MadePartiesTest, ThoseThatAreNearToOthersComeFirst) {
  EXPECT_EQ(Told({"Ana Souza", "Cy"}, {"Ada", "Ana Sousa", "Cy", "Zoë"}),
            "made party Ana Sousa, near to p1 (Ana Souza)\n"
            "made party Ada\n"
            "made party Zoë\n");
}

TEST(MadePartiesTest, WhoIsNear) {
  const struct {
    const char* there;
    const char* named;
    bool is_near;
  } cases[] = {
      {"Ana Souza", "ana souza", true},     {"Ana Souza", "ANA SOUSA", true},
      {"Ana Souza", "Ana Suoza", true},     {"Ana Souza", "Ana Sou", true},
      {"Ana Souza", "Ana Souza Jr", false}, {"Ana Souza", "Ana Costa", false},
      {"Ana Souza", "Ana Souzaxy", true},   {"Ana Souza", "Xna Souzy", true},
      {"Ana Souza", "Xna Xouzy", false},    {"Ab", "Cd", false},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(Told({c.there}, {c.named}, true),
              absl::StrCat(
                  "would make party ", c.named,
                  c.is_near ? absl::StrCat(", near to p1 (", c.there, ")") : "",
                  "\n"));
  }
}

// Neither the first nor the last of the alphabet may be cut off.
TEST(MadePartiesTest, ThoseThatAreNearAreAllNamedAndOfTheOthersFifty) {
  std::vector<std::string> named = {"Zuleika Quist", "Zuleika Quisl"};
  std::string want =
      "made party Zuleika Quisl, near to Zuleika Quist\n"
      "made party Zuleika Quist, near to Zuleika Quisl\n";
  for (size_t i = 0; i < kMadePartiesNamedMax + 2; ++i) {
    const std::string name(10 + 3 * i, static_cast<char>('a' + i % 26));
    named.push_back(name);
  }
  const std::string told = Told({}, named);
  EXPECT_EQ(told.substr(0, want.size()), want);
  size_t line_count = 0;
  for (const char c : told) line_count += c == '\n' ? 1 : 0;
  EXPECT_EQ(line_count, 2 + kMadePartiesNamedMax + 1);
  EXPECT_NE(told.find("\nand 2 parties more, near to nobody\n"),
            std::string::npos)
      << told;
}

}  // namespace
}  // namespace ritornello::cli
