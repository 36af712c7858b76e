// The journal of posting templates, tests/fixtures/posting-templates.journal.
// Tests only.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "services/royalties/model/transaction.h"

namespace ritornello::royalties::testing {

struct PostingTemplate {
  std::string code;  // "D1"; several may have the same
  Transaction transaction;
};

// Those of `journal`, in its order, of which each is "DATE (CODE) DESCRIPTION"
// and lines "    ACCOUNT  AMOUNT CURRENCY". Ends the program if it is not so.
std::vector<PostingTemplate> ReadTemplates(absl::string_view journal);

// The text of the file.
std::string TemplateJournal();

}  // namespace ritornello::royalties::testing
