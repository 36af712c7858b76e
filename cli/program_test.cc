#include "cli/program.h"

#include <gtest/gtest.h>

#include <sstream>

#include "absl/strings/str_cat.h"
#include "cli/verbs.h"
#include "libs/rpc/grpc_status.h"
#include "libs/status/error.h"
#include "libs/time/fake_clock.h"
#include "ritornello/catalog/v1/search_service.grpc.pb.h"
#include "ritornello/royalties/v1/ledger_service.grpc.pb.h"
#include "ritornello/royalties/v1/statement_service.grpc.pb.h"

namespace ritornello::cli {
namespace {

// Answers every search with one track and keeps what it was asked.
class FakeSearch final : public catalog::v1::SearchService::Service {
 public:
  grpc::Status SearchTracks(
      grpc::ServerContext* /*context*/,
      const catalog::v1::SearchTracksRequest* request,
      catalog::v1::SearchTracksResponse* response) override {
    asked = *request;
    if (!request->moods().empty() && request->moods(0) == "hapy") {
      return rpc::ToGrpc(
          InvalidField("moods[0]", "no mood \"hapy\"; did you mean happy?"));
    }
    catalog::v1::Track& track = *response->add_tracks();
    track.set_name("accounts/acme/tracks/nocturne-1f00aa3c");
    track.set_title("Nocturne");
    track.add_moods("Uplifting");
    track.set_declared_tempo_bpm(128.0);
    response->set_total_count(1);
    return grpc::Status::OK;
  }

  catalog::v1::SearchTracksRequest asked;
};

// A book with one balance, two pages of nothing else.
class FakeLedger final : public royalties::v1::LedgerService::Service {
 public:
  grpc::Status GetTrialBalance(
      grpc::ServerContext* /*context*/,
      const royalties::v1::GetTrialBalanceRequest* request,
      royalties::v1::TrialBalance* response) override {
    response->set_name(request->name());
    royalties::v1::LedgerBalance& balance = *response->add_balances();
    balance.set_ledger_account("Income:Commission");
    balance.mutable_amount()->set_currency_code("USD");
    balance.mutable_amount()->set_micros(-1'250'001);
    response->add_totals()->set_currency_code("USD");
    return grpc::Status::OK;
  }
};

// Takes a statement and keeps its bytes.
class FakeStatements final : public royalties::v1::StatementService::Service {
 public:
  grpc::Status ImportStatement(
      grpc::ServerContext* /*context*/,
      grpc::ServerReader<royalties::v1::ImportStatementRequest>* reader,
      royalties::v1::Statement* response) override {
    royalties::v1::ImportStatementRequest request;
    while (reader->Read(&request)) {
      if (request.has_header()) header = request.header();
      bytes += request.chunk();
    }
    response->set_name("books/main/statements/artlist-a-2026-10");
    return grpc::Status::OK;
  }

  royalties::v1::StatementHeader header;
  std::string bytes;
};

class ProgramTest : public ::testing::Test {
 protected:
  ProgramTest() {
    grpc::ServerBuilder builder;
    builder.RegisterService(&search_);
    builder.RegisterService(&ledger_);
    builder.RegisterService(&statements_);
    server_ = builder.BuildAndStart();
  }

  static std::unique_ptr<Program> NewProgram() {
    auto program = std::make_unique<Program>();
    AddAllVerbs(*program);
    return program;
  }
  int Run(std::vector<std::string> arguments) {
    World world{.out = out_,
                .err = err_,
                .out_is_terminal = out_is_terminal_,
                .clock = clock_,
                .connect = [this](const std::string& server) {
                  asked_server_ = server;
                  if (away_.empty()) return server_->InProcessChannel({});
                  return grpc::CreateChannel(
                      away_, grpc::InsecureChannelCredentials());
                }};
    return program_->Main(std::move(arguments), world);
  }

  FakeSearch search_;
  FakeLedger ledger_;
  FakeStatements statements_;
  std::unique_ptr<grpc::Server> server_;
  testing::FakeClock clock_;
  std::unique_ptr<Program> program_ = NewProgram();
  std::ostringstream out_, err_;
  bool out_is_terminal_ = false;
  std::string asked_server_;
  std::string away_;  // where nobody listens; empty: the fake server
};

TEST_F(ProgramTest, SearchSendsEveryFlag) {
  EXPECT_EQ(Run({"track",        "search",  "--account", "acme",
                 "--mood",       "happy",   "--mood",    "driving",
                 "--instrument", "piano",   "--use",     "travel vlog",
                 "--genre",      "pop",     "--bpm",     "120..130",
                 "--key",        "F:major", "--text",    "night dri",
                 "--limit",      "7"}),
            kExitDone);
  EXPECT_EQ(search_.asked.ShortDebugString(),
            "parent: \"accounts/acme\" moods: \"happy\" moods: \"driving\" "
            "instruments: \"piano\" uses: \"travel vlog\" genres: \"pop\" "
            "tempo_min_bpm: 120 tempo_max_bpm: 130 key: \"F:major\" text: "
            "\"night dri\" page_size: 7");
  EXPECT_EQ(asked_server_, "127.0.0.1:7100");
}

TEST_F(ProgramTest, TempoIsARangeOrOneValue) {
  const struct {
    const char* bpm;
    double min, max;  // 0: absent
  } cases[] = {{"128", 128, 128}, {"120..", 120, 0}, {"..130.5", 0, 130.5}};
  for (const auto& c : cases) {
    program_ = NewProgram();  // a parser remembers
    ASSERT_EQ(Run({"track", "search", "--account", "a", "--bpm", c.bpm}),
              kExitDone);
    EXPECT_EQ(search_.asked.tempo_min_bpm(), c.min) << c.bpm;
    EXPECT_EQ(search_.asked.tempo_max_bpm(), c.max) << c.bpm;
  }
}

TEST_F(ProgramTest, TabsInAPipe) {
  ASSERT_EQ(Run({"track", "search", "--account", "acme"}), kExitDone);
  EXPECT_EQ(out_.str(),
            "nocturne-1f00aa3c\tNocturne\t\tUplifting\t\t128\t\t0\t0%\n");
}

TEST_F(ProgramTest, TableOnATerminal) {
  out_is_terminal_ = true;
  ASSERT_EQ(Run({"ledger", "balance"}), kExitDone);
  EXPECT_EQ(out_.str(),
            "LEDGER ACCOUNT       BALANCE  CURRENCY\n"
            "Income:Commission  -1.250001  USD\n"
            "total                   0.00  USD\n");
}

TEST_F(ProgramTest, JsonOnRequestAlsoBehindTheVerb) {
  ASSERT_EQ(Run({"ledger", "balance", "--json"}), kExitDone);
  EXPECT_NE(out_.str().find("\"ledger_account\":\"Income:Commission\""),
            std::string::npos);
}

TEST_F(ProgramTest, ARefusalIsExitOneWithTheReason) {
  EXPECT_EQ(Run({"track", "search", "--account", "acme", "--mood", "hapy"}),
            kExitRefused);
  EXPECT_EQ(err_.str(),
            "ritornello: moods[0]: no mood \"hapy\"; did you mean happy?\n");
  EXPECT_EQ(out_.str(), "");
}

TEST_F(ProgramTest, WrongUsageIsExitTwo) {
  const std::vector<std::vector<std::string>> cases = {
      {},
      {"track"},
      {"track", "fly"},
      {"track", "search", "--nonsense"},
      {"statement", "import", "file.csv"},  // required flags missing
      {"--json", "--table", "ledger", "balance"},
  };
  for (const auto& arguments : cases) {
    program_ = NewProgram();
    EXPECT_EQ(Run(arguments), kExitUsage)
        << ::testing::PrintToString(arguments);
  }
}

TEST_F(ProgramTest, BadValuesAreRefusedBeforeAnyCall) {
  EXPECT_EQ(Run({"track", "search", "--account", "a", "--bpm", "fast"}),
            kExitRefused);
  EXPECT_NE(err_.str().find("--bpm: must be like 120..130"), std::string::npos);
  EXPECT_EQ(search_.asked.parent(), "");
}

TEST_F(ProgramTest, HelpHasExamples) {
  EXPECT_EQ(Run({"track", "search", "--help"}), kExitDone);
  EXPECT_NE(out_.str().find("Examples:\n  ritornello track search"),
            std::string::npos);
}

TEST_F(ProgramTest, StatementImportSendsTheFileWhole) {
  const std::string path = ::testing::TempDir() + "/october.csv";
  std::string text = "isrc,net\n";
  while (text.size() < 700'000) absl::StrAppend(&text, "GBAYE6800011,0.01\n");
  FILE* file = fopen(path.c_str(), "wb");
  ASSERT_NE(file, nullptr);
  fwrite(text.data(), 1, text.size(), file);
  fclose(file);
  EXPECT_EQ(Run({"statement", "import", path, "--source", "artlist",
                 "--source-account", "A", "--period", "2026-10", "--currency",
                 "USD", "--total", "412.50"}),
            kExitDone)
      << err_.str();
  EXPECT_EQ(statements_.bytes, text);
  EXPECT_EQ(statements_.header.ShortDebugString(),
            "parent: \"books/main\" source: \"artlist\" source_account: \"A\" "
            "period: \"2026-10\" currency_code: \"USD\" profile: \"generic\" "
            "file_name: \"october.csv\" declared_total { currency_code: "
            "\"USD\" micros: 412500000 }");
}

TEST_F(ProgramTest, AServerThatIsAwayIsExplained) {
  away_ = "unix:/nowhere/at/all";
  EXPECT_EQ(Run({"ledger", "balance"}), kExitRefused);
  EXPECT_NE(err_.str().find("ritornello-standalone --data_dir"),
            std::string::npos)
      << err_.str();
}

}  // namespace
}  // namespace ritornello::cli
