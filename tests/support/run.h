// SPDX-License-Identifier: MIT
/// Running coroutines from tests.
#pragma once

#include "base/async.h"  // before other parts of Asio

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <exception>
#include <optional>

namespace test {

/// Starts work on a context and hands its result to `take` when it is done.
template <class T, class Take>
void start(boost::asio::io_context& context, af::base::Awaitable<T> work, Take take) {
  const auto run = [](af::base::Awaitable<T> awaited, Take taker) -> af::base::Awaitable<void> {
    taker(co_await std::move(awaited));
  };
  boost::asio::co_spawn(context, run(std::move(work), std::move(take)),
                        [](std::exception_ptr failure) {
                          if (failure) std::rethrow_exception(failure);
                        });
}

/// Runs work to its end.
template <class T>
T result_of(af::base::Awaitable<T> work) {
  // It outlives the threads that post to it: they may still be in `post` when the work is done.
  static thread_local boost::asio::io_context context(1);
  context.restart();
  std::optional<T> result;
  start(context, std::move(work), [&](T value) { result = std::move(value); });
  context.run();
  return std::move(*result);
}

}  // namespace test
