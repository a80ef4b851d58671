// SPDX-License-Identifier: MIT
#include "chain/open.h"

namespace af::chain {

base::Result<std::unique_ptr<Chain>> open_chain(const ChainOptions& options,
                                                std::shared_ptr<base::Clock> clock) {
  const auto found = openers().find(options.kind);
  if (found == openers().end()) {
    return base::Error{base::Code::usage, "chain.kind: '" + options.kind + "' is unknown"};
  }
  return found->second(options, std::move(clock));
}

}  // namespace af::chain
