// SPDX-License-Identifier: MIT
/// Asio's own code, for the whole program.
#include <utility>  // Boost 1.74's awaitable header needs it first

#include <boost/asio/impl/src.hpp>
