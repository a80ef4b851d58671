// SPDX-License-Identifier: MIT
/// The record in SQLite, for writing: one file, one writer thread with group commit.
///
/// A write is acknowledged after the commit that holds it has been synchronised to disk. When the
/// disk is full the writer keeps what it has, logs it once, and goes on when there is room; nothing
/// that was acknowledged is lost, and nothing is half-written.
#pragma once

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "base/log.h"
#include "sqlite/database.h"
#include "store/file_lock.h"
#include "store/store.h"

namespace af::store {

/// The record in a SQLite file, with one writer thread and group commit.
class SqliteStore : public Store {
 public:
  /// See `open_store`.
  [[nodiscard]] static base::Result<std::unique_ptr<Store>> open(const std::filesystem::path& file,
                                                                 base::Log log);
  /// Writes what is queued, if the disk lets it, and joins the thread.
  ~SqliteStore() override;
  SqliteStore(const SqliteStore&) = delete;
  SqliteStore& operator=(const SqliteStore&) = delete;

  base::Awaitable<base::Status> append(Rollout rollout) override;
  base::Awaitable<base::Status> open_window(Window window) override;
  base::Awaitable<base::Status> close_window(Window window, std::vector<Score> scores,
                                             std::vector<Weight> weights,
                                             Decision decision) override;
  base::Awaitable<base::Result<Submission>> plan_submission(std::int64_t window,
                                                            std::int64_t now_ms) override;
  base::Awaitable<base::Status> advance(Submission submission) override;

 private:
  using Apply = std::function<base::Status()>;
  struct Write {
    Apply apply;
    std::function<void(base::Status)> done;
  };

  SqliteStore(FileLock lock, sqlite::Database database, base::Log log);
  [[nodiscard]] base::Awaitable<base::Status> enqueue(Apply apply);
  void run();
  [[nodiscard]] base::Status commit(std::deque<Write>& batch, std::vector<base::Status>& results);
  [[nodiscard]] base::Status all_or_nothing(const std::function<base::Status()>& write);
  [[nodiscard]] base::Status insert(const Rollout& rollout);
  [[nodiscard]] base::Status insert(const Window& window);
  /// Sets the id.
  [[nodiscard]] base::Status insert(Submission& submission);
  [[nodiscard]] base::Status update(const Submission& submission);
  [[nodiscard]] base::Status finish(const Window& window, const std::vector<Score>& scores,
                                    const std::vector<Weight>& weights, const Decision& decision);

  FileLock lock_;  // released after the database is closed
  sqlite::Database database_;
  base::Log log_;
  std::optional<sqlite::Statement> insert_rollout_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Write> queue_;  // guarded
  bool stop_ = false;        // guarded
  std::thread thread_;
};

}  // namespace af::store
