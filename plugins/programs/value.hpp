// SPDX-License-Identifier: MIT
/// Values of generated programs, as Python has them.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace programs {

/// The alternatives of Value: an int, a list of int and a dict.
using Integer = std::int64_t;
using List = std::vector<Integer>;                           ///< a list of int
using Table = std::vector<std::pair<std::string, Integer>>;  ///< a dict from str to int, in order
                                                             ///< of insertion
/// What a variable of a program holds.
using Value = std::variant<Integer, std::string, List, Table>;

/// The alternatives of Value, in their order.
enum class Type { integer, text, list, table };

/// What Python's print writes for a value. Texts hold letters only, so that nothing needs an
/// escape.
[[nodiscard]] std::string printed(const Value& value);

}  // namespace programs
