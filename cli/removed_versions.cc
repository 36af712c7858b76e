#include "cli/removed_versions.h"

#include "cli/format.h"

namespace ritornello::cli {

using catalog::v1::MixType_Name;
using catalog::v1::Version;

void TellRemovedVersions(const catalog::v1::IngestResponse& ack, bool is_check,
                         Session& session) {
  if (session.style == Style::kJson) return;
  for (const Version& version : ack.removed_versions()) {
    session.err << (is_check ? "would take away " : "took away ")
                << Humane(MixType_Name(version.mix_type())) << " of "
                << LastPart(ack.track()) << ", "
                << Printable(FileShown(version.uri())) << '\n';
  }
}

}  // namespace ritornello::cli
