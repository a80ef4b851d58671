// SPDX-License-Identifier: MIT
#include "store/sqlite_store.h"

#include <sys/stat.h>

#include <chrono>

#include "store/columns.h"
#include "store/open.h"
#include "store/schema.h"

namespace af::store {
namespace {

using base::Done;
using base::Status;

/// Most writes of one commit; the rest waits for the next.
constexpr std::size_t max_batch = 2000;
constexpr std::chrono::milliseconds retry_pause{500};

}  // namespace

base::Result<std::unique_ptr<Store>> SqliteStore::open(const std::filesystem::path& file,
                                                       base::Log log) {
  if (auto status = sqlite::check_owner(file, schema()); !status) return status.error();
  auto lock = FileLock::take(file);
  if (!lock) return lock.error();
  auto database = sqlite::open_or_create(lock->file(), schema());
  if (!database) return database.error();
  ::chmod(lock->file().c_str(), 0600);
  return std::unique_ptr<Store>(
      new SqliteStore(std::move(*lock), std::move(*database), std::move(log)));
}

base::Result<std::unique_ptr<Store>> open_store(const std::filesystem::path& file, base::Log log) {
  return SqliteStore::open(file, std::move(log));
}

SqliteStore::SqliteStore(FileLock lock, sqlite::Database database, base::Log log)
    : lock_(std::move(lock)),
      database_(std::move(database)),
      log_(std::move(log)),
      thread_([this] { run(); }) {}

SqliteStore::~SqliteStore() {
  {
    const std::lock_guard guard(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

base::Awaitable<Status> SqliteStore::enqueue(Apply apply) {
  return base::await_callback<Status>([this, apply = std::move(apply)](auto done) mutable {
    bool first = false;
    {
      const std::lock_guard guard(mutex_);
      first = queue_.empty();
      queue_.push_back({std::move(apply), std::move(done)});
    }
    if (first) wake_.notify_one();
  });
}

base::Awaitable<Status> SqliteStore::append(Rollout rollout) {
  return enqueue([this, rollout = std::move(rollout)]() mutable {
    rollout.digest = digest_of(rollout);
    return insert(rollout);
  });
}

base::Awaitable<Status> SqliteStore::open_window(Window window) {
  return enqueue([this, window = std::move(window)] {
    return all_or_nothing([&] { return insert(window); });
  });
}

base::Awaitable<Status> SqliteStore::close_window(Window window, std::vector<Score> scores,
                                                  std::vector<Weight> weights, Decision decision) {
  return enqueue([this, window = std::move(window), scores = std::move(scores),
                  weights = std::move(weights), decision = std::move(decision)] {
    return all_or_nothing([&] { return finish(window, scores, weights, decision); });
  });
}

base::Awaitable<base::Result<Submission>> SqliteStore::plan_submission(std::int64_t window,
                                                                       std::int64_t now_ms) {
  Submission submission;
  submission.window = window;
  submission.created_ms = submission.updated_ms = now_ms;
  Apply apply = [this, &submission] { return insert(submission); };
  const auto status = co_await enqueue(std::move(apply));
  if (!status) co_return status.error();
  co_return submission;
}

base::Awaitable<Status> SqliteStore::advance(Submission submission) {
  return enqueue([this, submission = std::move(submission)] { return update(submission); });
}

void SqliteStore::run() {
  std::unique_lock guard(mutex_);
  for (;;) {
    wake_.wait(guard, [this] { return stop_ || !queue_.empty(); });
    if (queue_.empty()) return;
    std::deque<Write> batch;
    while (!queue_.empty() && batch.size() < max_batch) {
      batch.push_back(std::move(queue_.front()));
      queue_.pop_front();
    }
    guard.unlock();
    std::vector<Status> results;
    Status committed = commit(batch, results);
    for (bool warned = false; !committed; committed = commit(batch, results)) {
      if (!warned) log_->error("cannot write results, trying again: {}", committed.error().message);
      warned = true;
      std::unique_lock wait(mutex_);
      if (wake_.wait_for(wait, retry_pause, [this] { return stop_; })) break;
    }
    for (std::size_t i = 0; i < batch.size(); ++i) {
      batch[i].done(committed ? results[i] : Status(committed.error()));
    }
    guard.lock();
  }
}

/// One transaction for the whole batch. Fails as a whole on trouble with the disk; a write that is
/// wrong in itself fails alone: SQLite undoes a failed statement, and `all_or_nothing` a write of
/// several.
Status SqliteStore::commit(std::deque<Write>& batch, std::vector<Status>& results) {
  results.clear();
  const auto give_up = [this](const Status& status) {
    [[maybe_unused]] const auto undone = database_.run("ROLLBACK");
    return status;
  };
  if (auto status = database_.run("BEGIN IMMEDIATE"); !status) return status;
  for (auto& write : batch) {
    Status status = write.apply();
    if (!status && status.error().cause == AF_CAUSE_DISK) return give_up(status);
    results.push_back(std::move(status));
  }
  if (auto status = database_.run("COMMIT"); !status) return give_up(status);
  return Done{};
}

Status SqliteStore::all_or_nothing(const std::function<Status()>& write) {
  if (auto status = database_.run("SAVEPOINT one"); !status) return status;
  Status written = write();
  if (!written && written.error().cause == AF_CAUSE_DISK) return written;  // the whole batch goes
  if (!written) {
    if (auto undone = database_.run("ROLLBACK TO one"); !undone) return undone;
  }
  if (auto released = database_.run("RELEASE one"); !released) return released;
  return written;
}

Status SqliteStore::insert(const Rollout& rollout) {
  if (!insert_rollout_) {
    auto statement = database_.prepare(insert_rollout_sql());
    if (!statement) return statement.error();
    insert_rollout_ = std::move(*statement);
  }
  bind_rollout(*insert_rollout_, rollout);
  return insert_rollout_->run();
}

Status SqliteStore::insert(const Window& w) {
  auto statement = database_.prepare(
      "INSERT INTO window (number, opened_block, block_hash, secret_hash, plan) VALUES "
      "(?,?,?,?,?)");
  if (!statement) return statement.error();
  statement->bind(1, w.number).bind(2, w.opened_block).bind(3, w.block_hash).bind(4, w.secret_hash);
  if (auto status = statement->bind(5, w.plan).run(); !status) return status;
  auto secret = database_.prepare("INSERT INTO secret (window, secret) VALUES (?,?)");
  if (!secret) return secret.error();
  return secret->bind(1, w.number).bind(2, w.secret).run();
}

Status SqliteStore::finish(const Window& w, const std::vector<Score>& scores,
                           const std::vector<Weight>& weights, const Decision& d) {
  auto close = database_.prepare(
      "UPDATE window SET closed = 1, closed_block = ?2, rows_digest = ?3 WHERE number = ?1");
  if (!close) return close.error();
  auto status = close->bind(1, w.number).bind(2, w.closed_block).bind(3, w.rows_digest).run();
  if (!status) return status;
  auto score = database_.prepare("INSERT INTO score VALUES (?,?,?,?,?,?,?,?,?,?,?)");
  if (!score) return score.error();
  for (const auto& s : scores) {
    score->bind(1, s.window).bind(2, s.uid).bind(3, s.hotkey).bind(4, s.commit_block);
    score->bind(5, s.environment).bind(6, s.average).bind(7, s.total_samples).bind(8, s.rank);
    score->bind(9, s.mean).bind(10, s.standard_error).bind(11, s.samples);
    if (status = score->run(); !status) return status;
  }
  auto weight =
      database_.prepare("INSERT INTO weight (window, uid, hotkey, weight) VALUES (?,?,?,?)");
  if (!weight) return weight.error();
  for (const auto& item : weights) {
    weight->bind(1, item.window).bind(2, item.uid).bind(3, item.hotkey).bind(4, item.weight);
    if (status = weight->run(); !status) return status;
  }
  auto decision = database_.prepare("INSERT INTO decision (window, rule, report) VALUES (?,?,?)");
  if (!decision) return decision.error();
  return decision->bind(1, d.window).bind(2, d.rule).bind(3, d.report).run();
}

Status SqliteStore::insert(Submission& s) {
  auto live =
      database_.prepare("SELECT count(*) FROM submission WHERE window = ?1 AND state <> 'failed'");
  if (!live) return live.error();
  if (auto row = live->bind(1, s.window).next(); !row) return row.error();
  if (live->integer(0) != 0) {
    return base::Error{base::Code::failed, "window " + std::to_string(s.window) +
                                               " has a submission that has not failed"};
  }
  auto insert = database_.prepare(
      "INSERT INTO submission (window, state, created_ms, updated_ms) VALUES (?,?,?,?)");
  if (!insert) return insert.error();
  insert->bind(1, s.window).bind(2, name_of(s.state)).bind(3, s.created_ms).bind(4, s.updated_ms);
  if (auto status = insert->run(); !status) return status;
  s.id = database_.last_id();
  return Done{};
}

Status SqliteStore::update(const Submission& s) {
  auto read = database_.prepare("SELECT state FROM submission WHERE id = ?1 AND window = ?2");
  if (!read) return read.error();
  const auto row = read->bind(1, s.id).bind(2, s.window).next();
  if (!row) return row.error();
  const auto before = *row ? submission_state_named(read->text(0)) : std::nullopt;
  if (!before || !is_legal(*before, s.state)) {
    return base::Error{base::Code::failed,
                       "submission " + std::to_string(s.id) + ": '" +
                           std::string(name_of(s.state)) + "' may not follow '" +
                           (before ? std::string(name_of(*before)) : "nothing") + "'"};
  }
  auto write = database_.prepare(
      "UPDATE submission SET state = ?2, updated_ms = ?3, bytes = ?4, hash = ?5, nonce = ?6, "
      "valid_until = ?7, block = ?8, error = ?9 WHERE id = ?1");
  if (!write) return write.error();
  write->bind(1, s.id).bind(2, name_of(s.state)).bind(3, s.updated_ms).bind_blob(4, s.bytes);
  write->bind(5, s.hash).bind(6, s.nonce).bind(7, s.valid_until).bind(8, s.block).bind(9, s.error);
  return write->run();
}

}  // namespace af::store
