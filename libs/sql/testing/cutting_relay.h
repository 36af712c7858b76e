// A wire to PostgreSQL that is cut where a test says. Tests only.
#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <thread>

#include "absl/strings/string_view.h"

namespace ritornello::sql::testing {

// Where a session is cut, counted from when the cut is ordered.
struct Cut {
  // Bytes that the server may still answer. The client reads them, and then
  // `last_words`, before the wire ends.
  size_t answer_size = 0;
  // What the server says at the end, as a message of its protocol.
  std::string last_words;
};

// One message ErrorResponse with the fields that a client looks at (PostgreSQL,
// "Message Formats").
std::string ErrorResponse(absl::string_view sqlstate,
                          absl::string_view message);

// Listens in a folder of its own and passes each session on to the cluster of
// this process, one at a time.
class CuttingRelay {
 public:
  CuttingRelay();
  ~CuttingRelay();

  // `url` of the cluster, by way of this.
  std::string Through(absl::string_view url) const;

  // Cuts the session that is open. REQUIRES: the client waits for no answer.
  void Order(Cut cut);

  // Whether the last order was carried out.
  bool has_cut() const;

 private:
  void Serve();
  void Pass(int client, int server);
  // What may still go to the client of `size` bytes of an answer.
  size_t Allow(size_t size);

  std::string folder_;
  int listener_ = -1;
  mutable std::mutex mutex_;
  bool is_ordered_ = false;
  bool has_cut_ = false;
  Cut cut_;
  std::thread thread_;
};

}  // namespace ritornello::sql::testing
