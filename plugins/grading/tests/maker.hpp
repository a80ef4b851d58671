// SPDX-License-Identifier: MIT
/// For tests of an environment that is linked into the test program: makes its tasks through the
/// plugin's entry, as a host does.
#pragma once

#include <affine/abi/entry.h>
#include <affine/abi/environment.h>

#include <affine/sdk/call.hpp>
#include <affine/sdk/environment_values.hpp>
#include <affine/sdk/random.hpp>
#include <string>

#include "support/catch.h"

extern "C" const AfEntry affine_plugin_v1;

namespace grading {

/// The one environment of the program, without options.
class Maker {
 public:
  /// Makes the environment; a failure fails the test.
  Maker() {
    const auto* factory = static_cast<const AfEnvironmentFactory*>(
        affine_plugin_v1.get_factory(affine::str(AF_ENVIRONMENT_FACTORY)));
    REQUIRE(factory != nullptr);
    REQUIRE(factory->create(&call_, factory->descriptors[0]->id, nullptr, 0, &functions_,
                            &instance_) == AF_OK);
  }
  ~Maker() { functions_->destroy(instance_); }
  Maker(const Maker&) = delete;
  Maker& operator=(const Maker&) = delete;

  /// The task of a level and of a seed that begins with `seed`.
  [[nodiscard]] affine::Task make(std::uint32_t level, std::uint8_t seed) const {
    affine::Task task;
    const AfSink open = sink(task.public_part), hidden = sink(task.private_part),
                 family = sink(task.family);
    const AfTaskSinks sinks = {sizeof(AfTaskSinks), &open, &hidden, &family};
    const affine::Seed bytes{seed};
    REQUIRE(functions_->task_make(instance_, &call_, level, bytes.data(), &sinks) == AF_OK);
    return task;
  }

 private:
  static AfSink sink(std::string& text) {
    return {sizeof(AfSink), &text, [](void* context, AfStr bytes) -> AfStatus {
              *static_cast<std::string*>(context) += affine::view(bytes);
              return AF_OK;
            }};
  }

  const AfCall call_ = {sizeof(AfCall),
                        nullptr,
                        nullptr,
                        0,
                        [](const AfCall*) -> std::uint32_t { return 0; },
                        [](const AfCall*, AfCause, AfStr, AfStr) {},
                        [](const AfCall*, AfLogLevel, AfStr) {}};
  const AfEnvironment* functions_ = nullptr;
  void* instance_ = nullptr;
};

}  // namespace grading
