#include "libs/delimited/delimited.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "libs/delimited/testing/delimited_writer.h"
#include "libs/status/status_matchers.h"

namespace ritornello {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;
using Records = std::vector<std::vector<std::string>>;

// Gives a few bytes at a time, so that everything is cut somewhere.
ByteSource InPieces(absl::string_view text, size_t piece_size) {
  return [whole = SourceOf(text), piece_size](
             std::span<char> buffer) mutable -> absl::StatusOr<size_t> {
    return whole(buffer.first(std::min(piece_size, buffer.size())));
  };
}

absl::StatusOr<Records> Read(ByteSource source) {
  auto reader = DelimitedReader::Open(std::move(source));
  if (!reader.ok()) return reader.status();
  Records records = {reader->column_names()};
  for (;;) {
    const auto is_there = reader->Next();
    if (!is_there.ok()) return is_there.status();
    if (!*is_there) return records;
    records.emplace_back(reader->fields().begin(), reader->fields().end());
  }
}

std::string Utf16(absl::string_view ascii, bool is_little) {
  std::string text = is_little ? "\xFF\xFE" : "\xFE\xFF";
  for (const char c : ascii) {
    if (!is_little) text.push_back('\0');
    text.push_back(c);
    if (is_little) text.push_back('\0');
  }
  return text;
}

TEST(DelimitedTest, Reads) {
  const struct {
    std::string text;
    Records want;
  } cases[] = {
      {"a,b\n1,2\n", {{"a", "b"}, {"1", "2"}}},
      {"a,b\n1,2", {{"a", "b"}, {"1", "2"}}},        // no last line end
      {"a,b\r\n1,2\r\n", {{"a", "b"}, {"1", "2"}}},  // CRLF
      {"a,b\r1,2\r", {{"a", "b"}, {"1", "2"}}},      // CR
      {"a,b\r\n1,2\n3,4\r5,6",
       {{"a", "b"}, {"1", "2"}, {"3", "4"}, {"5", "6"}}},
      {"a\tb\n1,5\t2\n", {{"a", "b"}, {"1,5", "2"}}},
      {"a;b\n1,5;2\n", {{"a", "b"}, {"1,5", "2"}}},
      {"\"a;x;y\",b\n1;2,3\n", {{"a;x;y", "b"}, {"1;2", "3"}}},
      {"\n\r\na,b\n1,2\n", {{"a", "b"}, {"1", "2"}}},  // blank lines above
      {"a,b\n\n1,2\n", {{"a", "b"}, {""}, {"1", "2"}}},
      {"a,b\n,\n", {{"a", "b"}, {"", ""}}},
      {"a,b\n1,", {{"a", "b"}, {"1", ""}}},
      {"a,b\n\"1\",\"2\"\n", {{"a", "b"}, {"1", "2"}}},
      {"a,b\n\"1,5\",\"x \"\"y\"\"\"\n", {{"a", "b"}, {"1,5", "x \"y\""}}},
      {"a,b\n\"1\r\n2\",\"3\n4\"\n", {{"a", "b"}, {"1\r\n2", "3\n4"}}},
      {"a,b\n\"\"\"\",\"\"\n", {{"a", "b"}, {"\"", ""}}},
      {"a,b\n1,2,3\n1\n", {{"a", "b"}, {"1", "2", "3"}, {"1"}}},
      {"\xEF\xBB\xBF"
       "a,b\n1,2\n",
       {{"a", "b"}, {"1", "2"}}},
      {Utf16("a\tb\r\n1\t2\r\n", true), {{"a", "b"}, {"1", "2"}}},
      {Utf16("a\tb\r\n1\t2\r\n", false), {{"a", "b"}, {"1", "2"}}},
      {std::string("\xFF\xFE"
                   "a\0\n\0\x3D\xD8\x00\xDE"
                   "\xE9\0\xAC\x20",
                   14),
       {{"a"}, {"\xF0\x9F\x98\x80\xC3\xA9\xE2\x82\xAC"}}},  // a pair, é, €
      {"a\n\xF0\x9F\x98\x80\xC3\xA9\n", {{"a"}, {"\xF0\x9F\x98\x80\xC3\xA9"}}},
  };
  for (const auto& c : cases) {
    for (const size_t piece_size : {size_t{1}, size_t{3}, size_t{1000}}) {
      SCOPED_TRACE(absl::StrCat(c.text, " in pieces of ", piece_size));
      const auto got = Read(InPieces(c.text, piece_size));
      ASSERT_THAT(got, IsOk());
      EXPECT_EQ(*got, c.want);
    }
  }
}

TEST(DelimitedTest, RefusesAndSaysWhere) {
  const struct {
    std::string text;
    const char* want;
  } cases[] = {
      {"", "no line of column names"},
      {"\n\n", "no line of column names"},
      {"a,b\n1,\"2\n3,4\n", "line 2, column 3: this quote is never closed"},
      {"a,b\r\n\"x\r\ny\",1\r\n1,\"2", "line 4, column 3: this quote"},
      {"a,b\n1,2\"3\n", "line 2, column 4: a quote inside a field"},
      {"a,b\n1,\"2\"3\n", "line 2, column 6: text behind a closing quote"},
      {"a,b\n\"1\" ,2\n", "line 2, column 4: text behind a closing quote"},
      // é as one byte, of code page 1252.
      {"a,b\nx,caf\xE9\n", "line 2, column 6: a byte that is not UTF-8"},
      // Characters count, not bytes.
      {"a,b\n\xC3\xA9,\xE9\n", "line 2, column 3: a byte that is not UTF-8"},
      {"a,b\n\"x\n\xC3\xA9\xC0\x80\",2\n", "line 3, column 2: a byte"},
      {"a,b\n\xED\xA0\x80,2\n", "line 2, column 1: a byte that is not UTF-8"},
      {std::string("a,b\n1\0,2\n", 9), "line 2, column 2: a NUL byte"},
      {std::string("\xFF\xFE"
                   "a\0\n\0\x00\xD8"
                   "b\0",
                   10),
       "line 2, column 1: a byte that is not UTF-8"},  // half a pair
      {std::string("\xFF\xFE"
                   "a\0\n\0b",
                   7),
       "line 2, column 1: a byte"},
  };
  for (const auto& c : cases) {
    for (const size_t piece_size : {size_t{1}, size_t{1000}}) {
      SCOPED_TRACE(c.want);
      const auto got = Read(InPieces(c.text, piece_size));
      EXPECT_THAT(got, FailsWith(absl::StatusCode::kInvalidArgument, c.want));
      EXPECT_THAT(got, FailsWith(absl::StatusCode::kInvalidArgument, "file"));
    }
  }
}

// The records that are well formed, and the places of the others.
Records ReadAround(ByteSource source, std::vector<std::string>& refused) {
  auto reader = DelimitedReader::Open(std::move(source));
  EXPECT_THAT(reader, IsOk());
  Records records;
  for (;;) {
    const auto is_there = reader->Next();
    if (is_there.ok() && !*is_there) return records;
    if (is_there.ok()) {
      records.emplace_back(reader->fields().begin(), reader->fields().end());
      continue;
    }
    refused.push_back(
        absl::StrCat(reader->refusal().line, ":", reader->refusal().column));
    EXPECT_THAT(reader->SkipRefused(), IsOk());
  }
}

TEST(DelimitedTest, GoesOnBehindWhatItRefused) {
  const struct {
    std::string text;
    Records want;
    std::vector<std::string> refused;
  } cases[] = {
      {"a,b\n1,2\"3\n4,5\n", {{"4", "5"}}, {"2:4"}},
      {"a,b\r\n1,2\"3\r\n4,5\r\n", {{"4", "5"}}, {"2:4"}},
      {"a,b\r1,2\"3\r4,5", {{"4", "5"}}, {"2:4"}},
      {"a,b\n1,\"2\n4,5\n", {{"4", "5"}}, {"2:3"}},  // never closed
      {"a,b\n1,2\"3", {}, {"2:4"}},
      {"a,b\n1,2\"3\n", {}, {"2:4"}},
      // Where it ends is known, though it has a byte that is not UTF-8.
      {"a,b\n1,\"\xE9\n2\"\n4,5\n", {{"4", "5"}}, {"2:4"}},
      {"a,b\n1,2\"\n\"3\"4,5\n6,7\n", {{"6", "7"}}, {"2:4", "3:4"}},
      {"a,b\n\n1\"\n4,5\n", {{""}, {"4", "5"}}, {"3:2"}},
      {"a,b\n" + std::string(kRecordSizeMax + 1, ',') + "\n4,5\n",
       {{"4", "5"}},
       {"2:257"}},
      {"a,b\n\"" + std::string(3 * kFieldSizeMax, 'x') + "\n4,5\n",
       {{"4", "5"}},
       {"2:1"}},
  };
  for (const auto& c : cases) {
    for (const size_t piece_size : {size_t{1}, size_t{3}, size_t{100'000}}) {
      SCOPED_TRACE(absl::StrCat(c.text.substr(0, 40), " by ", piece_size));
      std::vector<std::string> refused;
      EXPECT_EQ(ReadAround(InPieces(c.text, piece_size), refused), c.want);
      EXPECT_EQ(refused, c.refused);
    }
  }
}

TEST(DelimitedTest, FieldsUpToTheLimit) {
  const std::string longest(kFieldSizeMax, 'x');
  const std::string quotes(2 * kFieldSizeMax, '"');  // half as many, doubled
  EXPECT_THAT(Read(SourceOf("a,b\n" + longest + ",2\n")), IsOk());
  EXPECT_THAT(Read(SourceOf("a,b\n\"" + longest + "\",2\n")), IsOk());
  EXPECT_THAT(Read(SourceOf("a,b\n\"" + quotes + "\",2\n")), IsOk());
  for (const std::string& text :
       {"a,b\n" + longest + "x,2\n", "a,b\n\"" + longest + "x\",2\n",
        "a,b\n\"" + quotes + "\"\"\",2\n",
        "a,b\n\"" + std::string(10 * kFieldSizeMax, 'x')}) {
    EXPECT_THAT(Read(SourceOf(text)),
                FailsWith(absl::StatusCode::kInvalidArgument,
                          "a field has more than 65536 bytes"));
  }
}

TEST(DelimitedTest, ARecordUpToTheLimit) {
  // Four fields at their limit, less the commas between them.
  const std::string field(kFieldSizeMax, 'x');
  const std::string longest =
      absl::StrCat(field, ",", field, ",", field, ",", field.substr(3));
  ASSERT_EQ(longest.size(), kRecordSizeMax);
  EXPECT_THAT(Read(SourceOf("a,b\n" + longest + "\r\n1,2\n")), IsOk());
  for (const std::string& text :
       {"a,b\n1,2\n" + longest + "z\n", "a,b\n1,2\n" + longest + ",z,",
        "a,b\n1,2\n" + longest + "," + longest + "," + longest}) {
    EXPECT_THAT(Read(SourceOf(text)),
                FailsWith(absl::StatusCode::kInvalidArgument,
                          "line 3, column 1: a line has more than 262144 "
                          "bytes"));
  }
}

TEST(DelimitedTest, ColumnsUpToTheLimit) {
  const std::string row(kColumnCountMax - 1, ',');
  EXPECT_THAT(Read(SourceOf(row + "x\n")), IsOk());
  EXPECT_THAT(Read(SourceOf(row + ",x\n")),
              FailsWith(absl::StatusCode::kInvalidArgument,
                        "line 1, column 257: more than 256 columns"));
}

TEST(DelimitedTest, RecordsUpToTheLimit) {
  const std::string text =
      "a\n" + std::string(static_cast<size_t>(kRecordCountMax) + 1, '\n');
  auto reader = DelimitedReader::Open(SourceOf(text));
  ASSERT_THAT(reader, IsOk());
  for (int64_t i = 0; i < kRecordCountMax; ++i) {
    ASSERT_TRUE(reader->Next().value_or(false));
  }
  EXPECT_EQ(reader->line(), kRecordCountMax + 1);
  EXPECT_THAT(reader->Next(), FailsWith(absl::StatusCode::kInvalidArgument,
                                        "at most 5000000 lines"));
}

TEST(DelimitedTest, WhoReadsSaysHowManyRecords) {
  auto reader =
      DelimitedReader::Open(SourceOf("a\n1\n\n3\n"), {.record_count_max = 2});
  ASSERT_THAT(reader, IsOk());
  EXPECT_TRUE(reader->Next().value_or(false));
  EXPECT_TRUE(reader->Next().value_or(false));
  EXPECT_THAT(reader->Next(), FailsWith(absl::StatusCode::kInvalidArgument,
                                        "line 4, column 1: a file may have at "
                                        "most 2 lines"));
}

TEST(DelimitedTest, ErrorsOfTheSourcePass) {
  EXPECT_THAT(Read([](std::span<char>) -> absl::StatusOr<size_t> {
                return absl::UnavailableError("disk");
              }),
              FailsWith(absl::StatusCode::kUnavailable, "disk"));
}

// What Python's csv module makes of the file, one line per record in which
// fields are in hexadecimal, so that nothing can be confused.
std::vector<std::string> PythonRecords(const std::string& text,
                                       char delimiter) {
  char folder[] = "/tmp/ritornello_csv_XXXXXX";
  EXPECT_NE(mkdtemp(folder), nullptr);
  const std::string path = absl::StrCat(folder, "/table");
  std::ofstream(path, std::ios::binary) << text;
  const std::string command = absl::StrCat(
      "/usr/bin/python3 -c 'import csv,sys\n"
      "csv.field_size_limit(1 << 20)\n"
      "with open(sys.argv[1], newline=\"\", encoding=\"utf-8-sig\") as f:\n"
      "  for r in csv.reader(f, delimiter=sys.argv[2], strict=True):\n"
      "    print(\",\".join(x.encode().hex() for x in r))' ",
      path, " '", std::string(1, delimiter), "'");
  FILE* pipe = popen(command.c_str(), "r");
  EXPECT_NE(pipe, nullptr);
  std::vector<std::string> lines = {""};
  for (int c = fgetc(pipe); c != EOF; c = fgetc(pipe)) {
    if (c == '\n') {
      lines.emplace_back();
    } else {
      lines.back().push_back(static_cast<char>(c));
    }
  }
  lines.pop_back();
  EXPECT_EQ(pclose(pipe), 0);
  std::remove(path.c_str());
  std::remove(folder);
  return lines;
}

std::string Hexadecimal(const std::vector<std::string>& record) {
  std::string line;
  for (size_t i = 0; i < record.size(); ++i) {
    if (i > 0) line.push_back(',');
    for (const char c : record[i]) {
      absl::StrAppend(
          &line, absl::Hex(static_cast<unsigned char>(c), absl::kZeroPad2));
    }
  }
  return line;
}

TEST(DelimitedTest, AgreesWithPython) {
  std::mt19937_64 random(20'261'010);
  const std::string pieces[] = {"a",  "Nocturne", " ",    "\"", ",",
                                ";",  "\t",       "\r\n", "\n", "4.2E-05",
                                "\r", "\xC3\xA9", "'",    "=",  ""};
  for (const char delimiter : {',', '\t', ';'}) {
    std::string text;
    for (int i = 0; i < 3'000; ++i) {
      std::vector<std::string> record(3);
      bool must_quote = i == 0;
      for (std::string& field : record) {
        for (size_t n = random() % 5; n > 0; --n) {
          field += pieces[random() % std::size(pieces)];
        }
        must_quote = must_quote ||
                     field.find_first_of("\",;\t\r\n") != std::string::npos;
      }
      record[0] += "x";  // Python leaves blank lines out
      const char* line_end = random() % 2 == 0 ? "\n" : "\r\n";
      if (must_quote || random() % 4 == 0) {
        text += testing::DelimitedRecord(record, delimiter, line_end);
      } else {
        text += absl::StrCat(record[0], std::string(1, delimiter), record[1],
                             std::string(1, delimiter), record[2], line_end);
      }
    }
    const auto ours = Read(InPieces(text, 1'001));
    ASSERT_THAT(ours, IsOk());
    const std::vector<std::string> theirs = PythonRecords(text, delimiter);
    ASSERT_EQ(ours->size(), theirs.size());
    for (size_t i = 0; i < theirs.size(); ++i) {
      ASSERT_EQ(Hexadecimal((*ours)[i]), theirs[i]) << "record " << i;
    }
  }
}

TEST(DelimitedTest, RawIsTheTextAsItCame) {
  auto reader =
      DelimitedReader::Open(SourceOf("a,b\r\n\"1\r\n\", 2 \r\n\n3,4"));
  ASSERT_THAT(reader, IsOk());
  std::vector<std::string> raw;
  while (*reader->Next()) raw.emplace_back(reader->raw());
  EXPECT_THAT(raw, ElementsAre("\"1\r\n\", 2 ", "", "3,4"));
}

}  // namespace
}  // namespace ritornello
