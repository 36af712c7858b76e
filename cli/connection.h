// The way to the server, taken when the first call needs it.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <ostream>
#include <string>

#include "absl/time/time.h"

namespace ritornello::cli {

// Stands for a channel wherever a stub is made. The channel is made at the
// first use, so that a wrong command line neither connects nor waits.
class Connection {
 public:
  struct Options {
    std::string server;
    // How long to wait for a server on this machine that does not answer yet:
    // it may have been started a moment ago. Others are asked once.
    absl::Duration patience;
    std::ostream* err = nullptr;  // told once that we wait; null: nobody
  };

  Connection(std::function<std::shared_ptr<grpc::Channel>()> make,
             Options options)
      : make_(std::move(make)), options_(std::move(options)) {}

  // Blocks up to `patience`. A server that is still away then fails the call.
  operator std::shared_ptr<grpc::ChannelInterface>();

 private:
  void Await();

  const std::function<std::shared_ptr<grpc::Channel>()> make_;
  const Options options_;
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace ritornello::cli
