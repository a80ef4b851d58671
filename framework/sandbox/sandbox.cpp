// SPDX-License-Identifier: MIT
#include "sandbox/sandbox.h"

#include <algorithm>
#include <thread>

#include "base/text.h"
#include "base/workers.h"
#include "sandbox/languages.h"
#include "sandbox/self_test.h"

namespace af::sandbox {

using base::Awaitable;
using base::Error;
using base::Result;

namespace {

constexpr int attempts = 3;
/// After a failure of the machine, calls for the same language fail at once for this long.
constexpr std::chrono::seconds failure_pause{1};

Error unavailable(const std::string& why) {
  const std::string text = why.starts_with("the sandbox") ? why : "the sandbox: " + why;
  return {base::Code::failed, text, AF_CAUSE_SANDBOX_UNAVAILABLE};
}

Error stopped() {
  return {base::Code::cancelled, "the sandbox is being stopped", AF_CAUSE_OPERATOR_CANCELLED};
}

unsigned slots_for(unsigned wanted) {
  if (wanted != 0) return wanted;
  return std::max(2U, std::thread::hardware_concurrency()) - 1;
}

/// Refuses calls that no correct caller makes.
base::Status check_call(const Program& program, const std::vector<std::string>& inputs) {
  if (find_language(program.language) == nullptr) {
    return Error{base::Code::plugin,
                 "the sandbox knows no language '" + base::printable(program.language) + "'",
                 AF_CAUSE_PLUGIN_CONTRACT};
  }
  if (std::any_of(inputs.begin(), inputs.end(),
                  [](const auto& input) { return input.size() > max_input_bytes; })) {
    return Error{base::Code::usage, "the program's input is longer than 16 MiB",
                 AF_CAUSE_PLUGIN_CONTRACT};
  }
  return base::Done{};
}

}  // namespace

Sandbox::Sandbox(boost::asio::io_context& context, Options options, base::Log log)
    : log_(std::move(log)),
      slots_(std::make_shared<SlotPool>(context, options.program, options.accepted,
                                        slots_for(options.slots))) {
  remove_stale_cgroups();
}

Sandbox::~Sandbox() { stop(); }

void Sandbox::stop() {
  stopped_ = true;
  slots_->restart_all();
}

/// Logs the first failure of a language and the first success after it.
void Sandbox::record_health(const std::string& language, const base::Status& status) {
  Health& health = health_[language];
  if (status) {
    if (!health.error.empty()) log_->warn("the sandbox runs {} again", language);
    health.error.clear();
    return;
  }
  health.retry_after = std::chrono::steady_clock::now() + failure_pause;
  if (health.error == status.error().message) return;
  health.error = status.error().message;
  log_->error("{}; {} programs cannot be judged until it works, and nobody is scored for it",
              health.error, language);
}

Awaitable<Result<LayerSet>> Sandbox::probe() {
  const auto self = shared_from_this();
  const auto slot = co_await slots_->acquire();
  const auto layers = co_await slot->start();
  if (!layers) {
    co_return Error{base::Code::failed, layers.error().message, AF_CAUSE_SANDBOX_UNAVAILABLE};
  }
  if (const auto tested = co_await test(*slot); !tested) co_return tested.error();
  co_return *layers;
}

/// Runs the programs of the self-test. Each must end as expected.
Awaitable<base::Status> Sandbox::test(Slot& slot) {
  for (const auto& item : self_test()) {
    const auto run = co_await slot.run(item.job);
    if (!run) co_return run.error();
    if (run->verdict != item.verdict || run->output != item.output) {
      co_return unavailable(
          "the self-test '" + item.name + "' ended with " + std::string(name_of(run->verdict)) +
          (run->detail.empty() ? "" : " (" + run->detail + ")") + ", output '" +
          run->output.substr(0, 200) + "', messages '" + run->errors.substr(0, 400) + "'");
    }
  }
  slot.mark_tested();
  co_return base::Done{};
}

Awaitable<Result<Run>> Sandbox::run_with_retries(Slot& slot, const Job& job) {
  Result<Run> run = stopped();
  int refusals = 0, strikes = 0;
  while (refusals < attempts && strikes < attempts && !stopped_) {
    if (!slot.is_tested()) {
      if (const auto tested = co_await test(slot); !tested) {
        run = Error{base::Code::service, tested.error().message, AF_CAUSE_SANDBOX_UNAVAILABLE};
        ++refusals;
        continue;
      }
    }
    run = co_await slot.run(job);
    if (run && run->verdict == RunVerdict::violation)
      log_->warn("a program made a forbidden system call");
    if (run && run->verdict != RunVerdict::internal_error) co_return run;
    if (!run && run.error().code == base::Code::service) {
      ++refusals;
      continue;
    }
    // Is it the machine or the program? A slot that runs a harmless program well works.
    const std::string why = run ? run->detail : run.error().message;
    const auto control = co_await slot.run(self_test().front().job);
    if (!control || control->verdict != self_test().front().verdict) co_return unavailable(why);
    log_->warn("a run went wrong where others do not: {}", why);
    ++strikes;
  }
  if (stopped_) co_return stopped();
  if (!run && run.error().code == base::Code::service) co_return unavailable(run.error().message);
  Run charged;
  if (run) charged = std::move(*run);
  charged.detail = "fails again and again where other programs run: " +
                   (run ? charged.detail : run.error().message);
  charged.verdict = RunVerdict::runtime_error;
  co_return charged;
}

Awaitable<Result<Run>> Sandbox::run_one(const Job& job) {
  const auto slot = co_await slots_->acquire();
  if (stopped_) co_return stopped();
  const Health& health = health_[job.program.language];
  if (std::chrono::steady_clock::now() < health.retry_after) {
    co_return Error{base::Code::failed, health.error, AF_CAUSE_SANDBOX_UNAVAILABLE};
  }
  auto run = co_await run_with_retries(*slot, job);
  if (!stopped_) {
    record_health(job.program.language,
                  run ? base::Status(base::Done{}) : base::Status(run.error()));
  }
  co_return run;
}

/// The run of the compiler: verdict ok with the executable as its output, or `rejected`.
Awaitable<Result<Run>> Sandbox::compile(const Program& program, const RunLimits& limits) {
  const Job job{{program.language, program.source, {}}, {}, limits};
  auto run = co_await run_one(job);
  if (run && run->verdict != RunVerdict::ok) {
    run->verdict = RunVerdict::rejected;
    run->output.clear();
    run->detail = "it does not compile: " + run->detail;
  }
  co_return run;
}

Awaitable<Result<std::vector<Run>>> Sandbox::run(Program program, std::vector<std::string> inputs,
                                                 RunLimits limits) {
  const auto self = shared_from_this();
  std::vector<Run> runs(inputs.size());
  if (inputs.empty()) co_return runs;
  if (const auto checked = check_call(program, inputs); !checked) co_return checked.error();
  Run rejected;
  rejected.verdict = RunVerdict::rejected;
  rejected.detail = reason_to_reject(program);
  if (!rejected.detail.empty()) co_return std::vector<Run>(inputs.size(), rejected);
  if (const auto& compiler_limits = find_language(program.language)->compile) {
    auto compiled = co_await compile(program, *compiler_limits);
    if (!compiled) co_return compiled.error();
    if (compiled->verdict != RunVerdict::ok) co_return std::vector<Run>(inputs.size(), *compiled);
    program.language = native_language;
    program.source = std::move(compiled->output);
  }
  std::size_t next = 0;
  std::optional<Error> failure;
  const auto work = [&]() -> Awaitable<void> {
    while (next < inputs.size() && !failure) {
      const std::size_t index = next++;
      const Job job{program, std::move(inputs[index]), limits};
      auto run = co_await self->run_one(job);
      if (run) {
        runs[index] = std::move(*run);
      } else {
        failure = run.error();
      }
    }
  };
  co_await base::run_workers(std::min(inputs.size(), slots_->size()), work);
  if (failure) co_return *failure;
  co_return runs;
}

}  // namespace af::sandbox
