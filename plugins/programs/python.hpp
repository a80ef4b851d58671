// SPDX-License-Identifier: MIT
/// Programs as Python 3 source.
#pragma once

#include <string>

#include "tree.hpp"

namespace programs {

/// Ends with a line break; indents by four spaces.
[[nodiscard]] std::string to_python(const Program& program);

}  // namespace programs
