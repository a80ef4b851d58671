/// What a validator needs of a chain, and no more. The local ledger and Subtensor implement it.
#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "base/async.h"
#include "base/result.h"

namespace af::chain {

struct Block {
  std::int64_t number = 0;
  std::string hash;  ///< hex
};

struct Neuron {
  std::int64_t uid = 0;
  std::string hotkey;
};

/// Which model a miner stands for, since which block.
struct Commitment {
  std::string hotkey, model, revision;
  std::int64_t block = 0;
};

using Weights = std::vector<std::pair<std::int64_t, std::uint16_t>>;  ///< uid, weight

/// Failures are Code::service when trying again later may help. One executor.
class Chain {
 public:
  virtual ~Chain() = default;
  [[nodiscard]] virtual base::Awaitable<base::Result<Block>> head() = 0;
  /// Returns when the head is at least `number`, or when a stop is requested.
  [[nodiscard]] virtual base::Awaitable<base::Status> wait_for(std::int64_t number,
                                                               std::stop_token stop) = 0;
  [[nodiscard]] virtual base::Awaitable<base::Result<std::vector<Neuron>>> metagraph() = 0;
  [[nodiscard]] virtual base::Awaitable<base::Result<std::vector<Commitment>>> commitments() = 0;
  /// Submits and waits until the chain shows exactly these weights; the block that holds them.
  [[nodiscard]] virtual base::Awaitable<base::Result<std::int64_t>> set_weights(
      Weights weights) = 0;
  /// Whether money is at stake: simulated miners and fixed seeds are refused.
  [[nodiscard]] virtual bool is_real() const noexcept = 0;
};

}  // namespace af::chain
