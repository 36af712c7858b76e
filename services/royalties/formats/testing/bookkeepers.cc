#include "services/royalties/formats/testing/bookkeepers.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/status/status_macros.h"

namespace ritornello::royalties::testing {
namespace {

// Each prints "ACCOUNT|AMOUNT CURRENCY"; further currencies of the account
// follow on lines of their own.
constexpr char kHledgerBalance[] =
    "hledger -f $0 balance --flat --no-elide --empty -N --layout=bare -O csv |"
    " sed '1d;s/\"//g;s/\\([^,]*\\),\\([^,]*\\),\\(.*\\)/\\1|\\3 \\2/'";
constexpr char kLedgerBalance[] =
    "ledger --pedantic -f $0 balance --flat --no-total --empty"
    " --balance-format '%(account)|%(amount)\\n'";
// Debian's own Python has Debian's beancount.
constexpr char kBeancountBalance[] = R"(/usr/bin/python3 -c '
import collections, sys
from beancount import loader
from beancount.core import data
entries, errors, _ = loader.load_file(sys.argv[1])
assert not errors, errors
names, sums = {}, collections.Counter()
for entry in entries:
    if isinstance(entry, data.Open):
        names[entry.account] = entry.meta["ledger-account"]
    if isinstance(entry, data.Transaction):
        for leg in entry.postings:
            sums[leg.account, leg.units.currency] += leg.units.number
for (account, currency), total in sums.items():
    print(f"{names[account]}|{total:f} {currency}")
' $0)";
constexpr char kPythonCsv[] = R"(/usr/bin/python3 -c '
import csv, sys
for row in csv.reader(open(sys.argv[1], newline="", encoding="utf-8"),
                      strict=True):
    sys.stdout.write("".join(cell + "\x1f" for cell in row) + "\x1e")
' $0)";

// Runs `command`, in which $0 stands for a file with `text`.
absl::StatusOr<std::string> Run(absl::string_view text,
                                absl::string_view command) {
  char path[] = "/tmp/ritornello-journal-XXXXXX";
  const int file = mkstemp(path);
  if (file < 0) return absl::InternalError("mkstemp failed");
  FILE* journal = fdopen(file, "w");
  const bool is_written =
      std::fwrite(text.data(), 1, text.size(), journal) == text.size();
  std::fclose(journal);
  if (!is_written) return absl::InternalError("cannot write the journal");

  std::string quoted;
  for (const char c : command) {
    quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  const std::string line = absl::StrCat(
      "LC_ALL=C.UTF-8 BEANCOUNT_DISABLE_LOAD_CACHE=1"
      " bash -o pipefail -c '",
      quoted, "' ", path, " 2>&1");
  FILE* pipe = popen(line.c_str(), "r");
  std::string output;
  char buffer[4096];
  for (size_t size; (size = std::fread(buffer, 1, sizeof(buffer), pipe)) > 0;) {
    output.append(buffer, size);
  }
  const int exit_code = pclose(pipe);
  unlink(path);
  if (exit_code != 0) {
    return absl::InternalError(absl::StrCat(command, ": ", output));
  }
  return output;
}

// Micro-units of "-11.666667".
absl::StatusOr<int64_t> MicrosOf(absl::string_view amount) {
  std::vector<std::string> parts = absl::StrSplit(amount, '.');
  const size_t count = parts.size();
  parts.resize(2);
  const size_t decimals = parts[1].size();
  parts[1].resize(6, '0');
  int64_t micros = 0;
  if (count > 2 || decimals > 6 ||
      !absl::SimpleAtoi(absl::StrCat(parts[0], parts[1]), &micros)) {
    return absl::InternalError(absl::StrCat("not an amount: ", amount));
  }
  return micros;
}

}  // namespace

absl::string_view NameOf(Bookkeeper bookkeeper) {
  switch (bookkeeper) {
    case Bookkeeper::kHledger:
      return "hledger";
    case Bookkeeper::kLedger:
      return "ledger";
    case Bookkeeper::kBeancount:
      return "beancount";
  }
  return "";
}

absl::Status Check(Bookkeeper bookkeeper, absl::string_view text) {
  switch (bookkeeper) {
    case Bookkeeper::kHledger:
      return Run(text, "hledger -f $0 check --strict").status();
    case Bookkeeper::kLedger:
      return Run(text, "ledger --pedantic -f $0 balance").status();
    case Bookkeeper::kBeancount:
      return Run(text, "bean-check $0").status();
  }
  return absl::InternalError("no such program");
}

absl::StatusOr<std::string> RunHledger(absl::string_view text,
                                       absl::string_view arguments) {
  return Run(text, absl::StrCat("hledger -f $0 ", arguments));
}

absl::StatusOr<Balances> BalancesBy(Bookkeeper bookkeeper,
                                    absl::string_view text) {
  const char* command = bookkeeper == Bookkeeper::kHledger  ? kHledgerBalance
                        : bookkeeper == Bookkeeper::kLedger ? kLedgerBalance
                                                            : kBeancountBalance;
  RITORNELLO_ASSIGN_OR_RETURN(const std::string output, Run(text, command));
  Balances balances;
  std::string account;
  for (absl::string_view line :
       absl::StrSplit(output, '\n', absl::SkipEmpty())) {
    if (const size_t bar = line.find('|'); bar != absl::string_view::npos) {
      account = std::string(line.substr(0, bar));
      line.remove_prefix(bar + 1);
    }
    const std::vector<std::string> words =
        absl::StrSplit(line, ' ', absl::SkipEmpty());
    if (words.size() != 2 && line != "0") {
      return absl::InternalError(absl::StrCat("no amount of money: ", line));
    }
    RITORNELLO_ASSIGN_OR_RETURN(const int64_t micros, MicrosOf(words[0]));
    if (micros != 0) balances[{account, words[1]}] = micros;
  }
  return balances;
}

absl::StatusOr<std::string> ReadWithPython(absl::string_view text) {
  return Run(text, kPythonCsv);
}

}  // namespace ritornello::royalties::testing
