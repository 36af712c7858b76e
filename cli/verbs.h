// Every verb of the program. Each adds itself: its flags, its examples and
// what it does live together in the file that has its name.
#pragma once

#include "cli/program.h"

namespace ritornello::cli {

void AddAccountCreate(Program& program);
void AddAccountList(Program& program);
void AddAgreementCreate(Program& program);
void AddAgreementEnd(Program& program);
void AddAgreementList(Program& program);
void AddAudioAnalyze(Program& program);
void AddCatalogIngest(Program& program);
void AddDealCreate(Program& program);
void AddDealEnd(Program& program);
void AddDealList(Program& program);
void AddDealVoid(Program& program);
void AddJobList(Program& program);
void AddJobRerun(Program& program);
void AddLedgerBalance(Program& program);
void AddLedgerClose(Program& program);
void AddLedgerExport(Program& program);
void AddLedgerMonths(Program& program);
void AddLedgerTransactions(Program& program);
void AddLedgerVerify(Program& program);
void AddLibraryApply(Program& program);
void AddLibraryGet(Program& program);
void AddLibraryList(Program& program);
void AddOutletCreate(Program& program);
void AddOutletDelete(Program& program);
void AddOutletEnd(Program& program);
void AddOutletList(Program& program);
void AddPartyCreate(Program& program);
void AddPartyList(Program& program);
void AddPartyUpdate(Program& program);
void AddPayeeList(Program& program);
void AddPayeeStatement(Program& program);
void AddPlacementCheck(Program& program);
void AddPlacementCreate(Program& program);
void AddPlacementEnd(Program& program);
void AddPlacementList(Program& program);
void AddSampleClear(Program& program);
void AddSampleCreate(Program& program);
void AddSampleDelete(Program& program);
void AddSampleList(Program& program);
void AddStatementImport(Program& program);
void AddStatementLines(Program& program);
void AddStatementList(Program& program);
void AddStatementProfiles(Program& program);
void AddStatementRelease(Program& program);
void AddStatementResolve(Program& program);
void AddStatementVoid(Program& program);
void AddSubmissionCheck(Program& program);
void AddSubmissionCreate(Program& program);
void AddSubmissionDecide(Program& program);
void AddSubmissionGet(Program& program);
void AddSubmissionList(Program& program);
void AddSubmissionReview(Program& program);
void AddSubmissionSubmit(Program& program);
void AddSubmissionSummary(Program& program);
void AddSubmissionUpdate(Program& program);
void AddSubmissionWithdraw(Program& program);
void AddTrackCheck(Program& program);
void AddTrackDescribe(Program& program);
void AddTrackGet(Program& program);
void AddTrackList(Program& program);
void AddTrackSearch(Program& program);
void AddTrackShare(Program& program);
void AddVocabularyList(Program& program);

inline void AddAllVerbs(Program& program) {
  AddAccountCreate(program);
  AddAccountList(program);
  AddAgreementCreate(program);
  AddAgreementEnd(program);
  AddAgreementList(program);
  AddAudioAnalyze(program);
  AddCatalogIngest(program);
  AddDealCreate(program);
  AddDealEnd(program);
  AddDealList(program);
  AddDealVoid(program);
  AddJobList(program);
  AddJobRerun(program);
  AddLedgerBalance(program);
  AddLedgerClose(program);
  AddLedgerExport(program);
  AddLedgerMonths(program);
  AddLedgerTransactions(program);
  AddLedgerVerify(program);
  AddLibraryApply(program);
  AddLibraryGet(program);
  AddLibraryList(program);
  AddOutletCreate(program);
  AddOutletDelete(program);
  AddOutletEnd(program);
  AddOutletList(program);
  AddPartyCreate(program);
  AddPartyList(program);
  AddPartyUpdate(program);
  AddPayeeList(program);
  AddPayeeStatement(program);
  AddPlacementCheck(program);
  AddPlacementCreate(program);
  AddPlacementEnd(program);
  AddPlacementList(program);
  AddSampleClear(program);
  AddSampleCreate(program);
  AddSampleDelete(program);
  AddSampleList(program);
  AddStatementImport(program);
  AddStatementLines(program);
  AddStatementList(program);
  AddStatementProfiles(program);
  AddStatementRelease(program);
  AddStatementResolve(program);
  AddStatementVoid(program);
  AddSubmissionCheck(program);
  AddSubmissionCreate(program);
  AddSubmissionDecide(program);
  AddSubmissionGet(program);
  AddSubmissionList(program);
  AddSubmissionReview(program);
  AddSubmissionSubmit(program);
  AddSubmissionSummary(program);
  AddSubmissionUpdate(program);
  AddSubmissionWithdraw(program);
  AddTrackCheck(program);
  AddTrackDescribe(program);
  AddTrackGet(program);
  AddTrackList(program);
  AddTrackSearch(program);
  AddTrackShare(program);
  AddVocabularyList(program);
}

}  // namespace ritornello::cli
