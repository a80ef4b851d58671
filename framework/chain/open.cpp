// SPDX-License-Identifier: MIT
#include "chain/open.h"

#include "chain/local/ledger.h"

namespace af::chain {

base::Result<std::unique_ptr<Chain>> open_chain(const ChainOptions& options,
                                                std::shared_ptr<base::Clock> clock) {
  if (options.kind == "local") return local::Ledger::open(options, std::move(clock));
  return base::Error{base::Code::usage, "chain.kind: '" + options.kind + "' is unknown"};
}

}  // namespace af::chain
