// SPDX-License-Identifier: MIT
/// Reading whole files, with a limit on their size.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "base/result.h"

namespace af::base {

/// Most bytes of a file that a person names on the command line: 64 MiB.
constexpr std::size_t max_input_bytes = 64UL * 1024 * 1024;

/// All bytes of a regular file, pipe or device. Fails with Code::usage if it cannot be opened, is a
/// folder or holds more than `limit` bytes, and with Code::io if reading it fails. The message
/// names the file and the reason.
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& file, std::size_t limit);

/// `read_file`, or standard input if `name` is "-".
[[nodiscard]] Result<std::string> read_input(const std::string& name, std::size_t limit);

}  // namespace af::base
