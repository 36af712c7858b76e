#include "libs/rpc/grpc_status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"

namespace ritornello::rpc {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

google::rpc::Status DetailsOf(const grpc::Status& status) {
  google::rpc::Status details;
  EXPECT_TRUE(details.ParseFromString(status.error_details()));
  return details;
}

template <typename Detail>
std::vector<Detail> DetailsOf(const grpc::Status& status) {
  std::vector<Detail> found;
  const google::rpc::Status details = DetailsOf(status);
  for (const auto& any : details.details()) {
    if (Detail detail; any.UnpackTo(&detail)) found.push_back(detail);
  }
  return found;
}

// Codes, numbers and names of google/rpc/code.proto.
TEST(ToGrpcTest, EveryCodeKeepsItsNumberAndNamesItsReason) {
  struct {
    absl::StatusCode code;
    grpc::StatusCode want;
    const char* reason;
  } const cases[] = {
      {absl::StatusCode::kCancelled, grpc::CANCELLED, "CANCELLED"},
      {absl::StatusCode::kUnknown, grpc::UNKNOWN, "UNKNOWN"},
      {absl::StatusCode::kInvalidArgument, grpc::INVALID_ARGUMENT,
       "INVALID_ARGUMENT"},
      {absl::StatusCode::kDeadlineExceeded, grpc::DEADLINE_EXCEEDED,
       "DEADLINE_EXCEEDED"},
      {absl::StatusCode::kNotFound, grpc::NOT_FOUND, "NOT_FOUND"},
      {absl::StatusCode::kAlreadyExists, grpc::ALREADY_EXISTS,
       "ALREADY_EXISTS"},
      {absl::StatusCode::kPermissionDenied, grpc::PERMISSION_DENIED,
       "PERMISSION_DENIED"},
      {absl::StatusCode::kResourceExhausted, grpc::RESOURCE_EXHAUSTED,
       "RESOURCE_EXHAUSTED"},
      {absl::StatusCode::kFailedPrecondition, grpc::FAILED_PRECONDITION,
       "FAILED_PRECONDITION"},
      {absl::StatusCode::kAborted, grpc::ABORTED, "ABORTED"},
      {absl::StatusCode::kOutOfRange, grpc::OUT_OF_RANGE, "OUT_OF_RANGE"},
      {absl::StatusCode::kUnimplemented, grpc::UNIMPLEMENTED, "UNIMPLEMENTED"},
      {absl::StatusCode::kInternal, grpc::INTERNAL, "INTERNAL"},
      {absl::StatusCode::kUnavailable, grpc::UNAVAILABLE, "UNAVAILABLE"},
      {absl::StatusCode::kDataLoss, grpc::DATA_LOSS, "DATA_LOSS"},
      {absl::StatusCode::kUnauthenticated, grpc::UNAUTHENTICATED,
       "UNAUTHENTICATED"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.reason);
    const grpc::Status status = ToGrpc(absl::Status(c.code, "why"));
    EXPECT_EQ(status.error_code(), c.want);
    EXPECT_EQ(DetailsOf(status).code(), c.want);
    const auto infos = DetailsOf<google::rpc::ErrorInfo>(status);
    ASSERT_EQ(infos.size(), 1u);
    EXPECT_EQ(infos[0].reason(), c.reason);
    EXPECT_EQ(infos[0].domain(), "ritornello");
  }
}

TEST(ToGrpcTest, OkHasNoDetails) {
  EXPECT_TRUE(ToGrpc(absl::OkStatus()).ok());
  EXPECT_EQ(ToGrpc(absl::OkStatus()).error_details(), "");
  EXPECT_TRUE(FromGrpc(grpc::Status::OK).ok());
}

TEST(ToGrpcTest, ReasonAndDelayAndFieldsBecomeGoogleDetails) {
  const grpc::Status busy =
      ToGrpc(WithRetryDelay(WithReason(absl::ResourceExhaustedError("full"),
                                       "QUEUE_FULL", {{"limit", "64"}}),
                            absl::Milliseconds(1250)));
  const auto infos = DetailsOf<google::rpc::ErrorInfo>(busy);
  ASSERT_EQ(infos.size(), 1u);
  EXPECT_EQ(infos[0].reason(), "QUEUE_FULL");
  EXPECT_EQ(infos[0].metadata().at("limit"), "64");
  const auto retries = DetailsOf<google::rpc::RetryInfo>(busy);
  ASSERT_EQ(retries.size(), 1u);
  EXPECT_EQ(retries[0].retry_delay().seconds(), 1);
  EXPECT_EQ(retries[0].retry_delay().nanos(), 250'000'000);

  const auto bad = DetailsOf<google::rpc::BadRequest>(
      ToGrpc(InvalidFields({{"a.b", "is empty"}, {"c", "is odd"}})));
  ASSERT_EQ(bad.size(), 1u);
  ASSERT_EQ(bad[0].field_violations_size(), 2);
  EXPECT_EQ(bad[0].field_violations(0).field(), "a.b");
  EXPECT_EQ(bad[0].field_violations(1).description(), "is odd");
}

TEST(ToGrpcTest, InternalAndUnknownTellNothing) {
  for (const absl::Status& status :
       {absl::InternalError("password=x"), absl::UnknownError("password=x")}) {
    const grpc::Status masked =
        ToGrpc(WithReason(status, "PASSWORD", {{"password", "x"}}));
    EXPECT_EQ(masked.error_message(), "internal error; see the server's log");
    EXPECT_THAT(masked.error_details(), Not(HasSubstr("password")));
    EXPECT_THAT(masked.error_details(), Not(HasSubstr("PASSWORD")));
  }
}

TEST(ToGrpcTest, WhatComesBackIsWhatWasSent) {
  const absl::Status cases[] = {
      absl::NotFoundError("accounts/a/tracks/1: gone"),
      absl::UnavailableError(""),
      InvalidField("page_size", "must not be negative, got -1"),
      InvalidFields({{"a", "x"}, {"b", ""}}),
      WithReason(absl::AbortedError("lost"), "RACE", {}),
      WithReason(absl::AbortedError("lost"), "ABORTED", {{"k", "v"}}),
      WithRetryDelay(WithReason(InvalidField("f", "d"), "R", {{"k", "é"}}),
                     absl::Milliseconds(3)),
  };
  for (const absl::Status& status : cases) {
    EXPECT_EQ(FromGrpc(ToGrpc(status)), status);
  }
}

TEST(ToGrpcTest, TextOfStrangersIsMadeValid) {
  const grpc::Status status = ToGrpc(InvalidField("name", "got \xFF"));
  EXPECT_EQ(status.error_message(), "name: got \xEF\xBF\xBD");
  EXPECT_EQ(FieldViolationsOf(FromGrpc(status)),
            (std::vector<FieldViolation>{{"name", "got \xEF\xBF\xBD"}}));
}

// 8 KiB is what gRPC clients accept in all metadata of an answer.
TEST(ToGrpcTest, StaysWithinTheMetadataOfAClient) {
  std::vector<FieldViolation> violations;
  for (size_t i = 0; i < 1000; ++i) {
    violations.push_back(
        {absl::StrCat("items[", i, "].uri"), std::string(i, 'x')});
  }
  std::map<std::string, std::string> metadata;
  for (int i = 0; i < 1000; ++i) metadata[absl::StrCat(i)] = "value";
  for (const absl::Status& large :
       {InvalidFields(violations),
        WithReason(InvalidFields(violations), std::string(5000, 'R'), metadata),
        absl::NotFoundError(std::string(100'000, '\xFF'))}) {
    const grpc::Status status = ToGrpc(large);
    EXPECT_LE(status.error_message().size(), 1024u);
    EXPECT_LE(status.error_details().size(), 3072u);
    EXPECT_EQ(DetailsOf<google::rpc::ErrorInfo>(status).size(), 1u);
  }
  const auto kept =
      FieldViolationsOf(FromGrpc(ToGrpc(InvalidFields(violations))));
  ASSERT_GE(kept.size(), 10u);
  EXPECT_EQ(kept[9], violations[9]);
}

TEST(FromGrpcTest, IgnoresForeignAndMalformedDetails) {
  EXPECT_EQ(FromGrpc(grpc::Status(grpc::NOT_FOUND, "gone", "\xFF garbage")),
            absl::NotFoundError("gone"));
  google::rpc::ErrorInfo foreign;
  foreign.set_domain("googleapis.com");
  foreign.set_reason("QUOTA");
  google::rpc::Status details;
  details.add_details()->PackFrom(foreign);
  EXPECT_EQ(FromGrpc(grpc::Status(grpc::NOT_FOUND, "gone",
                                  details.SerializeAsString())),
            absl::NotFoundError("gone"));
}

}  // namespace
}  // namespace ritornello::rpc
