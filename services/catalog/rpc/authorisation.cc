#include "services/catalog/rpc/authorisation.h"

namespace ritornello::catalog {
namespace {

using server::Role;
using server::Rule;
using server::Scope;

constexpr Rule kRules[] = {
    {"ritornello.catalog.v1.AccountService/CreateAccount", Role::kOperator, "",
     Scope::kGlobal},
    {"ritornello.catalog.v1.AccountService/GetAccount", Role::kReader, "name",
     Scope::kAccount},
    {"ritornello.catalog.v1.AccountService/ListAccounts", Role::kReader, "",
     Scope::kGlobal},
    {"ritornello.catalog.v1.BacklogService/GetBacklog", Role::kReader, "name",
     Scope::kAccount},
    {"ritornello.catalog.v1.BacklogService/ListJobs", Role::kReader, "parent",
     Scope::kAccount},
    {"ritornello.catalog.v1.BacklogService/RerunJobs", Role::kEditor, "parent",
     Scope::kAccount},
    {"ritornello.catalog.v1.IngestService/Ingest", Role::kEditor,
     "start.parent", Scope::kAccount},
    {"ritornello.catalog.v1.LibraryService/GetLibrary", Role::kReader, "",
     Scope::kGlobal},
    {"ritornello.catalog.v1.LibraryService/ListLibraries", Role::kReader, "",
     Scope::kGlobal},
    {"ritornello.catalog.v1.LibraryService/UpdateLibrary", Role::kOperator, "",
     Scope::kGlobal},
    {"ritornello.catalog.v1.OutletService/CreateOutlet", Role::kEditor,
     "parent", Scope::kAccount},
    {"ritornello.catalog.v1.OutletService/DeleteOutlet", Role::kEditor, "name",
     Scope::kAccount},
    {"ritornello.catalog.v1.OutletService/EndOutlet", Role::kEditor, "name",
     Scope::kAccount},
    {"ritornello.catalog.v1.OutletService/ListOutlets", Role::kReader, "parent",
     Scope::kAccount},
    {"ritornello.catalog.v1.PartyService/CreateParty", Role::kEditor, "parent",
     Scope::kAccount},
    {"ritornello.catalog.v1.PartyService/GetParty", Role::kReader, "name",
     Scope::kAccount},
    {"ritornello.catalog.v1.PartyService/ListParties", Role::kReader, "parent",
     Scope::kAccount},
    {"ritornello.catalog.v1.PartyService/UpdateParty", Role::kEditor,
     "party.name", Scope::kAccount},
    {"ritornello.catalog.v1.PlacementService/CheckAvailability", Role::kReader,
     "track", Scope::kAccount},
    {"ritornello.catalog.v1.PlacementService/CreatePlacement", Role::kEditor,
     "parent", Scope::kAccount},
    {"ritornello.catalog.v1.PlacementService/EndPlacement", Role::kEditor,
     "name", Scope::kAccount},
    {"ritornello.catalog.v1.PlacementService/GetPlacement", Role::kReader,
     "name", Scope::kAccount},
    {"ritornello.catalog.v1.PlacementService/ListPlacements", Role::kReader,
     "parent", Scope::kAccount},
    {"ritornello.catalog.v1.ReadinessService/GetReadiness", Role::kReader,
     "name", Scope::kAccount},
    {"ritornello.catalog.v1.ReadinessService/ListReadiness", Role::kReader,
     "parent", Scope::kAccount},
    {"ritornello.catalog.v1.RightsService/BatchGetRights", Role::kReader,
     "parent", Scope::kAccount},
    {"ritornello.catalog.v1.RightsService/CreateSplitSheet", Role::kEditor,
     "parent", Scope::kAccount},
    {"ritornello.catalog.v1.RightsService/ListSplitSheets", Role::kReader,
     "parent", Scope::kAccount},
    {"ritornello.catalog.v1.SearchService/SearchTracks", Role::kReader,
     "parent", Scope::kAccount},
    {"ritornello.catalog.v1.TrackService/CreateTrack", Role::kEditor, "parent",
     Scope::kAccount},
    {"ritornello.catalog.v1.TrackService/GetTrack", Role::kReader, "name",
     Scope::kAccount},
    {"ritornello.catalog.v1.TrackService/ListTracks", Role::kReader, "parent",
     Scope::kAccount},
    {"ritornello.catalog.v1.TrackService/UpdateTrack", Role::kEditor,
     "track.name", Scope::kAccount},
    {"ritornello.catalog.v1.VocabularyService/ListTerms", Role::kReader, "",
     Scope::kGlobal},
};

}  // namespace

std::span<const Rule> Rules() { return kRules; }

}  // namespace ritornello::catalog
