// SPDX-License-Identifier: MIT
#include "config/sections/chain.h"

namespace af::config {

base::Fields<ChainConfig> ChainConfig::fields() {
  using Self = ChainConfig;
  base::Fields<Self> fields;
  fields.add("kind", &Self::kind,
             {.help = "local: a ledger in a SQLite file.", .choices = {"local"}});
  fields.add("file", &Self::file, {.help = "The ledger's file."});
  fields.add("clock", &Self::clock,
             {.help = "wall: a block every block_seconds; steps: blocks pass when somebody waits "
                      "for them, for repeatable runs.",
              .choices = {"wall", "steps"}});
  fields.add("block_seconds", &Self::block_seconds,
             {.help = "Seconds a block.", .minimum = 0.01, .maximum = 3600});
  return fields;
}

}  // namespace af::config
