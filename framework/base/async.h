// SPDX-License-Identifier: MIT
/// Coroutines on Boost.Asio: one include that works with every supported compiler, a bridge from
/// callbacks to coroutines, a sleep, and a semaphore. base/workers.h runs several coroutines.
#pragma once

#include <utility>  // Boost 1.74's awaitable header needs it first

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <stop_token>

namespace af::base {

namespace asio = boost::asio;
/// A coroutine that returns T. It starts when it is awaited or given to co_spawn.
template <class T>
using Awaitable = asio::awaitable<T>;

/// Starts a callback operation and waits for its result. `start` receives a function that must be
/// called exactly once, with the result, on any thread. The coroutine resumes on its own executor.
/// An exception of `start` passes through.
///
/// Pass a lambda that captures by reference only: GCC 12 destroys the captured objects of a
/// temporary in a co_await expression twice.
template <class T, class Start>
Awaitable<T> await_callback(Start start) {
  return asio::async_initiate<const asio::use_awaitable_t<>, void(T)>(
      [start = std::move(start)](auto handler) mutable {
        const auto executor = asio::get_associated_executor(handler);
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        start(std::function<void(T)>([executor, shared](T result) {
          asio::post(executor, [shared, result = std::move(result)]() mutable {
            (*shared)(std::move(result));
          });
        }));
      },
      asio::use_awaitable);
}

/// Waits for `duration` of the steady clock. Returns early when `stop` is requested, which must
/// happen on the thread of the coroutine's executor.
[[nodiscard]] Awaitable<void> sleep_for(std::chrono::nanoseconds duration,
                                        std::stop_token stop = {});

/// A number of permits, given to coroutines in the order in which they ask. For one thread: all
/// calls must come from it. Must outlive every coroutine that waits, and every permit.
class Semaphore {
 public:
  /// One permit; given back when this is destroyed.
  class Permit {
   public:
    /// Of this semaphore, which counts it as given.
    explicit Permit(Semaphore& semaphore) noexcept : semaphore_(&semaphore) {}
    Permit(Permit&& other) noexcept : semaphore_(std::exchange(other.semaphore_, nullptr)) {}
    Permit& operator=(Permit&&) = delete;
    ~Permit() {
      if (semaphore_ != nullptr) semaphore_->release();
    }

   private:
    Semaphore* semaphore_;
  };

  /// `permits` may be held at the same time.
  explicit Semaphore(std::size_t permits) : permits_(permits) {}
  /// Takes a permit; waits while there is none.
  [[nodiscard]] Awaitable<Permit> acquire();

 private:
  void release();

  std::size_t permits_;
  std::deque<std::function<void(bool)>> waiting_;
};

}  // namespace af::base
