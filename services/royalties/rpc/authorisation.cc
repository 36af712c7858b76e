#include "services/royalties/rpc/authorisation.h"

namespace ritornello::royalties {
namespace {

using server::Role;
using server::Rule;
using server::Scope;

constexpr Rule kRules[] = {
    {"ritornello.royalties.v1.DealService/CreateDeal", Role::kAccountant,
     "parent", Scope::kAccount},
    {"ritornello.royalties.v1.DealService/EndDeal", Role::kAccountant, "name",
     Scope::kAccount},
    {"ritornello.royalties.v1.DealService/GetDeal", Role::kReader, "name",
     Scope::kAccount},
    {"ritornello.royalties.v1.DealService/ListDeals", Role::kReader, "parent",
     Scope::kAccount},
    {"ritornello.royalties.v1.DealService/VoidDeal", Role::kAccountant, "name",
     Scope::kAccount},
    {"ritornello.royalties.v1.LedgerService/CloseMonth", Role::kAccountant,
     "name", Scope::kBook},
    {"ritornello.royalties.v1.LedgerService/ExportJournal", Role::kAccountant,
     "name", Scope::kBook},
    {"ritornello.royalties.v1.LedgerService/GetTrialBalance", Role::kAccountant,
     "name", Scope::kBook},
    {"ritornello.royalties.v1.LedgerService/ListMonths", Role::kAccountant,
     "parent", Scope::kBook},
    {"ritornello.royalties.v1.LedgerService/ListTransactions",
     Role::kAccountant, "parent", Scope::kBook},
    {"ritornello.royalties.v1.LedgerService/VerifyBook", Role::kAccountant,
     "name", Scope::kBook},
    {"ritornello.royalties.v1.PayeeService/GetPayee", Role::kReader, "name",
     Scope::kAccount},
    {"ritornello.royalties.v1.PayeeService/GetPayeeStatement", Role::kReader,
     "name", Scope::kAccount},
    {"ritornello.royalties.v1.PayeeService/ListPayees", Role::kReader, "parent",
     Scope::kAccount},
    {"ritornello.royalties.v1.StatementService/GetStatement", Role::kReader,
     "name", Scope::kBook},
    {"ritornello.royalties.v1.StatementService/ImportStatement",
     Role::kAccountant, "header.parent", Scope::kBook},
    {"ritornello.royalties.v1.StatementService/ListStatementLines",
     Role::kReader, "parent", Scope::kBook},
    {"ritornello.royalties.v1.StatementService/ListStatementProfiles",
     Role::kReader, "parent", Scope::kBook},
    {"ritornello.royalties.v1.StatementService/ListStatements", Role::kReader,
     "parent", Scope::kBook},
    {"ritornello.royalties.v1.StatementService/ReleaseStatement",
     Role::kAccountant, "name", Scope::kBook},
    {"ritornello.royalties.v1.StatementService/ResolveSuspense",
     Role::kAccountant, "name", Scope::kBook},
    {"ritornello.royalties.v1.StatementService/VoidStatement",
     Role::kAccountant, "name", Scope::kBook},
};

}  // namespace

std::span<const Rule> Rules() { return kRules; }

}  // namespace ritornello::royalties
