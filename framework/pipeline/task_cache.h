// SPDX-License-Identifier: MIT
/// Tasks that were made lately: all miners get the same ones, and each is made once.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/async.h"
#include "base/result.h"
#include "plugin/environment.h"

namespace af::pipeline {

/// A task, or why it could not be made.
struct MadeTask {
  base::Result<std::shared_ptr<const plugin::Task>> task;
  std::string digest;  ///< hex, of the task's bytes; empty when it could not be made
};

/// Keeps at most a given number of bytes and forgets what was used longest ago: a task that is
/// asked for again is made again, with the same bytes. One executor.
class TaskCache {
 public:
  /// `most_bytes`: of the tasks kept; at least the newest is kept whatever its size.
  explicit TaskCache(std::size_t most_bytes) : most_bytes_(most_bytes) {}

  /// The task of (environment id, level, seed), made by `environment` if need be; callers that ask
  /// meanwhile wait for the same one. The environment outlives the call.
  [[nodiscard]] base::Awaitable<std::shared_ptr<const MadeTask>> get(
      const std::string& id, plugin::Environment& environment, std::uint32_t level,
      base::Seed seed);

 private:
  struct Key {
    std::string environment;
    std::uint32_t level;
    base::Seed seed;
    bool operator==(const Key&) const = default;
  };
  /// Seeds are uniform: their first bytes are a hash.
  struct HashOfKey {
    std::size_t operator()(const Key& key) const noexcept;
  };
  struct Entry {
    std::shared_ptr<const MadeTask> made;  ///< null while it is being made
    std::vector<std::function<void(bool)>> waiting;
    std::list<const Key*>::iterator used;  ///< place in `order_`, once it is made
    std::size_t bytes = 0;
  };

  void keep(const Key& key, Entry& entry);

  std::size_t most_bytes_, bytes_ = 0;
  std::unordered_map<Key, std::shared_ptr<Entry>, HashOfKey> entries_;
  std::list<const Key*> order_;  ///< used longest ago first; the keys are those of `entries_`
};

}  // namespace af::pipeline
