// Versions that an ingestion takes away.
#pragma once

#include "cli/session.h"
#include "ritornello/catalog/v1/ingest_service.pb.h"

namespace ritornello::cli {

// Names those of one ack on standard error, with their files: a folder that
// lost one by mistake is not noticed otherwise. Nothing with --json, where acks
// say it.
void TellRemovedVersions(const catalog::v1::IngestResponse& ack, bool is_check,
                         Session& session);

}  // namespace ritornello::cli
