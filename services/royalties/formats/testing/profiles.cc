#include "services/royalties/formats/testing/profiles.h"

#include "libs/status/check.h"
#include "royalties_data/royalties_data.h"

namespace ritornello::royalties::testing {

const StatementProfiles& BuiltInProfiles() {
  static const StatementProfiles* const profiles = [] {
    auto* all = new StatementProfiles;
    for (const auto& file : royalties_data::Files()) {
      auto profile = ParseProfile(file.path, file.content);
      RITORNELLO_CHECK(profile.ok());
      RITORNELLO_CHECK(all->Add(*profile).ok());
    }
    return all;
  }();
  return *profiles;
}

}  // namespace ritornello::royalties::testing
