#include "cli/session.h"

#include <random>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace ritornello::cli {

namespace {

// A payload that no service sends.
constexpr char kNoServer[] = "ritornello.cli/no_server";

}  // namespace

absl::Status NoServer(absl::string_view at) {
  absl::Status status = absl::UnavailableError(absl::StrCat(
      "no server answers", at,
      "; start one with `ritornello-standalone --data_dir DIR`, or name "
      "another with --server HOST:PORT or RITORNELLO_SERVER"));
  status.SetPayload(kNoServer, absl::Cord());
  return status;
}

bool IsNoServer(const absl::Status& status) {
  return status.GetPayload(kNoServer).has_value();
}

absl::Status StatusFrom(const grpc::Status& status) {
  if (status.error_code() == grpc::StatusCode::UNAVAILABLE &&
      status.error_details().empty()) {
    return NoServer("");
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
