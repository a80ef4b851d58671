// SPDX-License-Identifier: MIT
/// The YAML reader and the checks behind it.
#include "config/config.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const af::config::Source source{"fuzz.yaml",
                                  std::string(reinterpret_cast<const char*>(data), size)};
  const auto node = af::config::parse_yaml(source);
  if (!node) return node.error().message.empty() ? __builtin_trap(), 0 : 0;
  const auto checked = af::config::check(*node, af::config::host_schema(), source.name);
  if (!checked.problems.empty()) [[maybe_unused]]
    const auto error = af::config::to_error(source, checked.problems);
  return 0;
}
