// SPDX-License-Identifier: MIT
/// Running coroutines from commands.
#pragma once

#include <utility>  // Boost 1.74's awaitable header needs it first

#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <optional>

#include "cli/command.h"

namespace af::cli {

/// See command.h.
template <class T>
T run_to_end(boost::asio::io_context& context, base::Awaitable<T> work) {
  std::optional<T> result;
  std::exception_ptr failure;
  auto keep = [&]() -> base::Awaitable<void> { result = co_await std::move(work); };
  boost::asio::co_spawn(context, keep(), [&](std::exception_ptr error) {
    failure = error;
    context.stop();
  });
  context.restart();
  context.run();
  if (failure) std::rethrow_exception(failure);
  return std::move(*result);
}

}  // namespace af::cli
