// SPDX-License-Identifier: MIT
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

/// One block of the chain.
struct Block {
  std::int64_t number = 0;
  std::string hash;  ///< hex
};

/// A registered account.
struct Neuron {
  std::int64_t uid = 0;
  std::string hotkey;
};

/// The model that a miner committed to, and in which block.
struct Commitment {
  std::string hotkey, model, revision;
  std::int64_t block = 0;
};

using Weights = std::vector<std::pair<std::int64_t, std::uint16_t>>;  ///< uid, weight

/// What is known of weights that were handed to a chain. A value that can be stored, so that
/// another run of the program can ask `confirm` about it.
struct Receipt {
  std::string bytes;             ///< what was sent
  std::string hash;              ///< hex, of `bytes`
  std::int64_t nonce = 0;        ///< orders this account's transactions
  std::int64_t block = 0;        ///< the head when it was sent
  std::int64_t valid_until = 0;  ///< last block that can include it; 0: no limit
};

/// What the chain shows of submitted weights.
struct Confirmation {
  /// How far the weights have come.
  enum class State {
    pending,    ///< not readable yet: ask again later
    confirmed,  ///< the chain shows exactly these weights
    lost,       ///< the chain will not show them: submit again
  };
  State state = State::pending;
  std::int64_t block = 0;  ///< the block that holds them, once confirmed
};

/// Failures are Code::service when trying again later may help. One executor.
class Chain {
 public:
  virtual ~Chain() = default;
  /// The newest block.
  [[nodiscard]] virtual base::Awaitable<base::Result<Block>> head() = 0;
  /// Returns when the head is at least `number`, or when a stop is requested.
  [[nodiscard]] virtual base::Awaitable<base::Status> wait_for(std::int64_t number,
                                                               std::stop_token stop) = 0;
  /// Who is registered, by uid.
  [[nodiscard]] virtual base::Awaitable<base::Result<std::vector<Neuron>>> metagraph() = 0;
  /// The newest commitment of each hotkey, by hotkey.
  [[nodiscard]] virtual base::Awaitable<base::Result<std::vector<Commitment>>> commitments() = 0;
  /// Signs and sends weights; returns before the chain shows them.
  [[nodiscard]] virtual base::Awaitable<base::Result<Receipt>> submit(Weights weights) = 0;
  /// Looks once what became of submitted weights; does not wait.
  [[nodiscard]] virtual base::Awaitable<base::Result<Confirmation>> confirm(Receipt receipt) = 0;
  /// Whether money is at stake: simulated miners and fixed seeds are refused.
  [[nodiscard]] virtual bool is_real() const noexcept = 0;
};

}  // namespace af::chain
