#include "libs/sql/testing/private_postgres.h"

#include <fcntl.h>
#include <glob.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/sql/postgres_connection.h"

namespace ritornello::sql::testing {
namespace {

constexpr absl::Duration kStartMax = absl::Seconds(60);

[[noreturn]] void Die(const std::string& why) {
  std::fprintf(stderr, "cannot start a private PostgreSQL: %s\n", why.c_str());
  std::exit(1);
}

std::string ProgramFolder() {
  glob_t found;
  const int result = glob("/usr/lib/postgresql/*/bin", 0, nullptr, &found);
  const std::string folder =
      result == 0 ? found.gl_pathv[found.gl_pathc - 1] : "";
  globfree(&found);
  if (folder.empty()) Die("Debian's package postgresql is not installed");
  return folder;
}

// Starts a program as user postgres if we are root, in `folder`, with its
// output in `log`; it dies with us.
pid_t Start(const std::vector<std::string>& arguments,
            const std::string& folder, const std::string& log) {
  const passwd* user = getuid() == 0 ? getpwnam("postgres") : nullptr;
  if (getuid() == 0 && user == nullptr) Die("there is no user postgres");
  std::vector<char*> argv;
  for (const std::string& argument : arguments) {
    argv.push_back(const_cast<char*>(argument.c_str()));
  }
  argv.push_back(nullptr);
  const pid_t child = fork();
  if (child != 0) return child;
  const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0666);
  dup2(out, STDOUT_FILENO);
  dup2(out, STDERR_FILENO);
  if (user != nullptr &&
      (setgroups(0, nullptr) != 0 || setgid(user->pw_gid) != 0 ||
       setuid(user->pw_uid) != 0)) {
    _exit(126);
  }
  // Behind setuid, which clears it. SIGQUIT: stop at once, the folder goes.
  prctl(PR_SET_PDEATHSIG, SIGQUIT);
  if (chdir(folder.c_str()) != 0) _exit(126);
  execv(argv[0], argv.data());
  _exit(127);
}

}  // namespace

PrivatePostgres& PrivatePostgres::Get() {
  static PrivatePostgres postgres;
  return postgres;
}

PrivatePostgres::PrivatePostgres() {
  std::string pattern =
      (std::filesystem::temp_directory_path() / "postgres-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) Die("no temporary folder");
  folder_ = pattern;
  if (getuid() == 0) {
    const passwd* user = getpwnam("postgres");
    if (user == nullptr || chown(folder_.c_str(), user->pw_uid, user->pw_gid)) {
      Die("there is no user postgres");
    }
  }
  const std::string programs = ProgramFolder();
  const std::string data = folder_ + "/data";
  const std::string log = folder_ + "/log";
  int result = 0;
  waitpid(Start({programs + "/initdb", "-D", data, "-A", "trust", "-U", "suite",
                 "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"},
                folder_, log),
          &result, 0);
  if (result != 0) Die(absl::StrCat("initdb failed, see ", log));
  server_ = Start(
      {programs + "/postgres", "-D", data, "-k", folder_, "-c",
       "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=200"},
      folder_, log);
  const absl::Time give_up = absl::Now() + kStartMax;
  while (!OpenPostgres(url()).ok()) {
    if (absl::Now() > give_up || waitpid(server_, &result, WNOHANG) != 0) {
      Die(absl::StrCat("it does not answer, see ", log));
    }
    absl::SleepFor(absl::Milliseconds(20));
  }
}

PrivatePostgres::~PrivatePostgres() {
  kill(server_, SIGQUIT);
  int result = 0;
  waitpid(server_, &result, 0);
  std::error_code error;
  std::filesystem::remove_all(folder_, error);
}

std::string PrivatePostgres::url(absl::string_view database) const {
  return absl::StrCat("postgres://suite@/", database, "?host=", folder_);
}

}  // namespace ritornello::sql::testing
