#include "services/royalties/formats/testing/hledger.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "libs/status/status_macros.h"

namespace ritornello::royalties::testing {
namespace {

// Micro-units of hledger's "-11.666667".
absl::StatusOr<int64_t> MicrosOf(absl::string_view amount) {
  const std::vector<std::string> parts = absl::StrSplit(amount, '.');
  std::string digits = parts[0];
  std::string decimals = parts.size() > 1 ? parts[1] : "";
  decimals.resize(6, '0');
  int64_t micros = 0;
  if (parts.size() > 2 ||
      !absl::SimpleAtoi(absl::StrCat(digits, decimals), &micros)) {
    return absl::InternalError(absl::StrCat("not an amount: ", amount));
  }
  return micros;
}

}  // namespace

absl::StatusOr<std::string> RunHledger(absl::string_view text,
                                       absl::string_view arguments) {
  char path[] = "/tmp/ritornello-journal-XXXXXX";
  const int file = mkstemp(path);
  if (file < 0) return absl::InternalError("mkstemp failed");
  FILE* journal = fdopen(file, "w");
  const bool is_written =
      std::fwrite(text.data(), 1, text.size(), journal) == text.size();
  std::fclose(journal);
  if (!is_written) return absl::InternalError("cannot write the journal");

  const std::string command =
      absl::StrCat("LC_ALL=C.UTF-8 hledger -f ", path, " ", arguments, " 2>&1");
  FILE* pipe = popen(command.c_str(), "r");
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

absl::StatusOr<Balances> HledgerBalances(absl::string_view text) {
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::string csv,
      RunHledger(text,
                 "balance --flat --no-elide --empty -N --layout=bare "
                 "-O csv"));
  Balances balances;
  for (const absl::string_view line :
       absl::StrSplit(csv, '\n', absl::SkipEmpty())) {
    const std::string plain = absl::StrReplaceAll(line, {{"\"", ""}});
    const std::vector<std::string> cells = absl::StrSplit(plain, ',');
    if (cells.size() != 3) {
      return absl::InternalError(absl::StrCat("three cells wanted: ", line));
    }
    if (cells[0] == "account") continue;
    RITORNELLO_ASSIGN_OR_RETURN(balances[std::make_pair(cells[0], cells[1])],
                                MicrosOf(cells[2]));
  }
  return balances;
}

}  // namespace ritornello::royalties::testing
