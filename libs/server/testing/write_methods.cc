#include "libs/server/testing/write_methods.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "libs/status/check.h"

namespace ritornello::server::testing {
namespace {

constexpr absl::string_view kReadingVerbs[] = {"BatchGet",  "Check", "Export",
                                               "Get",       "List",  "Search",
                                               "Summarize", "Verify"};

bool Reads(absl::string_view method) {
  return std::any_of(
      std::begin(kReadingVerbs), std::end(kReadingVerbs),
      [&](absl::string_view verb) { return absl::StartsWith(method, verb); });
}

}  // namespace

std::vector<std::string> WriteMethods(
    const std::vector<std::string>& services) {
  std::vector<std::string> methods;
  for (const std::string& name : services) {
    const auto* service =
        google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
            name);
    RITORNELLO_CHECK(service != nullptr);
    for (int i = 0; i < service->method_count(); ++i) {
      const std::string& method = service->method(i)->name();
      if (!Reads(method)) methods.push_back(absl::StrCat(name, "/", method));
    }
  }
  return methods;
}

}  // namespace ritornello::server::testing
