// Translates what the books hold.
#pragma once

#include <vector>

#include "ritornello/royalties/v1/ledger_service.pb.h"
#include "services/royalties/model/month.h"
#include "services/royalties/model/transaction.h"
#include "services/royalties/model/trial_balance.h"

namespace ritornello::royalties {

v1::Transaction ToWire(const PostedTransaction& posted);

v1::Month ToWire(const Month& month);

v1::TrialBalance ToWire(const TrialBalance& balance);

}  // namespace ritornello::royalties
