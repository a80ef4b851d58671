#include "chain/local/ledger.h"

#include <algorithm>

#include "base/hash.h"
#include "base/json.h"

namespace af::chain::local {
namespace {

using base::Result;
using base::Status;

constexpr std::int32_t application_id = 0x6166666C;  // "affl"

const std::vector<const char*>& migrations() {
  static const std::vector<const char*> scripts = {R"sql(
CREATE TABLE ledger (genesis_ms INTEGER NOT NULL, height INTEGER NOT NULL);
INSERT INTO ledger VALUES (CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER), 0);
CREATE TABLE neuron (uid INTEGER PRIMARY KEY, hotkey TEXT NOT NULL UNIQUE);
CREATE TABLE commitment (
  hotkey TEXT PRIMARY KEY, model TEXT NOT NULL, revision TEXT NOT NULL, block INTEGER NOT NULL
);
CREATE TABLE weights (id INTEGER PRIMARY KEY, block INTEGER NOT NULL, weights TEXT NOT NULL);
)sql"};
  return scripts;
}

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace

Result<std::unique_ptr<Ledger>> Ledger::open(Options options) {
  auto database = sqlite::Database::open(options.file, sqlite::Database::Mode::create);
  if (!database) return database.error();
  if (auto status = sqlite::migrate(*database, application_id, migrations()); !status)
    return status.error();
  return std::unique_ptr<Ledger>(new Ledger(std::move(options), std::move(*database)));
}

Result<std::int64_t> Ledger::height() {
  auto statement = database_.prepare("SELECT genesis_ms, height FROM ledger");
  if (!statement) return statement.error();
  if (auto row = statement->next(); !row) return row.error();
  if (options_.steps) return statement->integer(1);
  return std::max<std::int64_t>(0,
                                (now_ms() - statement->integer(0)) / options_.block_time.count());
}

Status Ledger::set_height(std::int64_t number) {
  auto statement = database_.prepare("UPDATE ledger SET height = max(height, ?1)");
  if (!statement) return statement.error();
  return statement->bind(1, number).run();
}

Status Ledger::enrol(const Neuron& neuron) {
  auto statement = database_.prepare("INSERT OR REPLACE INTO neuron (uid, hotkey) VALUES (?1, ?2)");
  if (!statement) return statement.error();
  return statement->bind(1, neuron.uid).bind(2, neuron.hotkey).run();
}

Status Ledger::commit(const Commitment& commitment) {
  auto statement = database_.prepare(
      "INSERT OR REPLACE INTO commitment (hotkey, model, revision, block) VALUES (?1, ?2, ?3, ?4)");
  if (!statement) return statement.error();
  statement->bind(1, commitment.hotkey).bind(2, commitment.model).bind(3, commitment.revision);
  return statement->bind(4, commitment.block).run();
}

Status Ledger::keep_only(const std::vector<Neuron>& neurons) {
  base::Json hotkeys = base::Json::array();
  for (const auto& neuron : neurons) hotkeys.push_back(neuron.hotkey);
  const std::string list = base::dump(hotkeys);
  auto statement =
      database_.prepare("DELETE FROM neuron WHERE hotkey NOT IN (SELECT value FROM json_each(?1))");
  if (!statement) return statement.error();
  return statement->bind(1, list).run();
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
    co_await base::sleep_for(std::min(options_.block_time, poll));
  }
  co_return base::Done{};
}

base::Awaitable<Result<std::vector<Neuron>>> Ledger::metagraph() {
  auto statement = database_.prepare("SELECT uid, hotkey FROM neuron ORDER BY uid");
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
  auto statement =
      database_.prepare("SELECT hotkey, model, revision, block FROM commitment ORDER BY hotkey");
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

base::Awaitable<Result<std::int64_t>> Ledger::set_weights(Weights weights) {
  const auto now = height();
  if (!now) co_return now.error();
  const std::int64_t block = *now + 1;  // a transaction is part of the next block
  if (options_.steps) {
    if (auto status = set_height(block); !status) co_return status.error();
  }
  const std::string text = base::dump(base::Json(weights));
  auto insert = database_.prepare("INSERT INTO weights (block, weights) VALUES (?1, ?2)");
  if (!insert) co_return insert.error();
  if (auto status = insert->bind(1, block).bind(2, text).run(); !status) co_return status.error();
  auto read = database_.prepare("SELECT weights FROM weights ORDER BY id DESC LIMIT 1");
  if (!read) co_return read.error();
  if (auto row = read->next(); !row) co_return row.error();
  if (read->text(0) != text) {
    co_return base::Error{base::Code::service,
                          "the ledger does not show the weights that were set"};
  }
  co_return block;
}

}  // namespace af::chain::local
