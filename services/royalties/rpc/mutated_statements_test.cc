// A thousand statements to which something has happened: none ends the
// program, keeps it busy or fills its memory; what is refused says where, and
// what is accepted adds up to what another program makes of it.
#include <gtest/gtest.h>
#include <malloc.h>
#include <stdlib.h>
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <new>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "libs/delimited/testing/mutator.h"
#include "libs/server/testing/refusals.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "libs/status/status_matchers.h"
#include "services/royalties/domain/verify.h"
#include "services/royalties/formats/statement_csv.h"
#include "services/royalties/model/decimal.h"
#include "services/royalties/rpc/testing/service_fixture.h"

namespace {

// What this thread holds, and the most it held.
thread_local int64_t held_bytes = 0;
thread_local int64_t most_held_bytes = 0;

}  // namespace

void* operator new(size_t size) {
  void* memory = malloc(size);
  if (memory == nullptr) abort();
  held_bytes += static_cast<int64_t>(malloc_usable_size(memory));
  most_held_bytes = std::max(most_held_bytes, held_bytes);
  return memory;
}
void* operator new(size_t size, const std::nothrow_t& /*none*/) noexcept {
  return operator new(size);
}
void* operator new[](size_t size) { return operator new(size); }
void operator delete(void* memory) noexcept {
  held_bytes -= static_cast<int64_t>(malloc_usable_size(memory));
  free(memory);
}
void operator delete(void* memory, size_t /*size*/) noexcept {
  operator delete(memory);
}
void operator delete[](void* memory) noexcept { operator delete(memory); }
void operator delete[](void* memory, size_t /*size*/) noexcept {
  operator delete(memory);
}

namespace ritornello::royalties {
namespace {

using ::ritornello::testing::IsOk;
using ::ritornello::testing::Mutator;
using ::ritornello::testing::ToUtf16;

constexpr size_t kCaseCount = 1'000;
// Of them that many go through the service, too.
constexpr size_t kImportEvery = 10;

// A reader holds a few times the longest record, which may have 256 KB.
// Sanitizers and busy machines make everything slow.
constexpr int64_t kMemoryMaxBytes = 2 * 1024 * 1024;
constexpr int64_t kCpuMaxMillis = 5'000;

struct Seed {
  const char* file;
  const char* profile;
  const char* currency;
};

constexpr Seed kSeeds[] = {
    {"bandcamp.csv", "bandcamp", "EUR"},
    {"believe.csv", "believe", "EUR"},
    {"clicknclear.csv", "clicknclear", "USD"},
    {"distrokid.tsv", "distrokid", "USD"},
    {"generic.csv", "generic", "USD"},
    {"symphonic.csv", "symphonic", "USD"},
    {"tunecore.csv", "tunecore", "USD"},
};

std::string Content(const char* file) {
  std::ostringstream content;
  content << std::ifstream(absl::StrCat(RITORNELLO_STATEMENTS, "/", file),
                           std::ios::binary)
                 .rdbuf();
  return content.str();
}

// UTF-16 is made of the text before it is mutated, or after.
std::string Encoded(absl::string_view text, size_t encoding) {
  switch (encoding) {
    case 0:
      return std::string(text);
    case 1:
      return absl::StrCat("\xEF\xBB\xBF", text);
    case 2:
      return absl::StrReplaceAll(text, {{"\n", "\r\n"}});
    case 3:
      return ToUtf16(text, true);
    default:
      return ToUtf16(text, false);
  }
}
constexpr size_t kEncodingCount = 5;

struct Case {
  const Seed* seed;
  std::string what;
  std::string bytes;
};

// The seeds as they are, then mutations of them.
std::vector<Case> Cases() {
  std::vector<Case> cases;
  Mutator mutator(20'261'126);
  for (size_t i = 0; i < kCaseCount; ++i) {
    const Seed& seed = kSeeds[i % std::size(kSeeds)];
    const size_t round = i / std::size(kSeeds);
    const size_t encoding = round % kEncodingCount;
    const std::string text = Content(seed.file);
    Case one{&seed, "nothing", Encoded(text, encoding)};
    if (round >= kEncodingCount) {
      const bool is_first = round % 2 == 0;
      one.bytes = is_first ? mutator.Mutate(one.bytes)
                           : Encoded(mutator.Mutate(text), encoding);
      one.what = mutator.what();
    }
    cases.push_back(std::move(one));
  }
  return cases;
}

// As ImportStatement reads it: "4 4.133901263".
absl::StatusOr<std::string> ReadThrough(const Case& one) {
  const StatementProfiles& profiles = testing::BuiltInProfiles();
  RITORNELLO_ASSIGN_OR_RETURN(
      const StatementLayout layout,
      FindLayout(SourceOf(one.bytes), profiles, one.seed->profile));
  RITORNELLO_ASSIGN_OR_RETURN(
      auto reader, StatementCsvReader::Open(
                       SourceOf(one.bytes), layout,
                       ParseCurrency("currency", one.seed->currency).value()));
  StatementLine line;
  for (bool is_there = true; is_there;) {
    RITORNELLO_ASSIGN_OR_RETURN(is_there, reader.Next(line));
  }
  RITORNELLO_RETURN_IF_ERROR(reader.Verdict());
  return absl::StrCat(reader.line_count(), " ", DecimalText(reader.net_sum()));
}

// Takes "12" off "12].net".
int64_t TakeNumber(absl::string_view& text) {
  const size_t size =
      std::min(text.find_first_not_of("0123456789"), text.size());
  int64_t number = 0;
  EXPECT_TRUE(absl::SimpleAtoi(text.substr(0, size), &number)) << text;
  text.remove_prefix(size);
  return number;
}

// Whether a violation says where: a line of the file, with its column when a
// cell is at fault; or that it is the file as a whole, which no profile fits.
bool SaysWhere(const FieldViolation& violation, int64_t line_count) {
  absl::string_view field = violation.field;
  absl::string_view text = violation.description;
  if (absl::ConsumePrefix(&field, "lines[")) {
    const int64_t line = TakeNumber(field);
    const bool is_cell = field != "]";
    return line >= 1 && line <= line_count &&
           (!is_cell || absl::StrContains(text, "(column "));
  }
  if (absl::ConsumePrefix(&text, "line ")) {
    const int64_t line = TakeNumber(text);
    return line >= 1 && line <= line_count &&
           absl::StartsWith(text, ", column ");
  }
  if (field == "header.currency_code") {
    return absl::StrContains(text, "as the column names say");
  }
  return field == "file" &&
         (absl::StartsWith(text, "must have column names, or rows, that fit") ||
          absl::StartsWith(text, "must have a line of column names") ||
          absl::StartsWith(text, "has no line of column names") ||
          absl::StartsWith(text, "has two columns named "));
}

int64_t CpuMillis() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1'000 + now.tv_nsec / 1'000'000;
}

// What Python makes of each file, or "?"; `folder` is for the files.
std::vector<std::string> ByPython(const std::vector<Case>& cases,
                                  const std::string& folder) {
  const std::string list = absl::StrCat(folder, "/list");
  std::ofstream names(list);
  for (size_t i = 0; i < cases.size(); ++i) {
    const std::string path = absl::StrCat(folder, "/", i);
    std::ofstream(path, std::ios::binary) << cases[i].bytes;
    names << cases[i].seed->profile << " " << path << "\n";
  }
  names.close();
  FILE* pipe = popen(absl::StrCat("/usr/bin/python3 ", RITORNELLO_DOUBLE_READ,
                                  " --sums < ", list)
                         .c_str(),
                     "r");
  std::string text;
  for (int c = fgetc(pipe); c != EOF; c = fgetc(pipe)) {
    text.push_back(static_cast<char>(c));
  }
  EXPECT_EQ(pclose(pipe), 0);
  return absl::StrSplit(text, '\n', absl::SkipEmpty());
}

class MutatedStatementsTest : public testing::ServiceFixture {
 protected:
  MutatedStatementsTest() {
    char folder[] = "/tmp/ritornello_mutated_XXXXXX";
    EXPECT_NE(mkdtemp(folder), nullptr);
    folder_ = folder;
  }
  ~MutatedStatementsTest() override {
    EXPECT_EQ(system(absl::StrCat("rm -rf ", folder_).c_str()), 0);
  }

  std::string folder_;
};

TEST_F(MutatedStatementsTest, EachIsReadOrRefusedWithItsPlace) {
  std::vector<Case> accepted;
  std::vector<std::string> facts;
  int64_t memory_bytes = 0;
  for (const Case& one : Cases()) {
    SCOPED_TRACE(absl::StrCat(one.seed->file, " ", one.what));
    const int64_t before_bytes = held_bytes;
    most_held_bytes = held_bytes;
    const int64_t before_millis = CpuMillis();
    const auto read = ReadThrough(one);
    EXPECT_LT(CpuMillis() - before_millis, kCpuMaxMillis);
    memory_bytes = std::max(memory_bytes, most_held_bytes - before_bytes);
    if (read.ok()) {
      accepted.push_back(one);
      facts.push_back(*read);
      continue;
    }
    EXPECT_EQ(read.status().code(), absl::StatusCode::kInvalidArgument);
    const std::vector<FieldViolation> violations =
        FieldViolationsOf(read.status());
    EXPECT_FALSE(violations.empty()) << read.status();
    const int64_t line_count =
        1 + std::count_if(one.bytes.begin(), one.bytes.end(),
                          [](char c) { return c == '\n' || c == '\r'; });
    for (const FieldViolation& violation : violations) {
      EXPECT_TRUE(SaysWhere(violation, line_count))
          << violation.field << ": " << violation.description;
    }
  }
  EXPECT_LE(memory_bytes, kMemoryMaxBytes);
  const std::vector<std::string> theirs = ByPython(accepted, folder_);
  ASSERT_EQ(theirs.size(), accepted.size());
  int compared_count = 0;
  for (size_t i = 0; i < accepted.size(); ++i) {
    if (theirs[i] == "?") continue;
    ++compared_count;
    EXPECT_EQ(facts[i], theirs[i])
        << accepted[i].seed->file << " " << accepted[i].what << "\n"
        << accepted[i].bytes;
  }
  std::printf("%zu accepted, %d compared, at most %lld KB\n", accepted.size(),
              compared_count, static_cast<long long>(memory_bytes / 1'000));
  // Neither all nor nothing: the seeds themselves are among them.
  EXPECT_GT(compared_count, 100);
  EXPECT_LT(accepted.size(), kCaseCount / 2);
}

TEST_F(MutatedStatementsTest, TheServiceImportsOrRefusesThem) {
  const std::vector<Case> cases = Cases();
  int imported_count = 0;
  for (size_t i = 0; i < cases.size(); i += kImportEvery) {
    const Case& one = cases[i];
    SCOPED_TRACE(absl::StrCat(one.seed->file, " ", one.what));
    const auto answer = server::testing::AnswerWithText(
        "ritornello.royalties.v1.StatementService/ImportStatement",
        {absl::StrCat("header { parent: 'books/main' source: 'artlist' "
                      "source_account: 'a",
                      i, "' period: '2026-10' currency_code: '",
                      one.seed->currency, "' profile: '", one.seed->profile,
                      "' }"),
         absl::StrCat("chunk: '", absl::CEscape(one.bytes), "'")},
        channel());
    imported_count += answer.ok() ? 1 : 0;
    if (answer.ok()) continue;
    EXPECT_TRUE(absl::IsInvalidArgument(answer.status()) ||
                absl::IsOutOfRange(answer.status()))
        << answer.status();
  }
  EXPECT_GT(imported_count, 5);
  EndCalls();
  EXPECT_THAT(VerifyBook(*pool_, "main"), IsOk());
}

}  // namespace
}  // namespace ritornello::royalties
