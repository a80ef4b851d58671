// SPDX-License-Identifier: MIT
#include "config/sections/sandbox.h"

#include <iterator>

namespace af::config {
namespace {

std::vector<std::string> layer_names() {
  std::vector<std::string> names;
  names.reserve(std::size(sandbox::all_layers));
  for (const auto layer : sandbox::all_layers) names.emplace_back(sandbox::name_of(layer));
  return names;
}

void store_layers(SandboxConfig& config, const base::Json& section) {
  for (const std::string name : section.at("accept_missing")) {
    config.accepted.add(*sandbox::layer_named(name));
  }
}

}  // namespace

base::Fields<SandboxConfig> SandboxConfig::fields() {
  base::Fields<SandboxConfig> fields;
  fields.add("slots", &SandboxConfig::slots,
             {.help = "Programs at the same time, each on a CPU of its own; 0: one less than there "
                      "are CPUs, at least one.",
              .minimum = 0,
              .maximum = 1024});
  fields.add({.name = "accept_missing",
              .kind = base::FieldKind::texts,
              .help = "Layers of the sandbox that may be missing on this machine. Without it a "
                      "missing layer is an error; `af sandbox probe` lists those that the machine "
                      "has.",
              .fallback = base::Json::array(),
              .choices = layer_names()},
             store_layers);
  return fields;
}

}  // namespace af::config
