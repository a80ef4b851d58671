/// The system of record: one SQLite file, one writer thread with group commit, readers beside it.
///
/// A write is acknowledged after the commit that holds it has been synchronised to disk. When the
/// disk is full the writer keeps what it has, says so, and goes on when there is room; nothing that
/// was acknowledged is lost, and nothing is half-written.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "base/async.h"
#include "base/log.h"
#include "base/result.h"
#include "sqlite/database.h"
#include "store/rows.h"

namespace af::store {

/// Reads; safe beside a writer in this or another process. One thread at a time.
class Reader {
 public:
  /// Code::not_found when there is no such file.
  [[nodiscard]] static base::Result<Reader> open(const std::filesystem::path& file);

  [[nodiscard]] base::Result<std::vector<Window>> windows();
  /// The newest window, or nothing.
  [[nodiscard]] base::Result<std::optional<Window>> last_window();
  /// Calls `take` for each rollout of a window, by environment, task and hotkey. Conversation and
  /// replies, by far the largest part of a record, are read only if asked for.
  enum class Texts { with, without };
  [[nodiscard]] base::Status rollouts(std::int64_t window, Texts texts,
                                      const std::function<void(const Rollout&)>& take);
  /// How many rollouts of a window are in each state.
  [[nodiscard]] base::Result<std::map<State, std::int64_t>> counts(std::int64_t window);
  [[nodiscard]] base::Result<std::optional<Rollout>> rollout(std::int64_t id);
  [[nodiscard]] base::Result<std::vector<Score>> scores(std::int64_t window);
  [[nodiscard]] base::Result<std::vector<Weight>> weights(std::int64_t window);
  [[nodiscard]] base::Result<std::optional<Decision>> decision(std::int64_t window);

 private:
  explicit Reader(sqlite::Database database) : database_(std::move(database)) {}
  sqlite::Database database_;
};

class Store {
 public:
  /// Opens or creates, migrates, and locks the file against a second validator.
  [[nodiscard]] static base::Result<std::unique_ptr<Store>> open(const std::filesystem::path& file,
                                                                 base::Log log);
  /// Writes what is queued, if the disk lets it, and joins the thread.
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  /// Durable when the coroutine goes on. A rollout that is there already (same window, environment,
  /// task and hotkey) is left as it is.
  [[nodiscard]] base::Awaitable<base::Status> append(Rollout rollout);
  [[nodiscard]] base::Awaitable<base::Status> open_window(Window window);
  /// Closes a window and records what followed from it, all or nothing.
  [[nodiscard]] base::Awaitable<base::Status> close_window(Window window, std::vector<Score> scores,
                                                           std::vector<Weight> weights,
                                                           Decision decision);
  [[nodiscard]] base::Awaitable<base::Status> mark_submitted(std::int64_t window,
                                                             std::int64_t block);

 private:
  using Apply = std::function<base::Status(Store&)>;
  struct Write {
    Apply apply;
    std::function<void(base::Status)> done;
  };

  Store(sqlite::Database database, int lock, base::Log log);
  [[nodiscard]] base::Awaitable<base::Status> enqueue(Apply apply);
  void run();
  [[nodiscard]] base::Status commit(std::deque<Write>& batch, std::vector<base::Status>& results);
  [[nodiscard]] base::Status all_or_nothing(const std::function<base::Status()>& write);
  [[nodiscard]] base::Status insert(const Rollout& rollout);
  [[nodiscard]] base::Status insert(const Window& window);
  [[nodiscard]] base::Status finish(const Window& window, const std::vector<Score>& scores,
                                    const std::vector<Weight>& weights, const Decision& decision);

  sqlite::Database database_;
  int lock_;
  base::Log log_;
  std::optional<sqlite::Statement> insert_rollout_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Write> queue_;  // guarded
  bool stop_ = false;        // guarded
  std::thread thread_;
};

}  // namespace af::store
