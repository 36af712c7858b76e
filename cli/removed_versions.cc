#include "cli/removed_versions.h"

#include "absl/strings/str_cat.h"
#include "cli/format.h"

namespace ritornello::cli {

using catalog::v1::IngestResponse;
using catalog::v1::MixType_Name;
using catalog::v1::Version;

void RemovedVersions::Count(const IngestResponse& ack) {
  for (const Version& version : ack.removed_versions()) {
    if (++count_ > kRemovedVersionsNamedMax) continue;
    named_.push_back(absl::StrCat(Humane(MixType_Name(version.mix_type())),
                                  " of ", LastPart(ack.track()), ", ",
                                  Printable(FileShown(version.uri()))));
  }
}

void RemovedVersions::Tell(bool is_check, Session& session) const {
  if (session.style == Style::kJson) return;
  for (const std::string& version : named_) {
    session.err << (is_check ? "would take away " : "took away ") << version
                << '\n';
  }
  if (count_ > named_.size()) {
    session.err << "and " << count_ - named_.size() << " versions more\n";
  }
}

}  // namespace ritornello::cli
