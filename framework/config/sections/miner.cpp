// SPDX-License-Identifier: MIT
#include "config/sections/miner.h"

#include "config/sections/backend.h"

namespace af::config {

base::Fields<MinerConfig> MinerConfig::fields() {
  using Self = MinerConfig;
  base::Fields<Self> fields;
  fields.add("uid", &Self::uid,
             {.help = "Number on the subnet.",
              .minimum = 0,
              .maximum = 65535,
              .required = true,
              .unique = true});
  fields.add(
      "hotkey", &Self::hotkey,
      {.help = "Key that identifies the miner on the chain.", .required = true, .unique = true});
  fields.add("model", &Self::model,
             {.help = "Name of the model on the backend's server.", .required = true});
  fields.add("revision", &Self::revision, {.help = "Revision of the model that was committed."});
  fields.add(
      "block", &Self::block,
      {.help = "Block of the commitment; the oldest wins ties.", .minimum = 0, .maximum = 1e15});
  fields.add("backend", &Self::backend,
             {.help = "Id of the backend that serves the model.", .required = true});
  fields.add("base_url", &Self::base_url,
             {.help = "The miner's own endpoint. Its failures are the miner's; those of a shared "
                      "one are not. The backend's secrets are not sent to it.",
              .may_hold_secret = true,
              .check = check_base_url});
  return fields;
}

}  // namespace af::config
