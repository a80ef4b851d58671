// SPDX-License-Identifier: MIT
/// Runs a coroutine on a thread and context of its own to its end.
#pragma once

#include <utility>  // Boost 1.74's awaitable header needs it first

#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <optional>

#include "base/async.h"

namespace test {

/// Runs `work` and everything that it starts; gives its result, or throws what it threw.
template <class T>
T run_coroutine(af::base::Awaitable<T> work) {
  af::base::asio::io_context context(1);
  std::optional<T> result;
  std::exception_ptr failure;
  af::base::asio::co_spawn(context, std::move(work),
                           [&](std::exception_ptr error, std::optional<T> value) {
                             failure = error;
                             result = std::move(value);
                           });
  context.run();
  if (failure) std::rethrow_exception(failure);
  return std::move(*result);
}

}  // namespace test
