// SPDX-License-Identifier: MIT
#include "pipeline/environments.h"

namespace af::pipeline {

plugin::Environment* find_as_planned(const Environments& environments,
                                     const PlannedEnvironment& planned) {
  const auto found = environments.find(planned.id);
  if (found == environments.end()) return nullptr;
  plugin::Environment& environment = *found->second;
  const bool same = environment.options() == planned.options &&
                    environment.descriptor().generator_version == planned.generator_version;
  return same ? &environment : nullptr;
}

}  // namespace af::pipeline
