#include "cli/ingest_stream.h"

#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "cli/interruption.h"
#include "cli/progress.h"
#include "ritornello/catalog/v1/ingest_service.grpc.pb.h"

namespace ritornello::cli {
namespace {

using catalog::v1::IngestRequest;
using catalog::v1::IngestResponse;
using catalog::v1::IngestService;
using catalog::v1::IngestStart;

// Before the first new connection; twice as long before each further one.
constexpr absl::Duration kPause = absl::Milliseconds(200);
// How long a server may take to come back.
constexpr absl::Duration kReconnectTimeout = absl::Seconds(15);

class Sending {
 public:
  Sending(const IngestStart& start, const IngestSource& source,
          Session& session)
      : start_(start),
        source_(source),
        session_(session),
        progress_(start.validate_only() ? "checking" : "ingesting",
                  session.err_is_terminal, session.err, session.clock) {}

  ~Sending() { ForgetProgress(); }

  absl::Status Run() {
    for (int lost_count = 0;;) {
      const int64_t before = next_;
      const absl::Status status = SendOnce();
      if (!absl::IsUnavailable(status)) return status;
      if (next_ > before) lost_count = 0;
      if (lost_count == kReconnectsMax || !Reconnect(status, lost_count)) {
        return GivenUp(status);
      }
      ++lost_count;
    }
  }

 private:
  absl::Status SendOnce() {
    grpc::ClientContext context;
    IngestService::Stub stub(session_.channel);
    const auto stream = stub.Ingest(&context);
    std::thread sender([this, &stream, from = next_] {
      IngestRequest request;
      *request.mutable_start() = start_;
      bool open = stream->Write(request);
      for (int64_t i = from; open && i < source_.count; ++i) {
        auto item = source_.draft(i);
        if (!item.has_value()) continue;
        *request.mutable_item() = *std::move(item);
        request.mutable_item()->set_sequence(i);
        open = stream->Write(request);
      }
      stream->WritesDone();
    });
    IngestResponse ack;
    while (stream->Read(&ack)) {
      source_.hear(ack);
      next_ = ack.sequence() + 1;
      Note();
      progress_.Show(next_, source_.count);
    }
    sender.join();
    const grpc::Status status = stream->Finish();
    return status.ok() ? absl::OkStatus() : StatusFrom(status);
  }

  void Note() const {
    if (start_.validate_only()) return;
    NoteProgress(next_, source_.count, Line());
  }

  // Of the last track that was acknowledged; 0 where there are none.
  int64_t Line() const {
    return source_.line && next_ > 0 ? source_.line(next_ - 1) : 0;
  }

  // A service may have its reason, as that its database is away.
  static std::string Why(const absl::Status& status) {
    return IsNoServer(status) ? "the connection was lost"
                              : std::string(status.message());
  }

  bool Reconnect(const absl::Status& status, int lost_count) {
    progress_.Say(Printable(
        absl::StrCat(Why(status), " when ", Done(), "; trying again")));
    absl::SleepFor(kPause * (1 << lost_count));
    const std::shared_ptr<grpc::ChannelInterface> channel = session_.channel;
    return channel->WaitForConnected(
        absl::ToChronoTime(absl::Now() + kReconnectTimeout));
  }

  std::string Done() const {
    return absl::StrCat(
        next_, " of ", source_.count, " tracks were done",
        Line() > 0 ? absl::StrCat(", up to line ", Line()) : "");
  }

  absl::Status GivenUp(const absl::Status& status) const {
    return absl::UnavailableError(
        absl::StrCat(Why(status), " when ", Done(),
                     "; the same command goes on from there"));
  }

  const IngestStart& start_;
  const IngestSource& source_;
  Session& session_;
  Progress progress_;
  int64_t next_ = 0;  // all tracks before it are acknowledged, or left out
};

}  // namespace

absl::Status SendItems(const IngestStart& start, const IngestSource& source,
                       Session& session) {
  return Sending(start, source, session).Run();
}

}  // namespace ritornello::cli
