#include "libs/server/stream_call.h"

#include <condition_variable>
#include <memory>
#include <mutex>

#include "absl/strings/str_cat.h"
#include "libs/server/call_frame.h"
#include "libs/status/status_macros.h"

namespace ritornello::server {
namespace {

using Reactor = grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>;

// One read and one write may be on their way while the handler works. gRPC
// ends both when the call ends, however it ends, so nobody waits for ever.
class StreamCall final : public Reactor,
                         public WorkerPool::Job,
                         public MessageStream {
 public:
  StreamCall(const Method& method, const grpc::CallbackServerContext& context)
      : method_(method), frame_(method, context) {}

  void Start() { StartRead(&incoming_); }

  void OnReadDone(bool ok) override {
    if (!is_begun_) {
      is_begun_ = true;
      read_ = ok ? Reading::kThere : Reading::kEnded;
      if (!method_.runtime->streams.TrySubmit(*this)) {
        Finish(frame_.Close(StreamsBusy()));
      }
      return;
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    read_ = ok ? Reading::kThere : Reading::kEnded;
    changed_.notify_all();
  }

  void OnWriteDone(bool ok) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    is_writing_ = false;
    is_write_broken_ = !ok;
    changed_.notify_all();
  }

  void OnDone() override { delete this; }

  void Run() override {
    frame_.StopQueue();
    outcome_ = Serve();
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return !is_writing_; });
  }

  // The last touch: gRPC may delete the call before Finish returns.
  void OnReleased() override { Finish(frame_.Close(outcome_)); }

  bool Read(google::protobuf::Message& message) override {
    {
      std::unique_lock<std::mutex> lock(mutex_);
      changed_.wait(lock, [this] { return read_ != Reading::kPending; });
      if (read_ == Reading::kEnded) return false;
      if (!Parse(incoming_, message)) {
        read_ = Reading::kEnded;
        is_malformed_ = true;
        frame_.call().Break();
        return false;
      }
      read_ = Reading::kPending;
    }
    method_.metrics.Received();
    StartRead(&incoming_);
    return true;
  }

  bool IsReadyWithin(absl::Duration patience) override {
    std::unique_lock<std::mutex> lock(mutex_);
    return changed_.wait_for(lock, absl::ToChronoMicroseconds(patience),
                             [this] { return read_ != Reading::kPending; });
  }

  bool Write(const google::protobuf::Message& message) override {
    ++written_count_;
    // A second answer to a client that reads one would keep it waiting.
    if (written_count_ > 1 && !method_.descriptor->server_streaming()) {
      return false;
    }
    {
      std::unique_lock<std::mutex> lock(mutex_);
      changed_.wait(lock, [this] { return !is_writing_; });
      if (is_write_broken_) return false;
      // Like a call that is over: the handler can only stop.
      if (!Serialise(message, &outgoing_).ok()) return false;
      is_writing_ = true;
    }
    method_.metrics.Sent();
    StartWrite(&outgoing_);
    return true;
  }

 private:
  enum class Reading { kPending, kThere, kEnded };

  // Gives the handler back the message that the frame has read already.
  class Ends final : public MessageStream {
   public:
    Ends(StreamCall& call, const google::protobuf::Message* first)
        : call_(call), first_(first) {}
    bool Read(google::protobuf::Message& message) override {
      if (first_ == nullptr) return call_.Read(message);
      message.CopyFrom(*first_);
      first_ = nullptr;
      return true;
    }
    bool IsReadyWithin(absl::Duration patience) override {
      return first_ != nullptr || call_.IsReadyWithin(patience);
    }
    bool Write(const google::protobuf::Message& message) override {
      return call_.Write(message);
    }

   private:
    StreamCall& call_;
    const google::protobuf::Message* first_;
  };

  absl::Status Serve() {
    // A stream without a message is checked as one with an empty message.
    const std::unique_ptr<google::protobuf::Message> first(
        method_.request->New());
    const bool has_first = Read(*first);
    if (is_malformed_) return MalformedMessage(*method_.request);
    RITORNELLO_RETURN_IF_ERROR(frame_.Admit(*first));
    Ends ends(*this, has_first ? first.get() : nullptr);
    const absl::Status served = method_.stream(frame_.call(), ends);
    // A handler cannot tell a broken stream from a caller who went away.
    if (is_malformed_) return MalformedMessage(*method_.request);
    RITORNELLO_RETURN_IF_ERROR(served);
    return CheckWrittenCount();
  }

  // The promise of a method whose answer is one message.
  absl::Status CheckWrittenCount() const {
    if (method_.descriptor->server_streaming() || written_count_ == 1 ||
        frame_.call().IsCancelled()) {
      return absl::OkStatus();
    }
    return absl::InternalError(absl::StrCat("the handler of ", method_.name(),
                                            " wrote ", written_count_,
                                            " messages instead of 1"));
  }

  const Method& method_;
  CallFrame frame_;
  absl::Status outcome_;
  bool is_begun_ = false;
  int written_count_ = 0;
  bool is_malformed_ = false;
  grpc::ByteBuffer incoming_;
  grpc::ByteBuffer outgoing_;

  std::mutex mutex_;
  std::condition_variable changed_;
  Reading read_ = Reading::kPending;
  bool is_writing_ = false;
  bool is_write_broken_ = false;
};

}  // namespace

Reactor* StartStreamCall(const Method& method,
                         const grpc::CallbackServerContext& context) {
  auto* call = new StreamCall(method, context);
  call->Start();
  return call;
}

}  // namespace ritornello::server
