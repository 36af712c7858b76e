#include "services/catalog/rpc/submission_service.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/rpc/page.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/submission_service.pb.h"
#include "services/catalog/model/names.h"
#include "services/catalog/rpc/authorisation.h"
#include "services/catalog/rpc/request.h"
#include "services/catalog/rpc/wire_submission.h"
#include "services/catalog/storage/account_store.h"
#include "services/catalog/storage/library_store.h"
#include "services/catalog/storage/submission_store.h"

namespace ritornello::catalog {
namespace {

using server::Call;

constexpr int kPageSizeDefault = 50;
constexpr int kPageSizeMax = 500;

absl::Status RequireLibrary(const Submission& submission) {
  if (!submission.library_id.empty()) return absl::OkStatus();
  return InvalidField("submission.library", "must be like libraries/{library}");
}

absl::StatusOr<Submission> SubmissionOf(const v1::Submission& wire,
                                        const std::string& account_id) {
  absl::StatusOr<Submission> submission = FromWire(wire, account_id);
  if (!submission.ok()) {
    return WithFieldPrefix(submission.status(), "submission");
  }
  submission->key.account_id = account_id;
  return submission;
}

absl::StatusOr<v1::Submission> CreateSubmission(
    Submissions& submissions, Call& call,
    const v1::CreateSubmissionRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::string account_id,
                              ParseAccountName("parent", request.parent()));
  RITORNELLO_ASSIGN_OR_RETURN(Submission submission,
                              SubmissionOf(request.submission(), account_id));
  RITORNELLO_RETURN_IF_ERROR(RequireLibrary(submission));
  submission.key.submission_id = request.submission_id();
  RITORNELLO_ASSIGN_OR_RETURN(
      const Submission made,
      submissions.Create(std::move(submission), OnceOnly(call, request)));
  return ToWire(made);
}

absl::StatusOr<v1::Submission> GetSubmission(
    sql::Pool& pool, const v1::GetSubmissionRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const SubmissionKey key,
                              ParseSubmissionName("name", request.name()));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
  RITORNELLO_ASSIGN_OR_RETURN(const Submission submission,
                              catalog::GetSubmission(*connection, key));
  return ToWire(submission);
}

absl::StatusOr<v1::ListSubmissionsResponse> ListSubmissions(
    sql::Pool& pool, const v1::ListSubmissionsRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(
      const rpc::Page page,
      rpc::Page::Of(request, kPageSizeDefault, kPageSizeMax));
  SubmissionQuery query{.after_id = page.cursor(),
                        .count_max = page.row_count()};
  RITORNELLO_ASSIGN_OR_RETURN(query.account_id,
                              ParseAccountName("parent", request.parent()));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
  RITORNELLO_RETURN_IF_ERROR(
      GetAccount(*connection, query.account_id).status());
  if (!request.library().empty()) {
    RITORNELLO_ASSIGN_OR_RETURN(query.library_id,
                                ParseLibraryName("library", request.library()));
    RITORNELLO_RETURN_IF_ERROR(
        GetLibrary(*connection, *query.library_id).status());
  }
  RITORNELLO_ASSIGN_OR_RETURN(std::vector<Submission> list,
                              catalog::ListSubmissions(*connection, query));
  v1::ListSubmissionsResponse response;
  response.set_next_page_token(
      page.Cut(list, [](const auto& last) { return last.key.submission_id; }));
  for (const Submission& submission : list) {
    *response.add_submissions() = ToWire(submission);
  }
  return response;
}

absl::StatusOr<v1::Submission> UpdateSubmission(
    Submissions& submissions, Call& call,
    const v1::UpdateSubmissionRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(
      const SubmissionKey key,
      ParseSubmissionName("submission.name", request.submission().name()));
  RITORNELLO_ASSIGN_OR_RETURN(
      Submission submission,
      SubmissionOf(request.submission(), key.account_id));
  submission.key = key;
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::optional<int64_t> revision,
      RevisionFromEtag("submission.etag", request.submission().etag()));
  const std::vector<std::string> mask(request.update_mask().paths().begin(),
                                      request.update_mask().paths().end());
  RITORNELLO_ASSIGN_OR_RETURN(
      const Submission updated,
      submissions.Update(submission, mask, revision, OnceOnly(call, request)));
  return ToWire(updated);
}

absl::StatusOr<v1::SubmissionCheck> CheckSubmission(
    Submissions& submissions, const v1::CheckSubmissionRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::string account_id,
                              ParseAccountName("parent", request.parent()));
  Submission submission;
  if (request.submission().name().empty()) {
    RITORNELLO_ASSIGN_OR_RETURN(submission,
                                SubmissionOf(request.submission(), account_id));
    RITORNELLO_RETURN_IF_ERROR(RequireLibrary(submission));
  } else {
    RITORNELLO_ASSIGN_OR_RETURN(
        submission.key,
        ParseSubmissionName("submission.name", request.submission().name()));
    if (submission.key.account_id != account_id) {
      return InvalidField("submission.name",
                          absl::StrCat("must be of ", request.parent()));
    }
  }
  RITORNELLO_ASSIGN_OR_RETURN(const SubmissionCheck check,
                              submissions.Check(std::move(submission)));
  return ToWire(check);
}

absl::StatusOr<v1::Submission> SubmitSubmission(
    Submissions& submissions, Call& call,
    const v1::SubmitSubmissionRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const SubmissionKey key,
                              ParseSubmissionName("name", request.name()));
  RITORNELLO_ASSIGN_OR_RETURN(
      const Submission submitted,
      submissions.Submit(key, request.availability_declared(),
                         OnceOnly(call, request)));
  return ToWire(submitted);
}

absl::StatusOr<v1::Submission> StartReview(
    Submissions& submissions, Call& call,
    const v1::StartReviewRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const SubmissionKey key,
                              ParseSubmissionName("name", request.name()));
  RITORNELLO_ASSIGN_OR_RETURN(
      const Submission reviewed,
      submissions.StartReview(key, OnceOnly(call, request)));
  return ToWire(reviewed);
}

absl::StatusOr<v1::Submission> RecordDecisions(
    Submissions& submissions, Call& call,
    const v1::RecordDecisionsRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const SubmissionKey key,
                              ParseSubmissionName("name", request.name()));
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<TrackDecision> decisions,
                              FromWire(request.decisions(), key.account_id));
  RITORNELLO_ASSIGN_OR_RETURN(
      const Submission decided,
      submissions.RecordDecisions(key, decisions, OnceOnly(call, request)));
  return ToWire(decided);
}

absl::StatusOr<v1::Submission> WithdrawSubmission(
    Submissions& submissions, Call& call,
    const v1::WithdrawSubmissionRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const SubmissionKey key,
                              ParseSubmissionName("name", request.name()));
  RITORNELLO_ASSIGN_OR_RETURN(
      const Submission withdrawn,
      submissions.Withdraw(key, OnceOnly(call, request)));
  return ToWire(withdrawn);
}

absl::StatusOr<v1::SummarizeDecisionsResponse> SummarizeDecisions(
    sql::Pool& pool, const v1::SummarizeDecisionsRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::string account_id,
                              ParseAccountName("parent", request.parent()));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
  RITORNELLO_RETURN_IF_ERROR(GetAccount(*connection, account_id).status());
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<DecisionCount> counts,
                              CountDecisions(*connection, account_id));
  return ToWire(counts);
}

}  // namespace

std::unique_ptr<server::BoundService> MakeSubmissionService(
    sql::Pool& pool, Submissions& submissions) {
  auto service = std::make_unique<server::BoundService>(
      "ritornello.catalog.v1.SubmissionService", Rules());
  service->Unary(
      "CreateSubmission",
      [&submissions](Call& call, const v1::CreateSubmissionRequest& r) {
        return CreateSubmission(submissions, call, r);
      });
  service->Unary("GetSubmission",
                 [&pool](Call&, const v1::GetSubmissionRequest& r) {
                   return GetSubmission(pool, r);
                 });
  service->Unary("ListSubmissions",
                 [&pool](Call&, const v1::ListSubmissionsRequest& r) {
                   return ListSubmissions(pool, r);
                 });
  service->Unary(
      "UpdateSubmission",
      [&submissions](Call& call, const v1::UpdateSubmissionRequest& r) {
        return UpdateSubmission(submissions, call, r);
      });
  service->Unary("CheckSubmission",
                 [&submissions](Call&, const v1::CheckSubmissionRequest& r) {
                   return CheckSubmission(submissions, r);
                 });
  service->Unary(
      "SubmitSubmission",
      [&submissions](Call& call, const v1::SubmitSubmissionRequest& r) {
        return SubmitSubmission(submissions, call, r);
      });
  service->Unary("StartReview",
                 [&submissions](Call& call, const v1::StartReviewRequest& r) {
                   return StartReview(submissions, call, r);
                 });
  service->Unary(
      "RecordDecisions",
      [&submissions](Call& call, const v1::RecordDecisionsRequest& r) {
        return RecordDecisions(submissions, call, r);
      });
  service->Unary(
      "WithdrawSubmission",
      [&submissions](Call& call, const v1::WithdrawSubmissionRequest& r) {
        return WithdrawSubmission(submissions, call, r);
      });
  service->Unary("SummarizeDecisions",
                 [&pool](Call&, const v1::SummarizeDecisionsRequest& r) {
                   return SummarizeDecisions(pool, r);
                 });
  return service;
}

}  // namespace ritornello::catalog
