#include "cli/session.h"

#include <random>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace ritornello::cli {

absl::Status StatusFrom(const grpc::Status& status) {
  if (status.error_code() == grpc::StatusCode::UNAVAILABLE &&
      status.error_details().empty()) {
    return absl::UnavailableError(absl::StrCat(
        "no server answers (", status.error_message(),
        "); start one with `ritornello-standalone --data_dir DIR`, or name "
        "another with --server HOST:PORT or RITORNELLO_SERVER"));
  }
  return rpc::FromGrpc(status);
}

void Show(Session& session, const google::protobuf::Message& message,
          const Table& table) {
  if (session.style == Style::kJson) {
    session.out << ToJson(message) << '\n';
  } else {
    table.Print(session.style, session.out);
  }
}

std::string NewRequestId() {
  std::random_device random;
  return absl::StrFormat("cli-%08x%08x%08x", random(), random(), random());
}

}  // namespace ritornello::cli
