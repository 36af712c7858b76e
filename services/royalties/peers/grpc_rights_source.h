// The catalogue over gRPC.
#pragma once

#include <grpcpp/channel.h>

#include <memory>

#include "services/royalties/peers/rights_source.h"

namespace ritornello::royalties {

// A source that asks the catalogue's services behind `channel`. Answers that
// cannot be understood are Internal.
std::unique_ptr<RightsSource> MakeGrpcRightsSource(
    const std::shared_ptr<grpc::Channel>& channel);

}  // namespace ritornello::royalties
