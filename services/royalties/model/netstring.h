// Texts in a row, of which none can be taken for another.
#pragma once

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace ritornello::royalties {

// Appends "<size>:<bytes>,".
inline void AppendNetstring(std::string& out, absl::string_view bytes) {
  absl::StrAppend(&out, bytes.size(), ":", bytes, ",");
}

}  // namespace ritornello::royalties
