#include "services/catalog/rpc/ingest_batch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "services/catalog/domain/ingestion.h"

namespace ritornello::catalog {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

// A sender that has sent `count` items with titles of so many bytes, no more.
class SentItems final : public server::MessageStream {
 public:
  SentItems(size_t count, size_t byte_count) : count_(count) {
    item_.mutable_item()->mutable_track()->set_title(
        std::string(byte_count, 'x'));
  }
  bool Read(google::protobuf::Message& message) override {
    if (count_ == 0) return false;
    --count_;
    message.CopyFrom(item_);
    return true;
  }
  bool IsReadyWithin(absl::Duration) override { return true; }
  bool Write(const google::protobuf::Message&) override { return false; }

  size_t item_bytes() const { return item_.ByteSizeLong(); }

 private:
  size_t count_;
  v1::IngestRequest item_;
};

std::vector<v1::IngestRequest> Take(SentItems& sent) {
  server::Reader<v1::IngestRequest> requests(sent);
  return TakeIngestBatch(requests);
}

TEST(IngestBatchTest, TakesWhatHasComeUpToTheLimit) {
  SentItems sent(kIngestBatchMax + 2, 1);
  EXPECT_THAT(Take(sent), SizeIs(kIngestBatchMax));
  EXPECT_THAT(Take(sent), SizeIs(2));
  EXPECT_THAT(Take(sent), IsEmpty());
}

TEST(IngestBatchTest, TakesNoMoreWhenItHasEnoughBytes) {
  SentItems sent(5, kIngestBatchBytesMax / 2 - 100);
  ASSERT_LT(2 * sent.item_bytes(), kIngestBatchBytesMax);
  ASSERT_GT(3 * sent.item_bytes(), kIngestBatchBytesMax);
  EXPECT_THAT(Take(sent), SizeIs(3));
  EXPECT_THAT(Take(sent), SizeIs(2));
}

TEST(IngestBatchTest, TakesOneThatIsLargerThanABatch) {
  SentItems sent(2, kIngestBatchBytesMax);
  EXPECT_THAT(Take(sent), SizeIs(1));
  EXPECT_THAT(Take(sent), SizeIs(1));
}

}  // namespace
}  // namespace ritornello::catalog
