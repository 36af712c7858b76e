#include "cli/program.h"

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "cli/verbs.h"
#include "libs/rpc/grpc_status.h"
#include "libs/sha256/sha256.h"
#include "libs/status/error.h"
#include "libs/time/fake_clock.h"
#include "ritornello/analysis/v1/analysis_service.grpc.pb.h"
#include "ritornello/catalog/v1/account_service.grpc.pb.h"
#include "ritornello/catalog/v1/search_service.grpc.pb.h"
#include "ritornello/catalog/v1/track_service.grpc.pb.h"
#include "ritornello/royalties/v1/ledger_service.grpc.pb.h"
#include "ritornello/royalties/v1/payee_service.grpc.pb.h"
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
    page_sizes.push_back(request->page_size());
    for (int i = 1; page_count > 1 && i < request->page_size(); ++i) {
      response->add_tracks();
    }
    if (static_cast<int>(page_sizes.size()) < page_count) {
      response->set_next_page_token("more");
    }
    return grpc::Status::OK;
  }

  catalog::v1::SearchTracksRequest asked;
  int page_count = 1;  // of full pages; when 1, of one track
  std::vector<int> page_sizes;
};

// Measures every file, in the end.
class FakeAnalysis final : public analysis::v1::AnalysisService::Service {
 public:
  explicit FakeAnalysis(testing::FakeClock& clock) : clock_(clock) {}

  grpc::Status AnalyzeVersion(
      grpc::ServerContext* /*context*/,
      const analysis::v1::AnalyzeVersionRequest* /*request*/,
      analysis::v1::AnalyzeVersionResponse* response) override {
    ++asked_count;
    if (asked_count <= busy_count) {
      clock_.Advance(busy_step);
      absl::Status busy = absl::ResourceExhaustedError("all workers are busy");
      return rpc::ToGrpc(WithRetryDelay(busy, retry_delay));
    }
    response->mutable_report()->set_sample_rate_hz(44'100);
    return grpc::Status::OK;
  }

  int busy_count = 0;
  absl::Duration busy_step;
  absl::Duration retry_delay = absl::Milliseconds(1);
  int asked_count = 0;

 private:
  testing::FakeClock& clock_;
};

// Has the tracks that FakeSearch finds, by their ids only.
class FakeTracks final : public catalog::v1::TrackService::Service {
  grpc::Status GetTrack(grpc::ServerContext* /*context*/,
                        const catalog::v1::GetTrackRequest* request,
                        catalog::v1::Track* /*response*/) override {
    return rpc::ToGrpc(
        absl::NotFoundError(absl::StrCat("no track ", request->name())));
  }
};

// Knows nobody.
class FakeAccounts final : public catalog::v1::AccountService::Service {
  grpc::Status GetAccount(grpc::ServerContext* /*context*/,
                          const catalog::v1::GetAccountRequest* request,
                          catalog::v1::Account* /*response*/) override {
    return rpc::ToGrpc(
        absl::NotFoundError(absl::StrCat("no ", request->name())));
  }
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
  grpc::Status CloseMonth(grpc::ServerContext* /*context*/,
                          const royalties::v1::CloseMonthRequest* request,
                          royalties::v1::Month* response) override {
    response->set_name(request->name());
    response->set_state(royalties::v1::Month::CLOSED);
    response->set_transaction_count(12);
    response->set_unposted_statement_count(2);
    response->mutable_close_time()->set_seconds(1'800'000'000);
    return grpc::Status::OK;
  }
  grpc::Status ListMonths(
      grpc::ServerContext* context,
      const royalties::v1::ListMonthsRequest* request,
      royalties::v1::ListMonthsResponse* response) override {
    royalties::v1::Month& open = *response->add_months();
    open.set_name(request->parent() + "/months/2026-11");
    open.set_state(royalties::v1::Month::OPEN);
    open.set_transaction_count(3);
    royalties::v1::CloseMonthRequest close;
    close.set_name(request->parent() + "/months/2026-10");
    return CloseMonth(context, &close, response->add_months());
  }
};

// The statement of a payee on two pages; euros are earned on the second only.
class FakePayees final : public royalties::v1::PayeeService::Service {
 public:
  grpc::Status GetPayeeStatement(
      grpc::ServerContext* /*context*/,
      const royalties::v1::GetPayeeStatementRequest* request,
      royalties::v1::PayeeStatement* response) override {
    response->set_payee(request->name());
    if (request->page_token().empty()) {
      Add("USD", 5, 2, 7, *response);
      response->set_next_page_token("second");
    } else {
      Add("EUR", 0, 1, 1, *response);
      Add("USD", 7, 4, 11, *response);
    }
    return grpc::Status::OK;
  }

 private:
  static void Add(const std::string& code, int64_t opening, int64_t earned,
                  int64_t closing, royalties::v1::PayeeStatement& statement) {
    royalties::v1::PayeeStatementCurrency& sums = *statement.add_currencies();
    const auto set = [&code](int64_t micros, royalties::v1::Money& money) {
      money.set_currency_code(code);
      money.set_micros(micros);
    };
    set(opening, *sums.mutable_opening());
    set(earned, *sums.add_lines()->mutable_amount());
    set(earned, *sums.mutable_earned());
    set(closing, *sums.mutable_closing());
  }
};

// Takes a statement and keeps its bytes.
class FakeStatements final : public royalties::v1::StatementService::Service {
 public:
  grpc::Status ImportStatement(
      grpc::ServerContext* context,
      grpc::ServerReader<royalties::v1::ImportStatementRequest>* reader,
      royalties::v1::Statement* response) override {
    royalties::v1::ImportStatementRequest request;
    while (reader->Read(&request)) {
      if (request.has_header()) header = request.header();
      if (request.has_header() && on_header) on_header();
      bytes += request.chunk();
    }
    // gRPC learns of the end a moment before it learns of its reason.
    for (int i = 0; i < 100 && on_header && !context->IsCancelled(); ++i) {
      absl::SleepFor(absl::Milliseconds(20));
    }
    if (context->IsCancelled()) return grpc::Status::CANCELLED;
    ++imported_count;
    response->set_name("books/main/statements/artlist-a-2026-10");
    if (!hold_reason.empty()) {
      response->set_state(royalties::v1::Statement::HELD);
      response->set_hold_reason(hold_reason);
    }
    return grpc::Status::OK;
  }

  royalties::v1::StatementHeader header;
  std::string bytes;
  int imported_count = 0;
  std::string hold_reason;  // of what is imported; empty when it is not held
  std::function<void()> on_header;  // what happens while the file is sent
};

class ProgramTest : public ::testing::Test {
 protected:
  ProgramTest() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                             &port_);
    builder.RegisterService(&accounts_);
    builder.RegisterService(&search_);
    builder.RegisterService(&tracks_);
    builder.RegisterService(&analysis_);
    builder.RegisterService(&ledger_);
    builder.RegisterService(&payees_);
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

  FakeAccounts accounts_;
  FakeSearch search_;
  FakeTracks tracks_;
  FakeLedger ledger_;
  FakePayees payees_;
  FakeStatements statements_;
  testing::FakeClock clock_;
  FakeAnalysis analysis_{clock_};
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<Program> program_ = NewProgram();
  std::ostringstream out_, err_;
  bool out_is_terminal_ = false;
  std::string asked_server_;
  int port_ = 0;
  std::string away_;  // where to ask; empty: the fake server, in process
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

TEST_F(ProgramTest, AFullDiskIsToldOf) {
  out_.setstate(std::ios::badbit);
  EXPECT_EQ(Run({"track", "search", "--account", "acme"}), kExitRefused);
  EXPECT_EQ(err_.str(),
            "ritornello: cannot write all of the answer; is the disk full?\n");
}

TEST_F(ProgramTest, TableOnATerminal) {
  out_is_terminal_ = true;
  ASSERT_EQ(Run({"ledger", "balance"}), kExitDone);
  EXPECT_EQ(out_.str(),
            "LEDGER ACCOUNT       BALANCE  CURRENCY\n"
            "Income:Commission  -1.250001  USD\n"
            "total               0.00      USD\n");
}

TEST_F(ProgramTest, ClosingAMonthIsAnsweredInOneSentence) {
  ASSERT_EQ(Run({"ledger", "close", "2026-10", "--book", "main"}), kExitDone);
  EXPECT_EQ(out_.str(),
            "2026-10 of books/main is closed, and every month before it. It "
            "has 12 transactions; what comes late is posted to the first month "
            "that is open.\n"
            "Statements for it that are not posted yet, and will be late: 2; "
            "see `ritornello statement list`.\n");
}

TEST_F(ProgramTest, MonthsOfABook) {
  out_is_terminal_ = true;
  ASSERT_EQ(Run({"ledger", "months"}), kExitDone);
  EXPECT_EQ(out_.str(),
            "MONTH    STATE   TRANSACTIONS  NOT POSTED  CLOSED ON\n"
            "2026-11  open               3           0\n"
            "2026-10  closed            12           2  2027-01-15\n");
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
            "ritornello: --mood hapy: no mood \"hapy\"; did you mean happy?\n");
  EXPECT_EQ(out_.str(), "");
}

TEST_F(ProgramTest, ForMachinesAnErrorIsAnObjectWithTheRawField) {
  EXPECT_EQ(
      Run({"track", "search", "--account", "acme", "--mood", "hapy", "--json"}),
      kExitRefused);
  EXPECT_EQ(err_.str().substr(0, 36),
            "{\"error\":{\"code\":\"INVALID_ARGUMENT\",");
  EXPECT_NE(err_.str().find("\"field\":\"moods[0]\""), std::string::npos)
      << err_.str();
  program_ = NewProgram();
  err_.str("");
  EXPECT_EQ(Run({"--json", "trak"}), kExitUsage);
  EXPECT_EQ(err_.str().substr(0, 10), "{\"error\":{") << err_.str();
}

TEST_F(ProgramTest, AServerOfAnotherNounIsSaidSo) {
  // The fake has no such service.
  EXPECT_EQ(Run({"account", "list"}), kExitRefused);
  EXPECT_NE(err_.str().find("does not know `account list`: that is served by "
                            "ritornello-catalog"),
            std::string::npos)
      << err_.str();
}

TEST_F(ProgramTest, ATitleIsAnsweredWithIds) {
  EXPECT_EQ(Run({"track", "get", "Nocturne", "--account", "acme"}),
            kExitRefused);
  EXPECT_EQ(err_.str(),
            "ritornello: no track accounts/acme/tracks/Nocturne; a track is "
            "named by its id: did you mean nocturne-1f00aa3c?\n");
}

TEST_F(ProgramTest, AnUnknownFlagIsNamedWithTheNearest) {
  EXPECT_EQ(Run({"track", "search", "--account", "a", "--moood", "x"}),
            kExitUsage);
  EXPECT_EQ(err_.str(),
            "ritornello track search: no flag --moood; did you mean --mood?\n"
            "Run with --help for more information.\n");
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

TEST_F(ProgramTest, BadValuesAreWrongUsageBeforeAnyCall) {
  const struct {
    std::vector<std::string> arguments;
    const char* want;
  } cases[] = {
      {{"track", "search", "--account", "a", "--bpm", "fast"},
       "ritornello: --bpm: must be like 120..130 or 128, got \"fast\"\n"},
      {{"track", "list"},
       "ritornello: --account: is missing; give it, or set "
       "RITORNELLO_ACCOUNT\n"},
      {{"job", "list", "--account", "a", "--state", "foo"},
       "ritornello: --state: must be pending, running or failed\n"},
      {{"statement", "lines", "x", "--state", "foo"},
       "ritornello: --state: must be open, matched or suspense\n"},
      {{"statement", "resolve", "x", "--line", "12"},
       "ritornello: --line: must be like 12=TRACK, got \"12\"\n"},
      {{"ledger", "export", "--format", "xml"},
       "ritornello: --format: must be hledger, ledger, beancount or "
       "csv\n"},
      {{"vocabulary", "list", "colour"},
       "ritornello: FACET: must be mood, instrument, use, genre or version\n"},
      {{"track", "share", "x", "--account", "a", "--party", "ana=1", "--right",
        "master", "--right", "frob"},
       "ritornello: --right: must be master, sync-composition, performance or "
       "mechanical\n"},
      {{"work", "share", "x", "--account", "a", "--party", "ana:singer=1"},
       "ritornello: --party: must be like ana=60%, ana=3 or ana:writer=60%, "
       "got \"ana:singer=1\"\n"},
      {{"work", "update", "x", "--account", "a"},
       "ritornello: nothing to change: give --title or --iswc\n"},
      {{"track", "describe", "x", "--account", "a", "--work", "w=0"},
       "ritornello: --work: must be like nocturne, or nocturne=2, got "
       "\"w=0\"\n"},
  };
  for (const auto& c : cases) {
    program_ = NewProgram();
    err_.str("");
    EXPECT_EQ(Run(c.arguments), kExitUsage) << c.want;
    EXPECT_EQ(err_.str(), c.want);
  }
  EXPECT_EQ(search_.asked.parent(), "");
}

TEST_F(ProgramTest, AnUnknownWordIsNamedWithWhatThereIs) {
  const struct {
    std::vector<std::string> arguments;
    const char* want;
  } cases[] = {
      {{"track", "frob"}, "ritornello track: unknown word \"frob\"\n"},
      {{"track", "serch", "--account", "a"},
       "ritornello track: unknown word \"serch\"; did you mean search?\n"},
      {{"--table", "trak", "list"},
       "ritornello: unknown word \"trak\"; did you mean track?\n"},
      {{"track"}, "ritornello track: a word is missing\n"},
      {{"track", "\x1b[2J"}, "ritornello track: unknown word \" [2J\"\n"},
      {{}, "ritornello: a word is missing\n"},
  };
  for (const auto& c : cases) {
    program_ = NewProgram();
    err_.str("");
    EXPECT_EQ(Run(c.arguments), kExitUsage) << c.want;
    EXPECT_EQ(err_.str().substr(0, err_.str().find('\n') + 1), c.want);
  }
  program_ = NewProgram();
  err_.str("");
  EXPECT_EQ(Run({"ledger", "frob"}), kExitUsage);
  EXPECT_NE(err_.str().find("`ritornello ledger` goes on with balance, close, "
                            "export, months, transactions, verify\n"),
            std::string::npos)
      << err_.str();
}

TEST_F(ProgramTest, FlagsMayHaveUnderscores) {
  // The call is made, and answered with UNIMPLEMENTED.
  for (const std::vector<std::string>& flags :
       {std::vector<std::string>{"--display-name", "Ana", "--ipi-name-number",
                                 "1"},
        {"--display_name", "Ana", "--ipi_name_number", "1"},
        {"--display_name=A_na", "--ipi_name-number=1"}}) {
    program_ = NewProgram();
    std::vector<std::string> arguments = {"party", "create", "ana", "--account",
                                          "acme"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    EXPECT_EQ(Run(arguments), kExitRefused) << err_.str();
  }
  // Values keep theirs.
  program_ = NewProgram();
  EXPECT_EQ(Run({"track", "search", "--account", "a", "--text", "a_b"}),
            kExitDone);
  EXPECT_EQ(search_.asked.text(), "a_b");
  program_ = NewProgram();
  EXPECT_EQ(Run({"track", "search", "--account", "a", "--text", "--no_flag"}),
            kExitDone);
  EXPECT_EQ(search_.asked.text(), "--no_flag");
}

TEST_F(ProgramTest, ManyTracksComeInSeveralPages) {
  search_.page_count = 3;
  ASSERT_EQ(Run({"track", "search", "--account", "a", "--limit", "150"}),
            kExitDone);
  EXPECT_EQ(search_.page_sizes, (std::vector<int>{100, 50}));
  const std::string lines = out_.str();
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 150);
}

TEST_F(ProgramTest, ABusyServiceIsAskedAgain) {
  const std::string path = ::testing::TempDir() + "/busy.wav";
  std::ofstream(path) << "x";
  analysis_.busy_count = 3;
  EXPECT_EQ(Run({"audio", "analyze", path}), kExitDone) << err_.str();
  EXPECT_EQ(analysis_.asked_count, 4);
}

TEST_F(ProgramTest, ANameThatIsNoUtf8IsShownInJson) {
  const std::string path = ::testing::TempDir() + "/Caf\xE9.wav";
  std::ofstream(path) << "x";
  EXPECT_EQ(Run({"--json", "audio", "analyze", path}), kExitDone);
  EXPECT_NE(out_.str().find("/Caf\xEF\xBF\xBD.wav\","), std::string::npos)
      << out_.str();
}

TEST_F(ProgramTest, PatienceWithABusyServiceEnds) {
  const std::string path = ::testing::TempDir() + "/busy.wav";
  std::ofstream(path) << "x";
  analysis_.busy_count = 1'000;
  analysis_.busy_step = absl::Minutes(1);
  EXPECT_EQ(Run({"audio", "analyze", path}), kExitRefused);
  EXPECT_EQ(analysis_.asked_count, 5);  // the fifth answer comes after 5 min
  EXPECT_NE(err_.str().find("all workers are busy"), std::string::npos);
}

TEST_F(ProgramTest, WithoutARetryDelayExhaustionIsFinal) {
  const std::string path = ::testing::TempDir() + "/busy.wav";
  std::ofstream(path) << "x";
  analysis_.busy_count = 1'000;
  analysis_.retry_delay = absl::ZeroDuration();
  EXPECT_EQ(Run({"audio", "analyze", path}), kExitRefused);
  EXPECT_EQ(analysis_.asked_count, 1);
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
            "period: \"2026-10\" currency_code: \"USD\" "
            "file_name: \"october.csv\" declared_total { currency_code: "
            "\"USD\" micros: 412500000 } "
            "file_size_bytes: " +
                absl::StrCat(text.size()) + " file_sha256: \"" +
                Sha256Hex(text) + "\"");

  statements_.hold_reason = "the declared total is 5";
  EXPECT_EQ(Run({"statement", "import", path, "--source", "artlist",
                 "--source-account", "A", "--period", "2026-10", "--currency",
                 "USD", "--total", "5"}),
            kExitHeld);
  for (const char* part :
       {"is held: the declared total is 5",
        "`ritornello statement release artlist-a-2026-10`",
        "`ritornello statement void artlist-a-2026-10 --reason WHY`"}) {
    EXPECT_NE(err_.str().find(part), std::string::npos) << err_.str();
  }
}

TEST_F(ProgramTest, PagesOfAPayeeStatementAreOne) {
  EXPECT_EQ(Run({"payee", "statement", "accounts/acme/payees/ana", "--json"}),
            kExitDone)
      << err_.str();
  royalties::v1::PayeeStatement statement;
  ASSERT_TRUE(
      google::protobuf::util::JsonStringToMessage(out_.str(), &statement).ok());
  std::string sums;
  for (const auto& currency : statement.currencies()) {
    absl::StrAppend(&sums, currency.closing().currency_code(), " ",
                    currency.opening().micros(), " + ",
                    currency.earned().micros(), " in ", currency.lines_size(),
                    " = ", currency.closing().micros(), "\n");
  }
  EXPECT_EQ(sums, "EUR 0 + 1 in 1 = 1\nUSD 5 + 6 in 2 = 11\n");
  EXPECT_EQ(statement.next_page_token(), "");
}

TEST_F(ProgramTest, HalfAStatementIsNoneImported) {
  const std::string path = ::testing::TempDir() + "/shrinks.csv";
  std::ofstream(path) << "isrc,net\n";
  std::filesystem::resize_file(path, 64 << 20);
  // Over a socket only a few messages are ever on their way.
  away_ = absl::StrCat("127.0.0.1:", port_);
  statements_.on_header = [&] { std::filesystem::resize_file(path, 1 << 20); };
  const std::vector<std::string> flags = {
      "--source", "artlist", "--source_account", "A",
      "--period", "2026-10", "--currency",       "USD"};
  std::vector<std::string> arguments = {"statement", "import", path};
  arguments.insert(arguments.end(), flags.begin(), flags.end());
  EXPECT_EQ(Run(arguments), kExitRefused);
  EXPECT_NE(err_.str().find(path + ": changed while it was read: "),
            std::string::npos)
      << err_.str();
  // And the server could have told.
  EXPECT_EQ(statements_.header.file_size_bytes(), 64 << 20);
  EXPECT_NE(err_.str().find("nothing was imported"), std::string::npos);
  EXPECT_EQ(statements_.header.source_account(), "A");

  program_ = NewProgram();
  arguments[2] = ::testing::TempDir();  // it opens, and cannot be read
  EXPECT_EQ(Run(arguments), kExitRefused);
  EXPECT_NE(err_.str().find("cannot be read beyond byte 0; nothing was"),
            std::string::npos)
      << err_.str();
  server_->Shutdown();
  server_->Wait();
  EXPECT_EQ(statements_.imported_count, 0);
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
