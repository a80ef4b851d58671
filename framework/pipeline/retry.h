// SPDX-License-Identifier: MIT
/// What the validator does about services and disks that fail for a while.
#pragma once

#include <chrono>

#include "base/result.h"

namespace af::pipeline {

/// The pause before a service that failed is asked again.
constexpr std::chrono::seconds service_pause{5};

/// Whether trying again later may help: services come back, and disks get room.
[[nodiscard]] inline bool may_pass(const base::Error& error) {
  return error.code == base::Code::service || error.cause == AF_CAUSE_DISK;
}

/// The error of work that a stop ended.
[[nodiscard]] inline base::Error stopped() {
  return {base::Code::cancelled, "stopped", AF_CAUSE_OPERATOR_CANCELLED};
}

}  // namespace af::pipeline
