#include "services/catalog/rpc/wire_party.h"

#include "services/catalog/rpc/request.h"
#include "services/catalog/rpc/wire_time.h"

namespace ritornello::catalog {

v1::Party ToWire(const Party& party) {
  v1::Party wire;
  wire.set_name(NameOf(party.key));
  wire.set_display_name(party.display_name);
  wire.set_ipi_name_number(party.ipi_name_number);
  wire.set_isni(party.isni);
  wire.set_pro(party.pro);
  wire.set_is_own(party.is_own);
  *wire.mutable_create_time() = TimeToWire(party.create_time);
  *wire.mutable_update_time() = TimeToWire(party.update_time);
  wire.set_etag(EtagOf(party.revision));
  return wire;
}

Party FromWire(const v1::Party& wire) {
  return {.display_name = wire.display_name(),
          .ipi_name_number = wire.ipi_name_number(),
          .isni = wire.isni(),
          .pro = wire.pro(),
          .is_own = wire.is_own()};
}

}  // namespace ritornello::catalog
