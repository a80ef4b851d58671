// SPDX-License-Identifier: MIT
/// Several coroutines that share one amount of work, and a wait until all of them have ended.
#pragma once

#include <utility>  // Boost 1.74's awaitable header needs it first

#include <boost/asio/co_spawn.hpp>
#include <cstddef>
#include <exception>

#include "base/async.h"

namespace af::base {

/// Starts `count` coroutines on the executor of the caller, each made by one call of `work()`, and
/// returns when all of them have ended. With a count of 0 it returns at once.
///
/// An exception of one coroutine does not end the others. The first one is thrown again here,
/// after the last coroutine has ended.
///
/// `work` is a callable that returns Awaitable<void>. It is borrowed for the whole call: keep it in
/// a variable, and let a lambda capture by reference (see await_callback). The executor must run
/// on one thread, because the coroutines usually share what `work` refers to.
template <class Work>
[[nodiscard]] Awaitable<void> run_workers(std::size_t count, const Work& work) {
  if (count == 0) co_return;
  const auto executor = co_await asio::this_coro::executor;
  std::size_t running = count;
  std::exception_ptr failure;
  co_await await_callback<bool>([&](std::function<void(bool)> done) {
    for (std::size_t i = 0; i < count; ++i) {
      asio::co_spawn(executor, work(), [&running, &failure, done](std::exception_ptr error) {
        if (error && !failure) failure = error;
        if (--running == 0) done(true);
      });
    }
  });
  if (failure) std::rethrow_exception(failure);
}

}  // namespace af::base
