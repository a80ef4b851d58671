// SPDX-License-Identifier: MIT
#include "chain/local/ledger.h"

#include <algorithm>

#include "base/hash.h"
#include "base/json.h"
#include "sqlite/schema.h"

namespace af::chain::local {
namespace {

using base::Result;
using base::Status;

constexpr std::int32_t application_id = 0x6166666C;  // "affl"

const sqlite::Schema& schema() {
  static const sqlite::Schema schema{application_id, {R"sql(
CREATE TABLE ledger (genesis_ms INTEGER NOT NULL, height INTEGER NOT NULL);
CREATE TABLE neuron (uid INTEGER PRIMARY KEY, hotkey TEXT NOT NULL UNIQUE);
CREATE TABLE commitment (
  hotkey TEXT PRIMARY KEY, model TEXT NOT NULL, revision TEXT NOT NULL, block INTEGER NOT NULL
);
CREATE TABLE weights (id INTEGER PRIMARY KEY, block INTEGER NOT NULL, weights TEXT NOT NULL);
)sql"}};
  return schema;
}

Result<sqlite::Database> open_to_read(const std::filesystem::path& file) {
  auto database = sqlite::Database::open_read_only(file);
  if (!database) {
    auto error = database.error();
    if (error.code == base::Code::not_found) error.message += "; `af validate` creates the ledger";
    return error;
  }
  if (const auto version = sqlite::version_of(*database, schema()); !version)
    return version.error();
  return database;
}

/// Removes the neurons that are not in the list.
Status keep_only(sqlite::Database& database, const std::vector<Miner>& miners) {
  base::Json hotkeys = base::Json::array();
  for (const auto& miner : miners) hotkeys.push_back(miner.commitment.hotkey);
  const std::string list = base::dump(hotkeys);
  auto statement =
      database.prepare("DELETE FROM neuron WHERE hotkey NOT IN (SELECT value FROM json_each(?1))");
  if (!statement) return statement.error();
  return statement->bind(1, list).run();
}

Status enrol(sqlite::Database& database, const Miner& miner) {
  const Commitment& c = miner.commitment;
  auto neuron = database.prepare("INSERT OR REPLACE INTO neuron (uid, hotkey) VALUES (?1, ?2)");
  if (!neuron) return neuron.error();
  if (auto status = neuron->bind(1, miner.uid).bind(2, c.hotkey).run(); !status) return status;
  auto commitment = database.prepare(
      "INSERT OR REPLACE INTO commitment (hotkey, model, revision, block) VALUES (?1, ?2, ?3, ?4)");
  if (!commitment) return commitment.error();
  commitment->bind(1, c.hotkey).bind(2, c.model).bind(3, c.revision).bind(4, c.block);
  return commitment->run();
}

Status fill(sqlite::Database& database, const std::vector<Miner>& miners, std::int64_t now_ms) {
  auto genesis =
      database.prepare("INSERT INTO ledger SELECT ?1, 0 WHERE NOT EXISTS (SELECT 1 FROM ledger)");
  if (!genesis) return genesis.error();
  if (auto status = genesis->bind(1, now_ms).run(); !status) return status;
  if (auto status = keep_only(database, miners); !status) return status;
  for (const auto& miner : miners) {
    if (auto status = enrol(database, miner); !status) return status;
  }
  return base::Done{};
}

}  // namespace

Status seed(const std::filesystem::path& file, const std::vector<Miner>& miners,
            const base::Clock& clock) {
  auto database = sqlite::open_or_create(file, schema());
  if (!database) return database.error();
  if (auto status = database->run("BEGIN IMMEDIATE"); !status) return status;
  auto seeded = fill(*database, miners, clock.unix_ms());
  if (seeded) seeded = database->run("COMMIT");
  if (!seeded) {
    [[maybe_unused]] const auto undone = database->run("ROLLBACK");
  }
  return seeded;
}

Result<std::unique_ptr<Chain>> Ledger::open(const ChainOptions& options,
                                            std::shared_ptr<base::Clock> clock) {
  auto database = open_to_read(options.file);
  if (!database) return database.error();
  return std::unique_ptr<Chain>(new Ledger(options, std::move(clock), std::move(*database)));
}

Result<sqlite::Statement> Ledger::query(const char* sql) {
  if (database_.is_stale()) {
    auto database = open_to_read(options_.file);
    if (!database) return database.error();
    database_ = std::move(*database);
  }
  return database_.prepare(sql);
}

Result<sqlite::Statement> Ledger::change(const char* sql) {
  if (!writable_) {
    auto database = sqlite::open_or_create(options_.file, schema());
    if (!database) return database.error();
    database_ = std::move(*database);
    writable_ = true;
  }
  return database_.prepare(sql);
}

Result<std::int64_t> Ledger::height() {
  auto statement = query("SELECT genesis_ms, height FROM ledger");
  if (!statement) return statement.error();
  const auto row = statement->next();
  if (!row) return row.error();
  if (!*row) {
    return base::Error{base::Code::failed,
                       options_.file.string() + ": the ledger has no beginning"};
  }
  if (options_.steps) return statement->integer(1);
  const std::int64_t passed = clock_->unix_ms() - statement->integer(0);
  return std::max<std::int64_t>(0, passed / options_.block_time.count());
}

Status Ledger::set_height(std::int64_t number) {
  auto statement = change("UPDATE ledger SET height = max(height, ?1)");
  if (!statement) return statement.error();
  return statement->bind(1, number).run();
}

base::Awaitable<Result<Block>> Ledger::head() {
  const auto number = height();
  if (!number) co_return number.error();
  const auto hash = base::hash({"af/local-block/1", std::to_string(*number)});
  co_return Block{*number, base::hex(hash)};
}

base::Awaitable<Status> Ledger::wait_for(std::int64_t number, std::stop_token stop) {
  if (options_.steps) co_return set_height(number);
  while (!stop.stop_requested()) {
    const auto now = height();
    if (!now) co_return now.error();
    if (*now >= number) break;
    constexpr std::chrono::milliseconds poll{200};
    co_await clock_->sleep_for(std::min(options_.block_time, poll), stop);
  }
  co_return base::Done{};
}

base::Awaitable<Result<std::vector<Neuron>>> Ledger::metagraph() {
  auto statement = query("SELECT uid, hotkey FROM neuron ORDER BY uid");
  if (!statement) co_return statement.error();
  std::vector<Neuron> neurons;
  for (;;) {
    const auto more = statement->next();
    if (!more) co_return more.error();
    if (!*more) co_return neurons;
    neurons.push_back({statement->integer(0), statement->text(1)});
  }
}

base::Awaitable<Result<std::vector<Commitment>>> Ledger::commitments() {
  auto statement = query("SELECT hotkey, model, revision, block FROM commitment ORDER BY hotkey");
  if (!statement) co_return statement.error();
  std::vector<Commitment> commitments;
  for (;;) {
    const auto more = statement->next();
    if (!more) co_return more.error();
    if (!*more) co_return commitments;
    commitments.push_back(
        {statement->text(0), statement->text(1), statement->text(2), statement->integer(3)});
  }
}

base::Awaitable<Result<Receipt>> Ledger::submit(Weights weights) {
  const auto now = height();
  if (!now) co_return now.error();
  Receipt receipt;
  receipt.block = *now;
  receipt.bytes = base::dump(base::Json(weights));
  const std::int64_t next = *now + 1;
  if (options_.steps) {
    if (auto status = set_height(next); !status) co_return status.error();
  }
  auto insert = change("INSERT INTO weights (block, weights) VALUES (?1, ?2)");
  if (!insert) co_return insert.error();
  const auto status = insert->bind(1, next).bind(2, receipt.bytes).run();
  if (!status) co_return status.error();
  receipt.nonce = database_.last_id();
  receipt.hash =
      base::hex(base::hash({"af/local-weights/1", std::to_string(receipt.nonce), receipt.bytes}));
  co_return receipt;
}

base::Awaitable<Result<Confirmation>> Ledger::confirm(Receipt receipt) {
  auto read = query("SELECT block, weights FROM weights WHERE id = ?1");
  if (!read) co_return read.error();
  const auto row = read->bind(1, receipt.nonce).next();
  if (!row) co_return row.error();
  if (!*row || read->text(1) != receipt.bytes) co_return Confirmation{Confirmation::State::lost, 0};
  co_return Confirmation{Confirmation::State::confirmed, read->integer(0)};
}

}  // namespace af::chain::local

namespace af::chain {

base::Result<std::unique_ptr<Chain>> open_local(const ChainOptions& options,
                                                std::shared_ptr<base::Clock> clock) {
  return local::Ledger::open(options, std::move(clock));
}

}  // namespace af::chain
