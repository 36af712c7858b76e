// What each RPC of the catalogue refuses, and how it says so.
#include "libs/server/testing/refusals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/status/status_matchers.h"
#include "services/catalog/rpc/testing/whole_catalog.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::IsOk;
using server::testing::MethodRefusals;
using server::testing::Spoilt;
using server::testing::Times;
using ::testing::IsEmpty;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr auto kNotFound = absl::StatusCode::kNotFound;
constexpr auto kExists = absl::StatusCode::kAlreadyExists;
constexpr auto kAborted = absl::StatusCode::kAborted;
constexpr auto kPrecondition = absl::StatusCode::kFailedPrecondition;

// Parts of requests that are good, about what Seed() below makes.
constexpr char kAcme[] = "parent: 'accounts/acme' ";
constexpr char kNewParty[] =
    "parent: 'accounts/acme' party_id: 'new' "
    "party { display_name: 'New' pro: 'PRS' } ";
constexpr char kAnas[] =
    "shares { party: 'accounts/acme/parties/ana' role: OWNER weight: 1 } ";
constexpr char kQuery[] =
    "queries { track: 'air' as_of_date { year: 2026 month: 1 day: 1 } } ";
// Behind the title the beginning of the SHA-256 of "acme/a-1".
constexpr char kAir[] = "accounts/acme/tracks/air-ad089b166bb6";

constexpr char kNewWork[] =
    "parent: 'accounts/acme' work_id: 'new' work { title: 'New' } ";
constexpr char kAirWork[] = "accounts/acme/works/air";

// "word1 word2 …".
std::string Words(int count) {
  std::string all;
  for (int i = 1; i <= count; ++i) absl::StrAppend(&all, "word", i, " ");
  return all;
}

// Updates: of the fields in `mask`, to `fields`.
std::string Update(absl::string_view resource, absl::string_view name,
                   absl::string_view fields, absl::string_view mask) {
  return absl::StrCat(resource, " { name: '", name, "' ", fields,
                      " } update_mask { paths: '", mask, "' } ");
}
std::string Artlist(absl::string_view fields, absl::string_view mask) {
  return Update("library", "libraries/artlist", fields, mask);
}
std::string Ana(absl::string_view fields, absl::string_view mask) {
  return Update("party", "accounts/acme/parties/ana", fields, mask);
}
std::string Air(absl::string_view fields, absl::string_view mask) {
  return Update("track", kAir, fields, mask);
}

std::string NewTrack(absl::string_view fields) {
  return absl::StrCat(kAcme, "track { client_reference: 'n-1' title: 'New' ",
                      fields, " } ");
}

std::string WorkOfAir(absl::string_view fields, absl::string_view mask) {
  return Update("work", kAirWork, fields, mask);
}

std::string SheetOfWork(absl::string_view right) {
  return absl::StrCat("parent: '", kAirWork, "' split_sheet { right: ", right,
                      " ", kAnas, " } ");
}

std::string SheetOfAir(absl::string_view shares, absl::string_view more = "") {
  return absl::StrCat("parent: '", kAir, "' split_sheet { right: MASTER ",
                      shares, more, " } ");
}

std::vector<MethodRefusals> OfAccountService() {
  return {
      {"ritornello.catalog.v1.AccountService/CreateAccount",
       {{"", kInvalid, "account_id"},
        {"account_id: 'Acme'", kInvalid, "account_id"},
        {"account_id: '" + std::string(64, 'a') + "'", kInvalid, "account_id"},
        {"account_id: 'new' account { display_name: '" + std::string(501, 'x') +
             "' }",
         kInvalid, "account.display_name"},
        {"account_id: 'acme'", kExists, "ACCOUNT_EXISTS"},
        {"account_id: 'new' request_id: '" + std::string(65, 'x') + "'",
         kInvalid, "request_id"},
        {"account_id: 'new' request_id: 'used'", kInvalid, "request_id"}}},
      {"ritornello.catalog.v1.AccountService/GetAccount",
       {{"name: 'acme'", kInvalid, "name"},
        {"name: 'accounts/acme/tracks/air'", kInvalid, "name"},
        {"name: 'accounts/nobody'", kNotFound, "ACCOUNT_NOT_FOUND"}}},
      {"ritornello.catalog.v1.AccountService/ListAccounts",
       {{"page_size: -1", kInvalid, "page_size"},
        {"page_token: 'x'", kInvalid, "page_token"}}},
  };
}

constexpr char kNewAgreement[] =
    "parent: 'accounts/acme' agreement_id: 'new' agreement { "
    "party: 'accounts/acme/parties/ana' document: 'binder 3' } ";
constexpr char kAgreed[] = "name: 'accounts/acme/agreements/agreed' ";
constexpr char kLastDay[] = "last_date { year: 2026 month: 6 day: 30 } ";

std::vector<MethodRefusals> OfAgreementService() {
  return {
      {"ritornello.catalog.v1.AgreementService/CreateAgreement",
       {{Spoilt(kNewAgreement, "'accounts/acme' ", "'acme' "), kInvalid,
         "parent"},
        {Spoilt(kNewAgreement, "new", "New"), kInvalid, "agreement_id"},
        {Spoilt(kNewAgreement, "accounts/acme/parties/", ""), kInvalid,
         "agreement.party"},
        {Spoilt(kNewAgreement, "acme/parties", "other/parties"), kInvalid,
         "agreement.party"},
        {Spoilt(kNewAgreement, "binder 3", ""), kInvalid, "agreement.document"},
        {Spoilt(kNewAgreement, "document",
                "tracks: 'accounts/other/tracks/air' document"),
         kInvalid, "agreement.tracks[0]"},
        {Spoilt(kNewAgreement, "document",
                "extent { territories: 'UK' } document_sha256: 'x' document"),
         kInvalid,
         "agreement.document_sha256, agreement.extent.territories[0]"},
        {Spoilt(kNewAgreement, "document",
                "extent { end_date { year: 2026 } } document"),
         kInvalid, "agreement.extent.end_date"},
        {absl::StrCat(kNewAgreement, "request_id: 'used'"), kInvalid,
         "request_id"},
        {Spoilt(Spoilt(kNewAgreement, "'accounts/acme' ", "'accounts/nobody' "),
                "acme/parties", "nobody/parties"),
         kNotFound, "ACCOUNT_NOT_FOUND"},
        {Spoilt(kNewAgreement, "ana", "none"), kNotFound, "PARTY_NOT_FOUND"},
        {Spoilt(kNewAgreement, "document",
                "tracks: 'accounts/acme/tracks/none' document"),
         kNotFound, "TRACK_NOT_FOUND"},
        {Spoilt(kNewAgreement, "new", "agreed"), kExists, "AGREEMENT_EXISTS"}}},
      {"ritornello.catalog.v1.AgreementService/GetAgreement",
       {{"name: 'agreed'", kInvalid, "name"},
        {Spoilt(kAgreed, "agreed", "none"), kNotFound, "AGREEMENT_NOT_FOUND"}}},
      {"ritornello.catalog.v1.AgreementService/ListAgreements",
       {{"parent: 'acme'", kInvalid, "parent"},
        {"parent: 'accounts/acme' page_size: -1", kInvalid, "page_size"},
        {"parent: 'accounts/acme' page_token: 'x'", kInvalid, "page_token"},
        {"parent: 'accounts/nobody'", kNotFound, "ACCOUNT_NOT_FOUND"}}},
      {"ritornello.catalog.v1.AgreementService/EndAgreement",
       {{absl::StrCat("name: 'agreed' ", kLastDay), kInvalid, "name"},
        {kAgreed, kInvalid, "last_date"},
        {Spoilt(absl::StrCat(kAgreed, kLastDay), "2026", "2023"), kInvalid,
         "last_date"},
        {absl::StrCat(kAgreed, kLastDay, "request_id: 'used'"), kInvalid,
         "request_id"},
        {Spoilt(absl::StrCat(kAgreed, kLastDay), "agreed", "none"), kNotFound,
         "AGREEMENT_NOT_FOUND"}}},
  };
}

std::vector<MethodRefusals> OfBacklogService() {
  return {
      {"ritornello.catalog.v1.BacklogService/GetBacklog",
       {{"name: 'accounts/acme'", kInvalid, "name"},
        {"name: 'accounts/nobody/backlog'", kNotFound, "ACCOUNT_NOT_FOUND"}}},
      {"ritornello.catalog.v1.BacklogService/ListJobs",
       {{"parent: 'accounts/acme/backlog'", kInvalid, "parent"},
        {"parent: 'accounts/acme' state: 99", kInvalid, "state"},
        {"parent: 'accounts/acme' page_size: -1", kInvalid, "page_size"},
        {"parent: 'accounts/acme' page_token: 'x'", kInvalid, "page_token"},
        {"parent: 'accounts/nobody'", kNotFound, "ACCOUNT_NOT_FOUND"}}},
      {"ritornello.catalog.v1.BacklogService/RerunJobs",
       {{"parent: 'accounts/acme/jobs'", kInvalid, "parent"},
        {"parent: 'accounts/acme' names: 'accounts/acme/jobs/assess-air' "
         "names: 'air'",
         kInvalid, "names[1]"},
        {"parent: 'accounts/acme' names: 'accounts/other/jobs/assess-air'",
         kInvalid, "names[0]"},
        {kAcme + Times(1'001, "names: 'accounts/acme/jobs/assess-air' "),
         kInvalid, "names"},
        {"parent: 'accounts/nobody'", kNotFound, "ACCOUNT_NOT_FOUND"}}},
  };
}

std::vector<MethodRefusals> OfIngestService() {
  return {
      {"ritornello.catalog.v1.IngestService/Ingest",
       {{"start { parent: 'accounts/acme/tracks' }", kInvalid, "start.parent"},
        {"start { parent: 'accounts/acme' merge: 99 }", kInvalid,
         "start.merge"},
        {"item { sequence: 1 }", kInvalid, "start.parent"},
        {"start { parent: 'accounts/acme' }",
         kInvalid,
         "item",
         {"start { parent: 'accounts/acme' }"}},
        {"start { parent: 'accounts/nobody' }", kNotFound,
         "ACCOUNT_NOT_FOUND"}}},
  };
}

std::vector<MethodRefusals> OfLibraryService() {
  return {
      {"ritornello.catalog.v1.LibraryService/GetLibrary",
       {{"name: 'artlist'", kInvalid, "name"},
        {"name: 'libraries/none'", kNotFound, "LIBRARY_NOT_FOUND"}}},
      {"ritornello.catalog.v1.LibraryService/ListLibraries",
       {{"page_size: -1", kInvalid, "page_size"},
        {"page_token: 'x'", kInvalid, "page_token"}}},
      {"ritornello.catalog.v1.LibraryService/UpdateLibrary",
       {{"", kInvalid, "library.name"},
        {"library { name: 'libraries/Artlist' }", kInvalid, "library.name"},
        {"library { name: 'libraries/new' } allow_missing: true", kInvalid,
         "library.display_name, library.licensing_model"},
        {Artlist("licensing_model: 99", "licensing_model"), kInvalid,
         "library.licensing_model"},
        {Artlist("delivery_spec { integrated_min_lufs: -10 "
                 "integrated_max_lufs: -20 }",
                 "delivery_spec"),
         kInvalid, "library.delivery_spec.integrated_min_lufs"},
        {Artlist("delivery_spec { clipped_ppm_max: 1000001 dc_offset_max: 1.1 "
                 "mono_fold_loss_max_lu: inf channel_counts: [8, 9] "
                 "bit_depth_min: 65 }",
                 "delivery_spec"),
         kInvalid,
         "library.delivery_spec.clipped_ppm_max, "
         "library.delivery_spec.dc_offset_max, "
         "library.delivery_spec.mono_fold_loss_max_lu, "
         "library.delivery_spec.channel_counts[1], "
         "library.delivery_spec.bit_depth_min"},
        {Artlist(absl::StrCat("delivery_spec { ",
                              server::testing::Times(33, "containers: 'wav' "),
                              "}"),
                 "delivery_spec"),
         kInvalid, "library.delivery_spec.containers"},
        {Artlist("favoured_moods: ['Dark', 'Drak']", "favoured_moods"),
         kInvalid, "library.favoured_moods[1]"},
        {Artlist("submission_track_count_min: -1",
                 "submission_track_count_min"),
         kInvalid, "library.submission_track_count_min"},
        {Artlist("", "create_time"), kInvalid, "update_mask"},
        {Artlist("", "delivery_spec.containers"), kInvalid, "update_mask"},
        {Artlist("etag: 'x'", "description"), kInvalid, "library.etag"},
        {Artlist("", "description") + "request_id: 'used'", kInvalid,
         "request_id"},
        {Spoilt(Artlist("", "description"), "artlist", "none"), kNotFound,
         "LIBRARY_NOT_FOUND"},
        {Artlist("etag: 'r9'", "description"), kAborted, "ETAG_MISMATCH"}}},
  };
}

constexpr char kNewOutlet[] =
    "parent: 'accounts/acme/tracks/air-ad089b166bb6' outlet_id: 'tidal' "
    "outlet { kind: STREAMING } ";
constexpr char kSpotify[] =
    "name: 'accounts/acme/tracks/air-ad089b166bb6/outlets/spotify' ";

std::vector<MethodRefusals> OfOutletService() {
  return {
      {"ritornello.catalog.v1.OutletService/CreateOutlet",
       {{Spoilt(kNewOutlet, "/tracks/air-ad089b166bb6", ""), kInvalid,
         "parent"},
        {Spoilt(kNewOutlet, "tidal", "Tidal"), kInvalid, "outlet_id"},
        {Spoilt(kNewOutlet, "kind: STREAMING", ""), kInvalid, "outlet.kind"},
        {Spoilt(kNewOutlet, "STREAMING",
                "STREAMING extent { territories: 'UK' }"),
         kInvalid, "outlet.extent.territories[0]"},
        {Spoilt(kNewOutlet, "STREAMING",
                "STREAMING extent { start_date { year: 2026 } }"),
         kInvalid, "outlet.extent.start_date"},
        {Spoilt(kNewOutlet, "STREAMING",
                "STREAMING agreed_libraries: 'artlist'"),
         kInvalid, "outlet.agreed_libraries[0]"},
        {absl::StrCat(kNewOutlet, "request_id: 'used'"), kInvalid,
         "request_id"},
        {Spoilt(kNewOutlet, "air-", "none-"), kNotFound, "TRACK_NOT_FOUND"},
        {Spoilt(kNewOutlet, "STREAMING",
                "STREAMING agreed_libraries: 'libraries/none'"),
         kNotFound, "LIBRARY_NOT_FOUND"},
        {Spoilt(kNewOutlet, "tidal", "spotify"), kExists, "OUTLET_EXISTS"},
        {Spoilt(kNewOutlet, "STREAMING", "LICENSING"), kPrecondition,
         "EXCLUSIVITY_CONFLICT"}}},
      {"ritornello.catalog.v1.OutletService/ListOutlets",
       {{"parent: 'accounts/acme'", kInvalid, "parent"},
        {"parent: 'accounts/acme/tracks/none'", kNotFound, "TRACK_NOT_FOUND"}}},
      {"ritornello.catalog.v1.OutletService/EndOutlet",
       {{absl::StrCat("name: 'spotify' ", kLastDay), kInvalid, "name"},
        {kSpotify, kInvalid, "last_date"},
        {absl::StrCat(kSpotify, kLastDay, "request_id: 'used'"), kInvalid,
         "request_id"},
        {Spoilt(absl::StrCat(kSpotify, kLastDay), "2026", "2023"), kInvalid,
         "last_date"},
        {Spoilt(absl::StrCat(kSpotify, kLastDay), "spotify", "none"), kNotFound,
         "OUTLET_NOT_FOUND"}}},
      {"ritornello.catalog.v1.OutletService/DeleteOutlet",
       {{"name: 'spotify'", kInvalid, "name"},
        {absl::StrCat(kSpotify, "request_id: 'used'"), kInvalid, "request_id"},
        {Spoilt(kSpotify, "spotify", "none"), kNotFound, "OUTLET_NOT_FOUND"}}},
  };
}

std::vector<MethodRefusals> OfPartyService() {
  return {
      {"ritornello.catalog.v1.PartyService/CreateParty",
       {{Spoilt(kNewParty, "accounts/", ""), kInvalid, "parent"},
        {Spoilt(kNewParty, "'new'", "'New'"), kInvalid, "party_id"},
        {"parent: 'accounts/acme' party_id: 'new'", kInvalid,
         "party.display_name"},
        {Spoilt(kNewParty, "pro: 'PRS'", "ipi_name_number: '1' isni: '1'"),
         kInvalid, "party.ipi_name_number, party.isni"},
        {absl::StrCat(kNewParty, "request_id: 'used'"), kInvalid, "request_id"},
        {Spoilt(kNewParty, "acme", "nobody"), kNotFound, "ACCOUNT_NOT_FOUND"},
        {Spoilt(kNewParty, "'new'", "'ana'"), kExists, "PARTY_EXISTS"}}},
      {"ritornello.catalog.v1.PartyService/GetParty",
       {{"name: 'accounts/acme/ana'", kInvalid, "name"},
        {"name: 'accounts/acme/parties/none'", kNotFound, "PARTY_NOT_FOUND"}}},
      {"ritornello.catalog.v1.PartyService/ListParties",
       {{"parent: 'accounts/acme/parties'", kInvalid, "parent"},
        {"parent: 'accounts/acme' page_size: -1", kInvalid, "page_size"},
        {"parent: 'accounts/acme' page_token: 'x'", kInvalid, "page_token"},
        {"parent: 'accounts/nobody'", kNotFound, "ACCOUNT_NOT_FOUND"}}},
      {"ritornello.catalog.v1.PartyService/UpdateParty",
       {{"party { name: 'accounts/acme/ana' }", kInvalid, "party.name"},
        {"party { name: 'accounts/acme/parties/ana' }", kInvalid,
         "party.display_name"},
        {Ana("isni: '1'", "isni"), kInvalid, "party.isni"},
        {Ana("", "name"), kInvalid, "update_mask"},
        {Ana("etag: 'x'", "pro"), kInvalid, "party.etag"},
        {Ana("", "pro") + "request_id: 'used'", kInvalid, "request_id"},
        {Spoilt(Ana("", "pro"), "ana", "none"), kNotFound, "PARTY_NOT_FOUND"},
        {Ana("etag: 'r9'", "pro"), kAborted, "ETAG_MISMATCH"}}},
  };
}

constexpr char kNewPlacement[] =
    "parent: 'accounts/acme/tracks/air-ad089b166bb6' "
    "placement { library: 'libraries/titan' } ";
// The first is Artlist's, exclusive for licensing; the second is closed.
constexpr char kHeld[] =
    "name: 'accounts/acme/tracks/air-ad089b166bb6/placements/1' ";

std::vector<MethodRefusals> OfPlacementService() {
  return {
      {"ritornello.catalog.v1.PlacementService/CreatePlacement",
       {{Spoilt(kNewPlacement, "/tracks/air-ad089b166bb6", ""), kInvalid,
         "parent"},
        {Spoilt(kNewPlacement, "libraries/titan", "titan"), kInvalid,
         "placement.library"},
        {Spoilt(kNewPlacement, "' }", "' exclusivity_scope: 99 }"), kInvalid,
         "placement.exclusivity_scope"},
        {Spoilt(kNewPlacement, "' }", "' extent { territories: 'WW' } }"),
         kInvalid, "placement.extent.territories[0]"},
        {Spoilt(kNewPlacement, "' }",
                "' extent { end_date { month: 1 day: 1 } } }"),
         kInvalid, "placement.extent.end_date"},
        {absl::StrCat(kNewPlacement, "request_id: 'used'"), kInvalid,
         "request_id"},
        {Spoilt(kNewPlacement, "air-", "none-"), kNotFound, "TRACK_NOT_FOUND"},
        {Spoilt(kNewPlacement, "titan", "none"), kNotFound,
         "LIBRARY_NOT_FOUND"},
        {kNewPlacement, kPrecondition, "EXCLUSIVITY_CONFLICT"}}},
      {"ritornello.catalog.v1.PlacementService/GetPlacement",
       {{"name: 'accounts/acme/placements/1'", kInvalid, "name"},
        {Spoilt(kHeld, "placements/1", "placements/9"), kNotFound,
         "PLACEMENT_NOT_FOUND"}}},
      {"ritornello.catalog.v1.PlacementService/ListPlacements",
       {{"parent: 'acme'", kInvalid, "parent"},
        {"parent: 'accounts/acme' library: 'artlist'", kInvalid, "library"},
        {"parent: 'accounts/acme' page_size: -1", kInvalid, "page_size"},
        {"parent: 'accounts/acme' page_token: 'x'", kInvalid, "page_token"},
        {"parent: 'accounts/nobody'", kNotFound, "ACCOUNT_NOT_FOUND"},
        {"parent: 'accounts/acme/tracks/none'", kNotFound, "TRACK_NOT_FOUND"},
        {"parent: 'accounts/acme' library: 'libraries/none'", kNotFound,
         "LIBRARY_NOT_FOUND"}}},
      {"ritornello.catalog.v1.PlacementService/EndPlacement",
       {{absl::StrCat("name: 'air' ", kLastDay), kInvalid, "name"},
        {kHeld, kInvalid, "last_date"},
        {Spoilt(absl::StrCat(kHeld, kLastDay), "2026", "2031"), kInvalid,
         "last_date"},
        {absl::StrCat(kHeld, kLastDay, "request_id: 'used'"), kInvalid,
         "request_id"},
        {Spoilt(absl::StrCat(kHeld, kLastDay), "placements/1", "placements/9"),
         kNotFound, "PLACEMENT_NOT_FOUND"},
        {Spoilt(absl::StrCat(kHeld, kLastDay), "placements/1", "placements/2"),
         kPrecondition, "PLACEMENT_NOT_HELD"}}},
      {"ritornello.catalog.v1.PlacementService/CheckAvailability",
       {{"track: 'air' placement { library: 'libraries/titan' }", kInvalid,
         "track"},
        {absl::StrCat("track: '", kAir, "'"), kInvalid, "placement.library"},
        {absl::StrCat("track: '", kAir,
                      "' placement { library: 'libraries/titan' "
                      "extent { territories: 'D' } }"),
         kInvalid, "placement.extent.territories[0]"},
        {"track: 'accounts/acme/tracks/none' "
         "placement { library: 'libraries/titan' }",
         kNotFound, "TRACK_NOT_FOUND"},
        {absl::StrCat("track: '", kAir,
                      "' placement { library: 'libraries/none' }"),
         kNotFound, "LIBRARY_NOT_FOUND"}}},
  };
}

std::vector<MethodRefusals> OfReadinessService() {
  return {
      {"ritornello.catalog.v1.ReadinessService/GetReadiness",
       {{"name: 'accounts/acme/tracks/air-ad089b166bb6'", kInvalid, "name"},
        {"name: 'accounts/acme/tracks/none/readiness/artlist'", kNotFound,
         "TRACK_NOT_FOUND"},
        {"name: 'accounts/acme/tracks/air-ad089b166bb6/readiness/none'",
         kNotFound, "LIBRARY_NOT_FOUND"}}},
      {"ritornello.catalog.v1.ReadinessService/ListReadiness",
       {{"parent: 'accounts/acme/tracks/air/versions/1'", kInvalid, "parent"},
        {"parent: 'accounts/acme' library: 'artlist'", kInvalid, "library"},
        {"parent: 'accounts/acme' page_size: -1", kInvalid, "page_size"},
        {"parent: 'accounts/acme' page_token: 'x'", kInvalid, "page_token"},
        {"parent: 'accounts/nobody'", kNotFound, "ACCOUNT_NOT_FOUND"},
        {"parent: 'accounts/acme/tracks/none'", kNotFound, "TRACK_NOT_FOUND"},
        {"parent: 'accounts/acme' library: 'libraries/none'", kNotFound,
         "LIBRARY_NOT_FOUND"}}},
  };
}

std::vector<MethodRefusals> OfRightsService() {
  return {
      {"ritornello.catalog.v1.RightsService/CreateSplitSheet",
       {{"parent: 'accounts/acme'", kInvalid, "parent"},
        {"parent: 'accounts/acme/tracks/air-ad089b166bb6'", kInvalid,
         "split_sheet.right"},
        {SheetOfAir(""), kInvalid, "split_sheet.shares"},
        {SheetOfAir(kAnas, "effective_date { month: 2 day: 1 }"), kInvalid,
         "split_sheet.effective_date"},
        {SheetOfAir(Spoilt(kAnas, "accounts/acme/parties/", "")), kInvalid,
         "split_sheet.shares[0].party"},
        {SheetOfAir(Spoilt(kAnas, "acme", "other")), kInvalid,
         "split_sheet.shares[0].party"},
        {SheetOfAir(Spoilt(kAnas, "role", "party_display_name: 'Ana' role")),
         kInvalid, "split_sheet.shares[0].party_display_name"},
        {SheetOfAir(Spoilt(kAnas, "role: OWNER", "")), kInvalid,
         "split_sheet.shares[0].role"},
        {SheetOfAir(Spoilt(kAnas, "weight: 1", "")), kInvalid,
         "split_sheet.shares[0].weight"},
        {SheetOfAir(Spoilt(kAnas, "weight: 1", "percent: 'all'")), kInvalid,
         "split_sheet.shares[0].percent"},
        {SheetOfAir(Spoilt(kAnas, "weight: 1", "percent: '99'")), kInvalid,
         "split_sheet.shares"},
        {SheetOfAir(kAnas, kAnas), kInvalid, "split_sheet.shares"},
        {SheetOfAir(kAnas, Spoilt(kAnas, "weight: 1", "percent: '100'")),
         kInvalid, "split_sheet.shares"},
        {SheetOfAir(kAnas) + "request_id: 'used'", kInvalid, "request_id"},
        {Spoilt(SheetOfAir(kAnas), "air-", "none-"), kNotFound,
         "TRACK_NOT_FOUND"},
        {SheetOfAir(Spoilt(kAnas, "ana", "none")), kNotFound,
         "PARTY_NOT_FOUND"},
        {SheetOfWork("MASTER"), kInvalid, "split_sheet.right"},
        {Spoilt(SheetOfWork("PERFORMANCE"), "works/air", "works/none"),
         kNotFound, "WORK_NOT_FOUND"},
        {Spoilt(Spoilt(SheetOfAir(kAnas), "MASTER", "MECHANICAL"),
                "air-ad089b166bb6", "aria-4a03c2360489"),
         kPrecondition, "TRACK_HAS_WORKS"}}},
      {"ritornello.catalog.v1.RightsService/ListSplitSheets",
       {{"parent: 'accounts/acme'", kInvalid, "parent"},
        {"parent: 'accounts/acme/tracks/none'", kNotFound, "TRACK_NOT_FOUND"},
        {"parent: 'accounts/acme/works/none'", kNotFound, "WORK_NOT_FOUND"}}},
      {"ritornello.catalog.v1.RightsService/BatchGetRights",
       {{"parent: 'acme'", kInvalid, "parent"},
        {"parent: 'accounts/acme'", kInvalid, "queries"},
        {kAcme + Times(1'001, kQuery), kInvalid, "queries"},
        {kAcme + Spoilt(kQuery, "track: 'air'", ""), kInvalid,
         "queries[0].track"},
        {kAcme + Spoilt(kQuery, "track: 'air'",
                        "track: 'air' isrc: 'GBAYE6800011'"),
         kInvalid, "queries[0].track"},
        {"parent: 'accounts/acme' queries { track: 'air' }", kInvalid,
         "queries[0].as_of_date"},
        {absl::StrCat(kAcme, kQuery, Spoilt(kQuery, "month: 1", "month: 13")),
         kInvalid, "queries[1].as_of_date"}}},
  };
}

constexpr char kNewSample[] =
    "parent: 'accounts/acme/tracks/air-ad089b166bb6' "
    "sample { source: 'Amen' } ";
constexpr char kSample[] =
    "name: 'accounts/acme/tracks/air-ad089b166bb6/samples/1' ";
constexpr char kClears[] = "agreement: 'accounts/acme/agreements/agreed' ";

std::vector<MethodRefusals> OfSampleService() {
  return {
      {"ritornello.catalog.v1.SampleService/CreateSample",
       {{Spoilt(kNewSample, "/tracks/air-ad089b166bb6", ""), kInvalid,
         "parent"},
        {Spoilt(kNewSample, "Amen", ""), kInvalid, "sample.source"},
        {Spoilt(kNewSample, "source", "agreement: 'agreed' source"), kInvalid,
         "sample.agreement"},
        {absl::StrCat(kNewSample, "request_id: 'used'"), kInvalid,
         "request_id"},
        {Spoilt(kNewSample, "air-", "none-"), kNotFound, "TRACK_NOT_FOUND"},
        {Spoilt(kNewSample, "source",
                "agreement: 'accounts/acme/agreements/none' source"),
         kNotFound, "AGREEMENT_NOT_FOUND"}}},
      {"ritornello.catalog.v1.SampleService/ListSamples",
       {{"parent: 'accounts/acme'", kInvalid, "parent"},
        {"parent: 'accounts/acme/tracks/none'", kNotFound, "TRACK_NOT_FOUND"}}},
      {"ritornello.catalog.v1.SampleService/ClearSample",
       {{absl::StrCat("name: 'x' ", kClears), kInvalid, "name"},
        {kSample, kInvalid, "agreement"},
        {Spoilt(absl::StrCat(kSample, kClears), "acme/agreements",
                "other/agreements"),
         kInvalid, "agreement"},
        {absl::StrCat(kSample, kClears, "request_id: 'used'"), kInvalid,
         "request_id"},
        {Spoilt(absl::StrCat(kSample, kClears), "samples/1", "samples/9"),
         kNotFound, "SAMPLE_NOT_FOUND"},
        {Spoilt(absl::StrCat(kSample, kClears), "agreed", "none"), kNotFound,
         "AGREEMENT_NOT_FOUND"}}},
      {"ritornello.catalog.v1.SampleService/DeleteSample",
       {{"name: 'x'", kInvalid, "name"},
        {absl::StrCat(kSample, "request_id: 'used'"), kInvalid, "request_id"},
        {Spoilt(kSample, "samples/1", "samples/9"), kNotFound,
         "SAMPLE_NOT_FOUND"}}},
  };
}

std::vector<MethodRefusals> OfSearchService() {
  return {
      {"ritornello.catalog.v1.SearchService/SearchTracks",
       {{"parent: 'accounts/acme/tracks'", kInvalid, "parent"},
        {"parent: 'accounts/acme' moods: 'Dark' moods: 'Drak'", kInvalid,
         "moods[1]"},
        {"parent: 'accounts/acme' instruments: 'Theremin'", kInvalid,
         "instruments[0]"},
        {"parent: 'accounts/acme' uses: 'Trailre'", kInvalid, "uses[0]"},
        {"parent: 'accounts/acme' genres: 'Polka'", kInvalid, "genres[0]"},
        {kAcme + Times(21, "moods: 'Dark' "), kInvalid, "moods"},
        {kAcme + absl::StrCat("text: '", Words(21), "'"), kInvalid, "text"},
        {"parent: 'accounts/acme' tempo_min_bpm: 121 tempo_max_bpm: 120",
         kInvalid, "tempo_min_bpm"},
        {"parent: 'accounts/acme' tempo_max_bpm: nan", kInvalid,
         "tempo_max_bpm"},
        {"parent: 'accounts/acme' key: 'H:major'", kInvalid, "key"},
        {"parent: 'accounts/acme' page_size: -1", kInvalid, "page_size"},
        {"parent: 'accounts/acme' page_token: 'x'", kInvalid, "page_token"},
        {"parent: 'accounts/nobody'", kNotFound, "ACCOUNT_NOT_FOUND"}}},
  };
}

constexpr char kNewSubmission[] =
    "parent: 'accounts/acme' submission_id: 'new' submission { "
    "library: 'libraries/zest' tracks { "
    "track: 'accounts/acme/tracks/air-ad089b166bb6' } } ";
// Drafted, and withdrawn.
constexpr char kDraft[] = "name: 'accounts/acme/submissions/draft' ";
constexpr char kWithdrawn[] = "name: 'accounts/acme/submissions/withdrawn' ";
// With the library; its one track was accepted.
constexpr char kDecided[] = "name: 'accounts/acme/submissions/decided' ";
constexpr char kYes[] =
    "decisions { track: 'accounts/acme/tracks/aria-4a03c2360489' "
    "outcome: ACCEPTED } ";

std::string DraftWith(absl::string_view fields, absl::string_view mask) {
  return Update("submission", "accounts/acme/submissions/draft", fields, mask);
}

std::vector<MethodRefusals> OfSubmissionService() {
  return {
      {"ritornello.catalog.v1.SubmissionService/CreateSubmission",
       {{Spoilt(kNewSubmission, "'accounts/acme' ", "'acme' "), kInvalid,
         "parent"},
        {Spoilt(kNewSubmission, "new", "New"), kInvalid, "submission_id"},
        {Spoilt(kNewSubmission, "library: 'libraries/zest'", ""), kInvalid,
         "submission.library"},
        {Spoilt(kNewSubmission, "libraries/zest", "zest"), kInvalid,
         "submission.library"},
        {Spoilt(kNewSubmission, "acme/tracks", "other/tracks"), kInvalid,
         "submission.tracks[0].track"},
        {Spoilt(kNewSubmission, "tracks {",
                "tracks { track: 'accounts/acme/tracks/air-ad089b166bb6' } "
                "tracks {"),
         kInvalid, "submission.tracks[1].track"},
        {"parent: 'accounts/acme' submission_id: 'new' "
         "submission { library: 'libraries/zest' }",
         kInvalid, "submission.tracks"},
        {Spoilt(kNewSubmission, "tracks {",
                "reapplies_to: 'accounts/other/submissions/x' tracks {"),
         kInvalid, "submission.reapplies_to"},
        {Spoilt(kNewSubmission, "tracks {",
                "extent { territories: 'EL' } tracks {"),
         kInvalid, "submission.extent.territories[0]"},
        {absl::StrCat(kNewSubmission, "request_id: 'used'"), kInvalid,
         "request_id"},
        {Spoilt(
             Spoilt(kNewSubmission, "'accounts/acme' ", "'accounts/nobody' "),
             "acme/tracks", "nobody/tracks"),
         kNotFound, "ACCOUNT_NOT_FOUND"},
        {Spoilt(kNewSubmission, "zest", "none"), kNotFound,
         "LIBRARY_NOT_FOUND"},
        {Spoilt(kNewSubmission, "air-", "none-"), kNotFound, "TRACK_NOT_FOUND"},
        {Spoilt(kNewSubmission, "tracks {",
                "reapplies_to: 'accounts/acme/submissions/none' tracks {"),
         kNotFound, "SUBMISSION_NOT_FOUND"},
        {Spoilt(kNewSubmission, "new", "draft"), kExists,
         "SUBMISSION_EXISTS"}}},
      {"ritornello.catalog.v1.SubmissionService/GetSubmission",
       {{"name: 'draft'", kInvalid, "name"},
        {Spoilt(kDraft, "draft", "none"), kNotFound, "SUBMISSION_NOT_FOUND"}}},
      {"ritornello.catalog.v1.SubmissionService/ListSubmissions",
       {{"parent: 'acme'", kInvalid, "parent"},
        {"parent: 'accounts/acme' library: 'zest'", kInvalid, "library"},
        {"parent: 'accounts/acme' page_size: -1", kInvalid, "page_size"},
        {"parent: 'accounts/acme' page_token: 'x'", kInvalid, "page_token"},
        {"parent: 'accounts/nobody'", kNotFound, "ACCOUNT_NOT_FOUND"},
        {"parent: 'accounts/acme' library: 'libraries/none'", kNotFound,
         "LIBRARY_NOT_FOUND"}}},
      {"ritornello.catalog.v1.SubmissionService/UpdateSubmission",
       {{"submission { name: 'draft' }", kInvalid, "submission.name"},
        {DraftWith("", "library"), kInvalid, "update_mask"},
        {DraftWith("", "tracks"), kInvalid, "submission.tracks"},
        {DraftWith("etag: 'x'", "note"), kInvalid, "submission.etag"},
        {DraftWith("", "note") + "request_id: 'used'", kInvalid, "request_id"},
        {Spoilt(DraftWith("", "note"), "draft", "none"), kNotFound,
         "SUBMISSION_NOT_FOUND"},
        {DraftWith("tracks { track: 'accounts/acme/tracks/none' }", "tracks"),
         kNotFound, "TRACK_NOT_FOUND"},
        {DraftWith("reapplies_to: 'accounts/acme/submissions/none'",
                   "reapplies_to"),
         kNotFound, "SUBMISSION_NOT_FOUND"},
        {DraftWith("etag: 'r9'", "note"), kAborted, "ETAG_MISMATCH"},
        {Spoilt(DraftWith("", "note"), "draft", "withdrawn"), kPrecondition,
         "SUBMISSION_STATE"}}},
      {"ritornello.catalog.v1.SubmissionService/CheckSubmission",
       {{"parent: 'acme'", kInvalid, "parent"},
        {"parent: 'accounts/acme'", kInvalid, "submission.library"},
        {"parent: 'accounts/acme' submission { name: 'draft' }", kInvalid,
         "submission.name"},
        {"parent: 'accounts/acme' "
         "submission { name: 'accounts/other/submissions/draft' }",
         kInvalid, "submission.name"},
        {"parent: 'accounts/acme' submission { library: 'libraries/zest' }",
         kInvalid, "submission.tracks"},
        {"parent: 'accounts/nobody' submission { library: 'libraries/zest' "
         "tracks { track: 'accounts/nobody/tracks/air' } }",
         kNotFound, "ACCOUNT_NOT_FOUND"},
        {absl::StrCat("parent: 'accounts/acme' submission { "
                      "library: 'libraries/none' tracks { track: '",
                      kAir, "' } }"),
         kNotFound, "LIBRARY_NOT_FOUND"},
        {"parent: 'accounts/acme' submission { library: 'libraries/zest' "
         "tracks { track: 'accounts/acme/tracks/none' } }",
         kNotFound, "TRACK_NOT_FOUND"},
        {"parent: 'accounts/acme' "
         "submission { name: 'accounts/acme/submissions/none' }",
         kNotFound, "SUBMISSION_NOT_FOUND"}}},
      {"ritornello.catalog.v1.SubmissionService/SubmitSubmission",
       {{"name: 'draft'", kInvalid, "name"},
        {absl::StrCat(kDraft, "request_id: 'used'"), kInvalid, "request_id"},
        {Spoilt(kDraft, "draft", "none"), kNotFound, "SUBMISSION_NOT_FOUND"},
        {kDraft, kPrecondition, "AVAILABILITY_NOT_DECLARED"},
        {absl::StrCat(kDraft, "availability_declared: true"), kPrecondition,
         "SUBMISSION_FAILS"},
        {kWithdrawn, kPrecondition, "SUBMISSION_STATE"}}},
      {"ritornello.catalog.v1.SubmissionService/StartReview",
       {{"name: 'draft'", kInvalid, "name"},
        {absl::StrCat(kDraft, "request_id: 'used'"), kInvalid, "request_id"},
        {Spoilt(kDraft, "draft", "none"), kNotFound, "SUBMISSION_NOT_FOUND"},
        {kDraft, kPrecondition, "SUBMISSION_STATE"}}},
      {"ritornello.catalog.v1.SubmissionService/RecordDecisions",
       {{absl::StrCat("name: 'decided' ", kYes), kInvalid, "name"},
        {kDecided, kInvalid, "decisions"},
        {Spoilt(absl::StrCat(kDecided, kYes), "acme/tracks", "other/tracks"),
         kInvalid, "decisions[0].track"},
        {Spoilt(absl::StrCat(kDecided, kYes), "aria-4a03c2360489", "air"),
         kInvalid, "decisions[0].track"},
        {Spoilt(absl::StrCat(kDecided, kYes), "outcome: ACCEPTED", ""),
         kInvalid, "decisions[0].outcome"},
        {Spoilt(absl::StrCat(kDecided, kYes), "ACCEPTED", "REJECTED"), kInvalid,
         "decisions[0].category"},
        {absl::StrCat(kDecided, kYes, "request_id: 'used'"), kInvalid,
         "request_id"},
        {Spoilt(absl::StrCat(kDecided, kYes), "decided", "none"), kNotFound,
         "SUBMISSION_NOT_FOUND"},
        {absl::StrCat(kDraft, kYes), kPrecondition, "SUBMISSION_STATE"},
        {Spoilt(absl::StrCat(kDecided, kYes), "ACCEPTED",
                "REJECTED category: TECHNICAL"),
         kPrecondition, "DECISION_STANDS"}}},
      {"ritornello.catalog.v1.SubmissionService/WithdrawSubmission",
       {{"name: 'draft'", kInvalid, "name"},
        {absl::StrCat(kDraft, "request_id: 'used'"), kInvalid, "request_id"},
        {Spoilt(kDraft, "draft", "none"), kNotFound, "SUBMISSION_NOT_FOUND"},
        {kWithdrawn, kPrecondition, "SUBMISSION_STATE"}}},
      {"ritornello.catalog.v1.SubmissionService/SummarizeDecisions",
       {{"parent: 'acme'", kInvalid, "parent"},
        {"parent: 'accounts/nobody'", kNotFound, "ACCOUNT_NOT_FOUND"}}},
  };
}

std::vector<MethodRefusals> OfTrackService() {
  return {
      {"ritornello.catalog.v1.TrackService/CreateTrack",
       {{Spoilt(NewTrack(""), "accounts/", ""), kInvalid, "parent"},
        {"parent: 'accounts/acme'", kInvalid,
         "track.client_reference, track.title"},
        {NewTrack("isrc: 'x' moods: 'Drak' declared_key: 'H'"), kInvalid,
         "track.isrc, track.declared_key, track.moods[0]"},
        {NewTrack(server::testing::Times(51, "moods: 'Drak' ")), kInvalid,
         "track.moods"},
        {NewTrack(absl::StrCat("uses: '", std::string(101, 'x'), "'")),
         kInvalid, "track.uses[0]"},
        {NewTrack("declared_tempo_bpm: 19"), kInvalid,
         "track.declared_tempo_bpm"},
        {NewTrack("versions { uri: 'file:///a.wav' }"), kInvalid,
         "track.versions[0].mix_type"},
        {NewTrack("versions { mix_type: FULL_MIX }"), kInvalid,
         "track.versions[0].uri"},
        {NewTrack("works { work: 'air' }"), kInvalid, "track.works[0].work"},
        {NewTrack("works { work: 'accounts/other/works/air' }"), kInvalid,
         "track.works[0].work"},
        {NewTrack(Times(21, "works { work: 'accounts/acme/works/air' } ")),
         kInvalid, "track.works"},
        {NewTrack("works { work: 'accounts/acme/works/none' }"), kNotFound,
         "WORK_NOT_FOUND"},
        {NewTrack("") + "request_id: 'used'", kInvalid, "request_id"},
        {Spoilt(NewTrack(""), "acme", "nobody"), kNotFound,
         "ACCOUNT_NOT_FOUND"},
        {Spoilt(NewTrack(""), "n-1", "a-1"), kExists,
         "CLIENT_REFERENCE_TAKEN"}}},
      {"ritornello.catalog.v1.TrackService/DeleteTrack",
       {{"name: 'accounts/acme/air'", kInvalid, "name"},
        {absl::StrCat("name: '", kAir, "' request_id: 'used'"), kInvalid,
         "request_id"},
        {"name: 'accounts/acme/tracks/none'", kNotFound, "TRACK_NOT_FOUND"},
        {absl::StrCat("name: '", kAir, "'"), kPrecondition, "TRACK_IN_USE"}}},
      {"ritornello.catalog.v1.TrackService/GetTrack",
       {{"name: 'accounts/acme/air'", kInvalid, "name"},
        {"name: 'accounts/acme/tracks/none'", kNotFound, "TRACK_NOT_FOUND"}}},
      {"ritornello.catalog.v1.TrackService/ListDuplicates",
       {{"parent: 'acme'", kInvalid, "parent"},
        {"parent: 'accounts/acme' page_size: -1", kInvalid, "page_size"},
        {"parent: 'accounts/acme' page_token: 'x'", kInvalid, "page_token"},
        {"parent: 'accounts/nobody'", kNotFound, "ACCOUNT_NOT_FOUND"}}},
      {"ritornello.catalog.v1.TrackService/ListTracks",
       {{"parent: 'accounts/acme/tracks'", kInvalid, "parent"},
        {"parent: 'accounts/acme' work: 'air'", kInvalid, "work"},
        {"parent: 'accounts/acme' work: 'accounts/other/works/air'", kInvalid,
         "work"},
        {"parent: 'accounts/acme' work: 'accounts/acme/works/none'", kNotFound,
         "WORK_NOT_FOUND"},
        {"parent: 'accounts/acme' page_size: -1", kInvalid, "page_size"},
        {"parent: 'accounts/acme' page_token: 'x'", kInvalid, "page_token"},
        {"parent: 'accounts/nobody'", kNotFound, "ACCOUNT_NOT_FOUND"}}},
      {"ritornello.catalog.v1.TrackService/UpdateTrack",
       {{Spoilt(Air("", "album"), "tracks/", ""), kInvalid, "track.name"},
        {"track { name: 'accounts/acme/tracks/air-ad089b166bb6' }", kInvalid,
         "update_mask"},
        {Air("", "client_reference"), kInvalid, "update_mask"},
        {Air("", "title"), kInvalid, "track.title"},
        {Air("genres: 'Polka'", "genres"), kInvalid, "track.genres[0]"},
        {Air("works { work: 'air' }", "works"), kInvalid,
         "track.works[0].work"},
        {Air(Times(2, "works { work: 'accounts/acme/works/air' } "), "works"),
         kInvalid, "track.works"},
        {Air("works { work: 'accounts/acme/works/none' }", "works"), kNotFound,
         "WORK_NOT_FOUND"},
        {Air("etag: 'x'", "album"), kInvalid, "track.etag"},
        {Air("", "album") + "request_id: 'used'", kInvalid, "request_id"},
        {Spoilt(Air("", "album"), "air-", "none-"), kNotFound,
         "TRACK_NOT_FOUND"},
        {Air("isrc: 'USRC17607839'", "isrc"), kPrecondition,
         "EXCLUSIVITY_CONFLICT"},
        {Air("etag: 'r9'", "album"), kAborted, "ETAG_MISMATCH"}}},
  };
}

std::vector<MethodRefusals> OfVocabularyService() {
  return {
      {"ritornello.catalog.v1.VocabularyService/ListTerms",
       {{"facet: 99", kInvalid, "facet"}}},
  };
}

std::vector<MethodRefusals> OfWorkService() {
  return {
      {"ritornello.catalog.v1.WorkService/CreateWork",
       {{Spoilt(kNewWork, "accounts/", ""), kInvalid, "parent"},
        {Spoilt(kNewWork, "'new'", "'New'"), kInvalid, "work_id"},
        {Spoilt(kNewWork, "'New'", "' '"), kInvalid, "work.title"},
        {Spoilt(kNewWork, "'New'", "'" + std::string(501, 'x') + "'"), kInvalid,
         "work.title"},
        {Spoilt(kNewWork, "title:", "iswc: 'T-1' title:"), kInvalid,
         "work.iswc"},
        {absl::StrCat(kNewWork, "request_id: 'used'"), kInvalid, "request_id"},
        {Spoilt(kNewWork, "acme", "nobody"), kNotFound, "ACCOUNT_NOT_FOUND"},
        {Spoilt(kNewWork, "'new'", "'air'"), kExists, "WORK_EXISTS"}}},
      {"ritornello.catalog.v1.WorkService/GetWork",
       {{"name: 'accounts/acme/air'", kInvalid, "name"},
        {"name: 'accounts/acme/works/none'", kNotFound, "WORK_NOT_FOUND"}}},
      {"ritornello.catalog.v1.WorkService/ListWorks",
       {{"parent: 'acme'", kInvalid, "parent"},
        {"parent: 'accounts/acme' page_size: -1", kInvalid, "page_size"},
        {"parent: 'accounts/acme' page_token: 'x'", kInvalid, "page_token"},
        {"parent: 'accounts/nobody'", kNotFound, "ACCOUNT_NOT_FOUND"}}},
      {"ritornello.catalog.v1.WorkService/UpdateWork",
       {{Spoilt(WorkOfAir("", "iswc"), "works/", ""), kInvalid, "work.name"},
        {WorkOfAir("", "name"), kInvalid, "update_mask"},
        {WorkOfAir("", "title"), kInvalid, "work.title"},
        {WorkOfAir("iswc: 'T-1'", "iswc"), kInvalid, "work.iswc"},
        {WorkOfAir("etag: 'x'", "iswc"), kInvalid, "work.etag"},
        {WorkOfAir("", "iswc") + "request_id: 'used'", kInvalid, "request_id"},
        {Spoilt(WorkOfAir("", "iswc"), "works/air", "works/none"), kNotFound,
         "WORK_NOT_FOUND"},
        {WorkOfAir("etag: 'r9'", "iswc"), kAborted, "ETAG_MISMATCH"}}},
  };
}

std::vector<MethodRefusals> Refusals() {
  std::vector<MethodRefusals> all;
  for (const auto& of_service :
       {OfAccountService, OfAgreementService, OfBacklogService, OfIngestService,
        OfLibraryService, OfOutletService, OfPartyService, OfPlacementService,
        OfReadinessService, OfRightsService, OfSampleService, OfSearchService,
        OfSubmissionService, OfTrackService, OfVocabularyService,
        OfWorkService}) {
    const std::vector<MethodRefusals> some = of_service();
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

// All at their first revision; the request_id "used" belongs to the account.
void Seed(const std::shared_ptr<grpc::Channel>& channel) {
  const std::pair<absl::string_view, std::string> requests[] = {
      {"AccountService/CreateAccount", "account_id: 'acme' request_id: 'used'"},
      {"PartyService/CreateParty",
       "parent: 'accounts/acme' party_id: 'ana' party { display_name: 'Ana' }"},
      {"LibraryService/UpdateLibrary",
       "library { name: 'libraries/artlist' display_name: 'Artlist' "
       "licensing_model: DIRECT_PAYOUT } allow_missing: true"},
      {"TrackService/CreateTrack",
       "parent: 'accounts/acme' "
       "track { client_reference: 'a-1' title: 'Air' }"},
      {"TrackService/GetTrack", absl::StrCat("name: '", kAir, "'")},
      {"LibraryService/UpdateLibrary",
       "library { name: 'libraries/titan' display_name: 'Titan' "
       "licensing_model: ROYALTY_SPLIT } allow_missing: true"},
      {"OutletService/CreateOutlet",
       absl::StrCat("parent: '", kAir,
                    "' outlet_id: 'spotify' outlet { kind: STREAMING extent { "
                    "start_date { year: 2024 month: 1 day: 1 } } }")},
      {"PlacementService/CreatePlacement",
       absl::StrCat("parent: '", kAir,
                    "' placement { library: 'libraries/artlist' "
                    "exclusivity_scope: LICENSING extent { "
                    "start_date { year: 2025 month: 1 day: 1 } "
                    "end_date { year: 2030 month: 1 day: 1 } } }")},
      {"PlacementService/CreatePlacement",
       absl::StrCat("parent: '", kAir,
                    "' placement { library: 'libraries/titan' "
                    "exclusivity_scope: NON_EXCLUSIVE extent { "
                    "start_date { year: 2035 month: 1 day: 1 } } }")},
      {"PlacementService/EndPlacement",
       absl::StrCat("name: '", kAir, "/placements/2' ", kLastDay)},
      {"LibraryService/UpdateLibrary",
       "library { name: 'libraries/zest' display_name: 'Zest' "
       "licensing_model: ROYALTY_SPLIT } allow_missing: true"},
      {"AgreementService/CreateAgreement",
       "parent: 'accounts/acme' agreement_id: 'agreed' agreement { "
       "party: 'accounts/acme/parties/ana' document: 'binder 3' extent { "
       "start_date { year: 2024 month: 1 day: 1 } } }"},
      {"SampleService/CreateSample", kNewSample},
      {"WorkService/CreateWork",
       "parent: 'accounts/acme' work_id: 'air' work { title: 'Air' }"},
      {"TrackService/CreateTrack",
       "parent: 'accounts/acme' "
       "track { client_reference: 'a-2' title: 'Aria' isrc: 'USRC17607839' "
       "works { work: 'accounts/acme/works/air' } }"},
      {"SubmissionService/CreateSubmission",
       Spoilt(kNewSubmission, "'new'", "'draft'")},
      {"SubmissionService/CreateSubmission",
       Spoilt(kNewSubmission, "'new'", "'withdrawn'")},
      {"SubmissionService/WithdrawSubmission", kWithdrawn},
      {"SubmissionService/CreateSubmission",
       Spoilt(Spoilt(kNewSubmission, "'new'", "'decided'"), "air-ad089b166bb6",
              "aria-4a03c2360489")},
      {"OutletService/CreateOutlet",
       "parent: 'accounts/acme/tracks/aria-4a03c2360489' outlet_id: 'shop' "
       "outlet { kind: LICENSING }"}};
  for (const auto& [method, request] : requests) {
    EXPECT_THAT(
        server::testing::CallWithText(
            absl::StrCat("ritornello.catalog.v1.", method), {request}, channel),
        IsOk());
  }
}

// What a submission comes to that passes every check, for which nobody here
// measures audio.
void AcceptDecided(sql::Pool& pool) {
  const auto connection = pool.Borrow();
  ASSERT_THAT(connection, IsOk());
  for (const char* statement :
       {"UPDATE submissions SET state = 'ACCEPTED', submitted_at_us = 1"
        " WHERE id = 'decided'",
        "UPDATE submission_tracks SET outcome = 'ACCEPTED', decided_at_us = 1"
        " WHERE submission_id = 'decided'"}) {
    EXPECT_THAT((*connection)->Run(statement, {}), IsOk());
  }
}

TEST(RefusalsTest, EachIsAnsweredAsTheTableSays) {
  testing::WholeCatalog catalog;
  Seed(catalog.channel());
  AcceptDecided(catalog.pool());
  EXPECT_THAT(server::testing::WrongAnswers(Refusals(), catalog.channel()),
              IsEmpty());
}

TEST(RefusalsTest, EveryRpcHasOne) {
  EXPECT_THAT(server::testing::MethodsWithoutRefusal(Refusals(),
                                                     testing::kServiceNames),
              IsEmpty());
}

TEST(RefusalsTest, EveryDocumentedCodeHasOneAndEveryOneIsDocumented) {
  EXPECT_THAT(server::testing::CommentMismatches(Refusals(),
                                                 testing::kServiceNames, {}),
              IsEmpty());
}

}  // namespace
}  // namespace ritornello::catalog
