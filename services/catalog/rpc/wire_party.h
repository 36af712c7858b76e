// Parties between the wire and the model.
#pragma once

#include "ritornello/catalog/v1/party_service.pb.h"
#include "services/catalog/model/party.h"

namespace ritornello::catalog {

v1::Party ToWire(const Party& party);

// What a sender may say of a party; the key is left to the caller.
Party FromWire(const v1::Party& wire);

}  // namespace ritornello::catalog
