// The two ends of a streaming call, as a handler holds them.
#pragma once

#include <google/protobuf/message.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace ritornello::server {

// Both ends without their types. Messages are of the types that the method
// declares. Read and Write may be called at the same time, but each only by
// one thread at a time.
class MessageStream {
 public:
  virtual ~MessageStream() = default;
  virtual bool Read(google::protobuf::Message& message) = 0;
  virtual bool IsReadyWithin(absl::Duration patience) = 0;
  virtual bool Write(const google::protobuf::Message& message) = 0;
};

template <typename Request>
class Reader {
 public:
  explicit Reader(MessageStream& stream) : stream_(stream) {}

  // Waits for the next message and replaces `*request` by it. False when there
  // is none any more: the client has sent all, or the call is over.
  bool Read(Request* request) { return stream_.Read(*request); }

  // The same, for at most `patience`: DeadlineExceeded when nothing, not even
  // the end, has come by then. For a stream that holds what others wait for.
  absl::StatusOr<bool> ReadWithin(absl::Duration patience, Request* request) {
    if (stream_.IsReadyWithin(patience)) return stream_.Read(*request);
    return absl::DeadlineExceededError(absl::StrCat(
        "nothing came for ", absl::FormatDuration(patience),
        ": send without pauses, or open the stream when there is something"));
  }

  // Waits for at most `patience`: whether Read would then return at once, be
  // it with a message or with the end. For handlers that gather what has come.
  bool IsReadyWithin(absl::Duration patience) {
    return stream_.IsReadyWithin(patience);
  }

 private:
  MessageStream& stream_;
};

template <typename Response>
class Writer {
 public:
  explicit Writer(MessageStream& stream) : stream_(stream) {}

  // Sends a message; waits while the client is slow. False when the call is
  // over and writing on is useless. True promises no arrival: the network may
  // have the message still.
  bool Write(const Response& response) { return stream_.Write(response); }

 private:
  MessageStream& stream_;
};

}  // namespace ritornello::server
