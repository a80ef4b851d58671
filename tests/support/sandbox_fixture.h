// SPDX-License-Identifier: MIT
/// A sandbox for tests: accepts what the machine lacks, and waits for results.
#pragma once

#include <utility>  // Boost 1.74's awaitable header needs it first

#include <boost/asio/co_spawn.hpp>
#include <filesystem>
#include <optional>
#include <string>

#include "base/log.h"
#include "sandbox/sandbox.h"
#include "support/capability.h"

namespace test {

class SandboxFixture {
 public:
  explicit SandboxFixture(unsigned slots = 1, const char* accepted = "namespaces+own_ids+cgroup")
      : box(std::make_shared<af::sandbox::Sandbox>(
            context,
            af::sandbox::Options{
                BUILD_DIR "/af",
                af::sandbox::layers_from_text(accepted).value_or(af::sandbox::LayerSet()), slots},
            af::base::make_log(0))) {}
  ~SandboxFixture() { box->stop(); }

  af::base::Result<std::vector<af::sandbox::Run>> run(const std::string& language,
                                                      const std::string& source,
                                                      std::vector<std::string> inputs = {""},
                                                      af::sandbox::RunLimits limits = {}) {
    return wait(box->run({language, source, {}}, std::move(inputs), limits));
  }
  /// One run, which the machine must be able to do.
  af::sandbox::Run one(const std::string& language, const std::string& source,
                       const std::string& input = "", af::sandbox::RunLimits limits = {}) {
    auto runs = run(language, source, {input}, limits);
    if (runs) return runs->front();
    af::sandbox::Run none;
    none.detail = runs.error().message;
    return none;
  }

  /// Whether C++ can be compiled here; skips the running test if not.
  bool compiles_cpp() {
    if (!std::filesystem::exists("/usr/bin/g++")) {
      skip_without("compiler", "g++ is not installed");
      return false;
    }
    const auto layers = wait(box->probe());
    if (layers && layers->has(af::sandbox::Layer::namespaces)) return true;
    skip_without("namespaces", "a compiler writes files, which needs a mount namespace");
    return false;
  }

  template <class T>
  T wait(af::base::Awaitable<T> work) {
    std::optional<T> result;
    auto keep = [&]() -> af::base::Awaitable<void> { result = co_await std::move(work); };
    boost::asio::co_spawn(context, keep(), [&](std::exception_ptr) { context.stop(); });
    context.restart();
    context.run();
    return std::move(*result);
  }

  boost::asio::io_context context{1};
  std::shared_ptr<af::sandbox::Sandbox> box;
};

}  // namespace test
