#include "libs/server/testing/refusals.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/text_format.h>

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "libs/server/method.h"
#include "libs/server/testing/documented_codes.h"
#include "libs/server/testing/generic_call.h"
#include "libs/server/testing/test_authenticator.h"
#include "libs/status/check.h"
#include "libs/status/error.h"

namespace ritornello::server::testing {
namespace {

using google::protobuf::Message;

// Of a request, in a sentence about it.
constexpr size_t kQuotedSizeMax = 200;

const google::protobuf::ServiceDescriptor& FindService(
    const std::string& name) {
  const auto* service =
      google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
          name);
  RITORNELLO_CHECK(service != nullptr);
  return *service;
}

std::string DetailOf(const absl::Status& status) {
  const std::vector<FieldViolation> violations = FieldViolationsOf(status);
  if (violations.empty()) return ReasonOf(status).reason;
  return absl::StrJoin(violations, ", ",
                       [](std::string* out, const FieldViolation& violation) {
                         out->append(violation.field);
                       });
}

// Of a message, or a method, that only the test can have got wrong: no server
// gives this reason.
absl::Status Unreadable(absl::string_view problem) {
  return WithReason(absl::InvalidArgumentError(problem), "UNREADABLE_ROW", {});
}

std::string Told(absl::StatusCode code, absl::string_view detail) {
  return absl::StrCat(absl::StatusCodeToString(code), " \"", detail, "\"");
}

// The sentence about one row; empty when the answer is the expected one.
std::string Mismatch(absl::string_view method, const Refusal& refusal,
                     const std::shared_ptr<grpc::Channel>& channel) {
  std::vector<std::string> messages = {refusal.request};
  messages.insert(messages.end(), refusal.following.begin(),
                  refusal.following.end());
  const absl::Status status = CallWithText(method, messages, channel);
  if (status.code() == refusal.code && DetailOf(status) == refusal.detail) {
    return "";
  }
  return absl::StrCat(method, " {", refusal.request.substr(0, kQuotedSizeMax),
                      "} answered ", Told(status.code(), DetailOf(status)),
                      ", not ", Told(refusal.code, refusal.detail), ": ",
                      status.message());
}

std::map<std::string, std::set<absl::StatusCode>> CodesOf(
    const std::vector<MethodRefusals>& table) {
  std::map<std::string, std::set<absl::StatusCode>> codes;
  for (const MethodRefusals& each : table) {
    for (const Refusal& refusal : each.refusals) {
      codes[std::string(each.method)].insert(refusal.code);
    }
  }
  return codes;
}

// Those of `codes` that are not in `others`.
std::vector<std::string> NamesBeyond(const std::set<absl::StatusCode>& codes,
                                     const std::set<absl::StatusCode>& others) {
  std::vector<std::string> names;
  for (const absl::StatusCode code : codes) {
    if (others.count(code) == 0) {
      names.push_back(absl::StatusCodeToString(code));
    }
  }
  return names;
}

}  // namespace

std::string Spoilt(absl::string_view request, absl::string_view good,
                   absl::string_view bad) {
  RITORNELLO_CHECK(absl::StrContains(request, good));
  return absl::StrReplaceAll(request, {{good, bad}});
}

std::string Times(int count, absl::string_view text) {
  std::string all;
  for (int i = 0; i < count; ++i) absl::StrAppend(&all, text);
  return all;
}

absl::Status CallWithText(absl::string_view method,
                          const std::vector<std::string>& messages,
                          const std::shared_ptr<grpc::Channel>& channel) {
  return AnswerWithText(method, messages, channel).status();
}

absl::StatusOr<std::string> AnswerWithText(
    absl::string_view method, const std::vector<std::string>& messages,
    const std::shared_ptr<grpc::Channel>& channel) {
  const auto* descriptor = FindMethod(method);
  if (descriptor == nullptr) return Unreadable(absl::StrCat("no ", method));
  std::vector<std::unique_ptr<Message>> parsed;
  for (const std::string& message : messages) {
    parsed.push_back(NewRequest(*descriptor));
    if (!google::protobuf::TextFormat::ParseFromString(message,
                                                       parsed.back().get())) {
      return Unreadable(absl::StrCat("no ", parsed.back()->GetTypeName()));
    }
  }
  grpc::ClientContext context;
  CallAs(Role::kOperator, "*", "*", context);
  std::string text;
  const auto on_answer = [&](const grpc::ByteBuffer& bytes) {
    const std::unique_ptr<Message> answer(
        google::protobuf::MessageFactory::generated_factory()
            ->GetPrototype(descriptor->output_type())
            ->New());
    RITORNELLO_CHECK(Parse(bytes, *answer));
    absl::StrAppend(&text, answer->DebugString());
  };
  const absl::Status status =
      CallMethod(method, parsed, context, channel, on_answer);
  if (!status.ok()) return status;
  return text;
}

std::vector<std::string> WrongAnswers(
    const std::vector<MethodRefusals>& table,
    const std::shared_ptr<grpc::Channel>& channel) {
  std::vector<std::string> wrong;
  for (const MethodRefusals& each : table) {
    for (const Refusal& refusal : each.refusals) {
      std::string mismatch = Mismatch(each.method, refusal, channel);
      if (!mismatch.empty()) wrong.push_back(std::move(mismatch));
    }
  }
  return wrong;
}

std::vector<std::string> MethodsWithoutRefusal(
    const std::vector<MethodRefusals>& table,
    const std::vector<std::string>& services) {
  const auto codes = CodesOf(table);
  std::vector<std::string> without;
  for (const std::string& name : services) {
    const auto& service = FindService(name);
    for (int i = 0; i < service.method_count(); ++i) {
      std::string method = absl::StrCat(name, "/", service.method(i)->name());
      if (codes.count(method) == 0) without.push_back(std::move(method));
    }
  }
  std::sort(without.begin(), without.end());
  return without;
}

std::vector<std::string> CommentMismatches(
    const std::vector<MethodRefusals>& table,
    const std::vector<std::string>& services,
    const std::vector<Unprovoked>& unprovoked) {
  auto shown = CodesOf(table);
  for (const Unprovoked& each : unprovoked) {
    shown[std::string(each.method)].insert(each.code);
  }
  std::vector<std::string> mismatches;
  for (const std::string& name : services) {
    for (const auto& [method, named] : DocumentedCodes(FindService(name))) {
      const std::string path = absl::StrCat(name, "/", method);
      for (const std::string& code : NamesBeyond(named, shown[path])) {
        mismatches.push_back(
            absl::StrCat(path, " promises ", code, ", which no row shows"));
      }
      for (const std::string& code : NamesBeyond(shown[path], named)) {
        mismatches.push_back(absl::StrCat(path, " answers ", code,
                                          ", which its comment does not name"));
      }
    }
  }
  return mismatches;
}

}  // namespace ritornello::server::testing
