#include "services/catalog/domain/ingest_item.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"

namespace ritornello::catalog {
namespace {

absl::Status CheckCount(absl::string_view field, size_t count,
                        size_t count_max) {
  if (count <= count_max) return absl::OkStatus();
  return InvalidField(
      field, absl::StrCat("must number at most ", count_max, ", got ", count));
}

// "split_sheets[2]".
std::string At(absl::string_view list, size_t i) {
  return absl::StrCat(list, "[", i, "]");
}

// Trims the names of parties, and refuses those that no party can have.
absl::Status NormalizePartyNames(SplitSheet& sheet) {
  for (size_t i = 0; i < sheet.shares.size(); ++i) {
    Share& share = sheet.shares[i];
    if (!share.party_id.empty()) continue;
    Party party{.display_name = share.party_name};
    const absl::Status status = Normalize(party);
    if (!status.ok()) {
      return InvalidField(absl::StrCat(At("shares", i), ".party_display_name"),
                          FieldViolationsOf(status)[0].description);
    }
    share.party_name = std::move(party.display_name);
  }
  return absl::OkStatus();
}

absl::Status NormalizeSheets(std::vector<SplitSheet>& sheets) {
  RITORNELLO_RETURN_IF_ERROR(
      CheckCount("split_sheets", sheets.size(), kIngestSheetCountMax));
  std::map<std::pair<Right, absl::CivilDay>, size_t> by_date;
  for (size_t i = 0; i < sheets.size(); ++i) {
    const std::string field = At("split_sheets", i);
    RITORNELLO_RETURN_IF_ERROR(
        WithFieldPrefix(NormalizePartyNames(sheets[i]), field));
    SplitSheet in_order = sheets[i];
    RITORNELLO_RETURN_IF_ERROR(WithFieldPrefix(Normalize(in_order), field));
    const auto [twin, is_first] =
        by_date.try_emplace({sheets[i].right, sheets[i].effective_date}, i);
    if (!is_first) {
      return InvalidField(
          field, absl::StrCat("is of the right and the date of ",
                              At("split_sheets", twin->second), ", too"));
    }
  }
  return absl::OkStatus();
}

absl::Status NormalizeWork(IngestWork& work) {
  RITORNELLO_RETURN_IF_ERROR(WithFieldPrefix(Normalize(work.work), "work"));
  for (size_t i = 0; i < work.split_sheets.size(); ++i) {
    if (work.split_sheets[i].right != Right::kMaster) continue;
    return InvalidField(absl::StrCat(At("split_sheets", i), ".right"),
                        "must be a right of the composition: the master is "
                        "the track's");
  }
  return NormalizeSheets(work.split_sheets);
}

absl::Status NormalizeWorks(std::vector<IngestWork>& works) {
  RITORNELLO_RETURN_IF_ERROR(
      CheckCount("works", works.size(), kTrackWorkCountMax));
  for (size_t i = 0; i < works.size(); ++i) {
    RITORNELLO_RETURN_IF_ERROR(
        WithFieldPrefix(NormalizeWork(works[i]), At("works", i)));
  }
  return absl::OkStatus();
}

absl::Status NormalizeOutlets(std::vector<Outlet>& outlets) {
  RITORNELLO_RETURN_IF_ERROR(
      CheckCount("outlets", outlets.size(), kIngestOutletCountMax));
  std::map<std::string, size_t> by_id;
  for (size_t i = 0; i < outlets.size(); ++i) {
    const std::string field = At("outlets", i);
    RITORNELLO_RETURN_IF_ERROR(WithFieldPrefix(Normalize(outlets[i]), field));
    const auto [twin, is_first] =
        by_id.try_emplace(outlets[i].key.outlet_id, i);
    if (!is_first) {
      return InvalidField(
          absl::StrCat(field, ".name"),
          absl::StrCat("is that of ", At("outlets", twin->second), ", too"));
    }
  }
  return absl::OkStatus();
}

absl::Status NormalizeSamples(std::vector<Sample>& samples) {
  RITORNELLO_RETURN_IF_ERROR(
      CheckCount("samples", samples.size(), kIngestSampleCountMax));
  std::map<std::string, size_t> by_source;
  for (size_t i = 0; i < samples.size(); ++i) {
    const std::string field = At("samples", i);
    RITORNELLO_RETURN_IF_ERROR(WithFieldPrefix(Normalize(samples[i]), field));
    const auto [twin, is_first] = by_source.try_emplace(samples[i].source, i);
    if (!is_first) {
      return InvalidField(
          absl::StrCat(field, ".source"),
          absl::StrCat("is that of ", At("samples", twin->second), ", too"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Normalize(const std::string& account_id,
                       const Vocabulary& vocabulary, IngestItem& item) {
  item.track.key.account_id = account_id;
  RITORNELLO_RETURN_IF_ERROR(
      WithFieldPrefix(Normalize(item.track, vocabulary), "track"));
  if (item.track.versions.empty()) {
    return InvalidField("track.versions", "must have at least one version");
  }
  RITORNELLO_RETURN_IF_ERROR(NormalizeSheets(item.split_sheets));
  RITORNELLO_RETURN_IF_ERROR(NormalizeWorks(item.works));
  RITORNELLO_RETURN_IF_ERROR(NormalizeOutlets(item.outlets));
  return NormalizeSamples(item.samples);
}

}  // namespace ritornello::catalog
