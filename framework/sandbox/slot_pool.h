// SPDX-License-Identifier: MIT
/// The slots of a sandbox, and the leases on them.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "base/async.h"
#include "sandbox/slot.h"

namespace af::sandbox {

/// A fixed number of slots. Each is held by one lease at a time; coroutines wait for one in the
/// order in which they ask. For one thread.
class SlotPool : public std::enable_shared_from_this<SlotPool> {
 public:
  /// The right to use one slot. Its destructor returns the slot. Keeps the pool alive.
  class Lease {
   public:
    /// Holds a slot of the pool until it goes away.
    Lease(std::shared_ptr<SlotPool> pool, base::Semaphore::Permit permit,
          std::unique_ptr<Slot> slot)
        : pool_(std::move(pool)), permit_(std::move(permit)), slot_(std::move(slot)) {}
    Lease(Lease&&) noexcept = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease();
    [[nodiscard]] Slot& operator*() const noexcept { return *slot_; }
    [[nodiscard]] Slot* operator->() const noexcept { return slot_.get(); }

   private:
    std::shared_ptr<SlotPool> pool_;
    base::Semaphore::Permit permit_;
    std::unique_ptr<Slot> slot_;
  };

  /// Starts no process: a slot starts its own with the first run. `count`: at least 1.
  SlotPool(boost::asio::io_context& context, const std::filesystem::path& program,
           LayerSet accepted, unsigned count);

  /// Waits until a slot is free.
  [[nodiscard]] base::Awaitable<Lease> acquire();
  /// Ends the process of every slot, leased or not; a run in hand fails.
  void restart_all();
  /// Number of slots.
  [[nodiscard]] std::size_t size() const noexcept { return all_.size(); }

 private:
  std::vector<std::unique_ptr<Slot>> idle_;
  std::vector<Slot*> all_;
  base::Semaphore free_;
};

}  // namespace af::sandbox
