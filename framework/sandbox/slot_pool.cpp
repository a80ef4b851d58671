// SPDX-License-Identifier: MIT
#include "sandbox/slot_pool.h"

namespace af::sandbox {

SlotPool::Lease::~Lease() {
  if (slot_) pool_->idle_.push_back(std::move(slot_));  // before the permit is given back
}

SlotPool::SlotPool(boost::asio::io_context& context, const std::filesystem::path& program,
                   LayerSet accepted, unsigned count)
    : free_(count) {
  // The last one is taken first.
  for (unsigned number = count; number-- > 0;) {
    idle_.push_back(std::make_unique<Slot>(context, program, accepted, number));
    all_.push_back(idle_.back().get());
  }
}

base::Awaitable<SlotPool::Lease> SlotPool::acquire() {
  const auto self = shared_from_this();
  auto permit = co_await free_.acquire();
  auto slot = std::move(idle_.back());
  idle_.pop_back();
  co_return Lease(self, std::move(permit), std::move(slot));
}

void SlotPool::restart_all() {
  for (Slot* slot : all_) slot->restart();
}

}  // namespace af::sandbox
