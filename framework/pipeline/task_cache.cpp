// SPDX-License-Identifier: MIT
#include "pipeline/task_cache.h"

#include <cstring>

namespace af::pipeline {
namespace {

/// What an entry costs beside its task's bytes.
constexpr std::size_t entry_bytes = 512;

}  // namespace

std::size_t TaskCache::HashOfKey::operator()(const Key& key) const noexcept {
  std::size_t hash = 0;
  std::memcpy(&hash, key.seed.data(), sizeof hash);
  return hash;
}

base::Awaitable<std::shared_ptr<const MadeTask>> TaskCache::get(const std::string& id,
                                                                plugin::Environment& environment,
                                                                std::uint32_t level,
                                                                base::Seed seed) {
  auto& [key, slot] = *entries_.try_emplace(Key{id, level, seed}).first;
  if (slot) {
    const std::shared_ptr<Entry> entry = slot;
    if (entry->made) {
      order_.splice(order_.end(), order_, entry->used);
    } else {
      co_await base::await_callback<bool>([&entry](std::function<void(bool)> resume) {
        entry->waiting.push_back(std::move(resume));
      });
    }
    co_return entry->made;
  }
  const auto entry = slot = std::make_shared<Entry>();
  auto task = co_await environment.make_task(level, seed);
  if (task) {
    entry->bytes = task->public_part.size() + task->private_part.size();
    auto digest = base::hex(plugin::digest(*task));
    entry->made = std::make_shared<const MadeTask>(
        MadeTask{std::make_shared<const plugin::Task>(std::move(*task)), std::move(digest)});
  } else {
    entry->made = std::make_shared<const MadeTask>(MadeTask{task.error(), {}});
  }
  for (const auto& resume : entry->waiting) resume(true);
  entry->waiting.clear();
  keep(key, *entry);
  co_return entry->made;
}

void TaskCache::keep(const Key& key, Entry& entry) {
  entry.bytes += entry_bytes;
  bytes_ += entry.bytes;
  entry.used = order_.insert(order_.end(), &key);
  while (bytes_ > most_bytes_ && order_.size() > 1) {
    const auto oldest = entries_.find(*order_.front());
    bytes_ -= oldest->second->bytes;
    entries_.erase(oldest);
    order_.pop_front();
  }
}

}  // namespace af::pipeline
