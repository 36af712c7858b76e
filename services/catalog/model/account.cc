#include "services/catalog/model/account.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/model/names.h"

namespace ritornello::catalog {

absl::Status Normalize(Account& account) {
  RITORNELLO_RETURN_IF_ERROR(ValidateId("account_id", account.id));
  absl::StripAsciiWhitespace(&account.display_name);
  if (account.display_name.empty()) account.display_name = account.id;
  if (account.display_name.size() > kAccountNameSizeMax) {
    return InvalidField(
        "account.display_name",
        absl::StrCat("must have at most ", kAccountNameSizeMax, " bytes, got ",
                     account.display_name.size()));
  }
  return absl::OkStatus();
}

}  // namespace ritornello::catalog
