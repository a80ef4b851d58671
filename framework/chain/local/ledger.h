// SPDX-License-Identifier: MIT
/// A chain on one machine: a ledger in SQLite with blocks by the clock, registered miners,
/// commitments and a history of weights. For development, CI and demonstrations.
#pragma once

#include <memory>
#include <optional>

#include "base/clock.h"
#include "chain/open.h"
#include "sqlite/database.h"

namespace af::chain::local {

/// A miner as the ledger knows it. The commitment's hotkey is the neuron's.
struct Miner {
  std::int64_t uid = 0;
  Commitment commitment;
};

/// Creates the ledger if there is none, which then begins at block 0 now, and makes its neurons and
/// commitments those of `miners`. Code::usage when the file is of another kind.
[[nodiscard]] base::Status seed(const std::filesystem::path& file, const std::vector<Miner>& miners,
                                const base::Clock& clock);

/// Reads through a read-only connection until something has to be written.
class Ledger : public Chain {
 public:
  /// Code::not_found when there is no ledger.
  [[nodiscard]] static base::Result<std::unique_ptr<Chain>> open(
      const ChainOptions& options, std::shared_ptr<base::Clock> clock);

  base::Awaitable<base::Result<Block>> head() override;
  base::Awaitable<base::Status> wait_for(std::int64_t number, std::stop_token stop) override;
  base::Awaitable<base::Result<std::vector<Neuron>>> metagraph() override;
  base::Awaitable<base::Result<std::vector<Commitment>>> commitments() override;
  /// The weights are part of the next block, and readable at once.
  base::Awaitable<base::Result<Receipt>> submit(Weights weights) override;
  base::Awaitable<base::Result<Confirmation>> confirm(Receipt receipt) override;
  bool is_real() const noexcept override { return false; }

 private:
  Ledger(ChainOptions options, std::shared_ptr<base::Clock> clock, sqlite::Database database)
      : options_(std::move(options)), clock_(std::move(clock)), database_(std::move(database)) {}

  [[nodiscard]] base::Result<sqlite::Statement> query(const char* sql);
  [[nodiscard]] base::Result<sqlite::Statement> change(const char* sql);
  [[nodiscard]] base::Result<std::int64_t> height();
  [[nodiscard]] base::Status set_height(std::int64_t number);

  ChainOptions options_;
  std::shared_ptr<base::Clock> clock_;
  sqlite::Database database_;
  bool writable_ = false;
};

}  // namespace af::chain::local
