// SPDX-License-Identifier: MIT
#include "sandbox/run.h"

#include <algorithm>

#include "base/text.h"

namespace af::sandbox {
namespace {

bool is_file_name(std::string_view name) {
  constexpr std::string_view allowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
  return !name.empty() && name.size() <= 64 && name[0] != '.' &&
         name.find_first_not_of(allowed) == std::string_view::npos;
}

}  // namespace

std::string_view name_of(RunVerdict verdict) noexcept {
  switch (verdict) {
    case RunVerdict::ok:
      return "ok";
    case RunVerdict::runtime_error:
      return "runtime error";
    case RunVerdict::time_limit:
      return "time limit";
    case RunVerdict::memory_limit:
      return "memory limit";
    case RunVerdict::output_limit:
      return "output limit";
    case RunVerdict::violation:
      return "violation";
    case RunVerdict::rejected:
      return "rejected";
    case RunVerdict::internal_error:
      return "internal error";
  }
  return "internal error";
}

std::string reason_to_reject(const Program& program) {
  if (program.source.size() > max_source_bytes) return "the program is longer than 256 KiB";
  // An interpreter may read only what precedes it.
  if (program.source.find('\0') != std::string::npos) return "the program contains a NUL byte";
  if (!base::is_utf8(program.source)) return "the program is not UTF-8";
  if (!std::ranges::all_of(program.files,
                           [](const File& file) { return is_file_name(file.name); })) {
    return "a file's name has other characters than letters, digits, '.', '_' and '-'";
  }
  std::size_t bytes = 0;
  for (const auto& file : program.files) bytes += file.content.size();
  if (program.files.size() > 64 || bytes > max_file_bytes)
    return "more than 64 files, or more than 4 MiB of them";
  return {};
}

}  // namespace af::sandbox
