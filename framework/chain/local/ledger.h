/// A chain on one machine: a ledger in SQLite with blocks by the clock, registered miners,
/// commitments and a history of weights. For development, CI and demonstrations.
#pragma once

#include <chrono>
#include <filesystem>

#include "chain/chain.h"
#include "sqlite/database.h"

namespace af::chain::local {

struct Options {
  std::filesystem::path file;
  /// Blocks pass by the wall clock, or (for runs that can be repeated) when somebody waits for one.
  bool steps = false;
  std::chrono::milliseconds block_time{12'000};
};

class Ledger : public Chain {
 public:
  /// Opens or creates. A new ledger begins at block 0 now.
  [[nodiscard]] static base::Result<std::unique_ptr<Ledger>> open(Options options);

  /// Puts a neuron on the subnet, replacing who had the uid.
  [[nodiscard]] base::Status enrol(const Neuron& neuron);
  /// Records a commitment, unless the same one is there already.
  [[nodiscard]] base::Status commit(const Commitment& commitment);
  /// Removes neurons that are not in the list.
  [[nodiscard]] base::Status keep_only(const std::vector<Neuron>& neurons);

  base::Awaitable<base::Result<Block>> head() override;
  base::Awaitable<base::Status> wait_for(std::int64_t number, std::stop_token stop) override;
  base::Awaitable<base::Result<std::vector<Neuron>>> metagraph() override;
  base::Awaitable<base::Result<std::vector<Commitment>>> commitments() override;
  base::Awaitable<base::Result<std::int64_t>> set_weights(Weights weights) override;
  bool is_real() const noexcept override { return false; }

 private:
  Ledger(Options options, sqlite::Database database)
      : options_(std::move(options)), database_(std::move(database)) {}
  [[nodiscard]] base::Result<std::int64_t> height();
  [[nodiscard]] base::Status set_height(std::int64_t number);

  Options options_;
  sqlite::Database database_;
};

}  // namespace af::chain::local
