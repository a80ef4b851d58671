#include "store/store.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>

#include "store/schema.h"

namespace af::store {
namespace {

using base::Done;
using base::Status;

/// Most writes of one commit; the rest waits for the next.
constexpr std::size_t max_batch = 2000;
constexpr std::chrono::milliseconds retry_pause{500};

constexpr const char* insert_rollout_sql =
    "INSERT INTO rollout (window, environment, generator_version, task, level, seed, task_digest, "
    "uid, "
    "hotkey, model, revision, reported_model, request_id, attempts, conversation, replies, state, "
    "score, "
    "extraction, cause, detail, metrics, prompt_tokens, completion_tokens, reasoning_tokens, "
    "first_byte_us, total_us, ended_ms, sandbox, digest) VALUES "
    "(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,"
    "?,?,?,?,?) ON CONFLICT (window, environment, task, hotkey) DO NOTHING";

}  // namespace

base::Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path& file, base::Log log) {
  const std::string lock_name = file.string() + ".lock";
  const int lock = ::open(lock_name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) {
    return base::Error{
        base::Code::io,
        lock_name + ": cannot be created; check that the folder exists and may be written"};
  }
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    ::close(lock);
    return base::Error{base::Code::usage, file.string() + ": another af writes to this database"};
  }
  // It holds the secrets of open windows, and SQLite gives its side files the mode of the file
  // itself. A file that is there already may be somebody else's, and is left as it is.
  const int created = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (created >= 0) ::close(created);
  auto database = sqlite::Database::open(file, sqlite::Database::Mode::create);
  Status status = database ? sqlite::migrate(*database, application_id, migrations())
                           : Status(database.error());
  if (!status) {
    ::close(lock);
    return status.error();
  }
  ::chmod(file.c_str(), 0600);
  return std::unique_ptr<Store>(new Store(std::move(*database), lock, std::move(log)));
}

Store::Store(sqlite::Database database, int lock, base::Log log)
    : database_(std::move(database)),
      lock_(lock),
      log_(std::move(log)),
      thread_([this] { run(); }) {}

Store::~Store() {
  {
    const std::lock_guard guard(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
  thread_.join();
  ::close(lock_);
}

base::Awaitable<Status> Store::enqueue(Apply apply) {
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

base::Awaitable<Status> Store::append(Rollout rollout) {
  return enqueue([rollout = std::move(rollout)](Store& store) mutable {
    rollout.digest = digest_of(rollout);
    return store.insert(rollout);
  });
}

base::Awaitable<Status> Store::open_window(Window window) {
  return enqueue([window = std::move(window)](Store& store) {
    return store.all_or_nothing([&] { return store.insert(window); });
  });
}

base::Awaitable<Status> Store::close_window(Window window, std::vector<Score> scores,
                                            std::vector<Weight> weights, Decision decision) {
  return enqueue([window = std::move(window), scores = std::move(scores),
                  weights = std::move(weights), decision = std::move(decision)](Store& store) {
    return store.all_or_nothing([&] { return store.finish(window, scores, weights, decision); });
  });
}

base::Awaitable<Status> Store::mark_submitted(std::int64_t window, std::int64_t block) {
  return enqueue([window, block](Store& store) -> Status {
    auto statement = store.database_.prepare(
        "UPDATE decision SET submitted = 1, submitted_block = ?2 WHERE window = ?1");
    if (!statement) return statement.error();
    return statement->bind(1, window).bind(2, block).run();
  });
}

void Store::run() {
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
Status Store::commit(std::deque<Write>& batch, std::vector<Status>& results) {
  results.clear();
  const auto give_up = [this](const Status& status) {
    [[maybe_unused]] const auto undone = database_.run("ROLLBACK");
    return status;
  };
  if (auto status = database_.run("BEGIN IMMEDIATE"); !status) return status;
  for (auto& write : batch) {
    Status status = write.apply(*this);
    if (!status && status.error().cause == AF_CAUSE_DISK) return give_up(status);
    results.push_back(std::move(status));
  }
  if (auto status = database_.run("COMMIT"); !status) return give_up(status);
  return Done{};
}

Status Store::all_or_nothing(const std::function<Status()>& write) {
  if (auto status = database_.run("SAVEPOINT one"); !status) return status;
  Status written = write();
  if (!written && written.error().cause == AF_CAUSE_DISK) return written;  // the whole batch goes
  if (!written) {
    if (auto undone = database_.run("ROLLBACK TO one"); !undone) return undone;
  }
  if (auto released = database_.run("RELEASE one"); !released) return released;
  return written;
}

Status Store::insert(const Rollout& r) {
  if (!insert_rollout_) {
    auto statement = database_.prepare(insert_rollout_sql);
    if (!statement) return statement.error();
    insert_rollout_ = std::move(*statement);
  }
  sqlite::Statement& s = *insert_rollout_;
  int column = 0;
  const auto add = [&](auto... values) { (s.bind(++column, values), ...); };
  const auto text = [](const std::string& value) { return std::string_view(value); };
  add(r.window, text(r.environment), r.generator_version, r.task, r.level, text(r.seed));
  add(text(r.task_digest), r.uid, text(r.hotkey), text(r.model), text(r.revision));
  add(text(r.reported_model), text(r.request_id), r.attempts, text(r.conversation));
  add(text(r.replies), name_of(r.state));
  if (r.state == State::scored) {
    add(r.score);
  } else {
    s.bind_null(++column);
  }
  add(r.extraction, base::name_of(r.cause), text(r.detail), text(r.metrics), r.prompt_tokens);
  add(r.completion_tokens, r.reasoning_tokens, r.first_byte_us, r.total_us, r.ended_ms);
  add(text(r.sandbox), text(r.digest));
  return s.run();
}

Status Store::insert(const Window& w) {
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

Status Store::finish(const Window& w, const std::vector<Score>& scores,
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

}  // namespace af::store
