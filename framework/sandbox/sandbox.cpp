#include "sandbox/sandbox.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <thread>

#include "base/text.h"
#include "sandbox/languages.h"
#include "sandbox/self_test.h"

namespace af::sandbox {

namespace asio = boost::asio;
using base::Awaitable;
using base::Error;
using base::Result;

namespace {

constexpr int attempts = 3;
/// After a failure of the machine nobody waits for the next one: calls fail at once for this long.
constexpr std::chrono::seconds rest{1};

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

}  // namespace

/// The runs of one call, shared by the coroutines that work on them.
struct Sandbox::Batch {
  Program program;
  std::vector<std::string> inputs;
  Limits limits;
  std::vector<Run> runs;
  std::size_t next = 0, working = 0;
  std::optional<Error> failure;
  std::function<void(bool)> done;
};

Sandbox::Sandbox(asio::io_context& context, Options options, base::Log log)
    : context_(context),
      options_(std::move(options)),
      log_(std::move(log)),
      free_(slots_for(options_.slots)) {
  for (unsigned i = slots_for(options_.slots); i-- > 0;) {
    idle_.push_back(std::make_unique<Slot>(context_, options_.program, options_.accepted, i));
    all_.push_back(idle_.back().get());
  }
  remove_stale_cgroups();
}

Sandbox::~Sandbox() { stop(); }

void Sandbox::stop() {
  stopped_ = true;
  for (Slot* slot : all_) slot->restart();
}

void Sandbox::note_health(const std::string& language, const base::Status& status) {
  Health& health = health_[language];
  if (status) {
    if (!health.complaint.empty()) log_->warn("the sandbox runs {} again", language);
    health.complaint.clear();
    return;
  }
  health.not_before = std::chrono::steady_clock::now() + rest;
  if (health.complaint == status.error().message) return;
  health.complaint = status.error().message;
  log_->error("{}; {} programs cannot be judged until it works, and nobody is scored for it",
              health.complaint, language);
}

Awaitable<Result<LayerSet>> Sandbox::probe() {
  const auto self = shared_from_this();
  co_await free_.acquire();
  auto slot = std::move(idle_.back());
  idle_.pop_back();
  auto layers = co_await slot->start();
  if (!layers) {
    layers = Error{base::Code::failed, layers.error().message, AF_CAUSE_SANDBOX_UNAVAILABLE};
  } else {
    if (const auto tested = co_await test(*slot); !tested) layers = tested.error();
  }
  idle_.push_back(std::move(slot));
  free_.release();
  co_return layers;
}

/// Runs the programs of the self-test; each must end as it is meant to.
Awaitable<base::Status> Sandbox::test(Slot& slot) {
  for (const auto& trial : self_test()) {
    const auto run = co_await slot.run(trial.job);
    if (!run) co_return run.error();
    if (run->verdict != trial.verdict || run->output != trial.output) {
      co_return unavailable("the self-test '" + trial.name + "' ended with " +
                            std::string(name_of(run->verdict)) +
                            (run->detail.empty() ? "" : " (" + run->detail + ")") + ", output '" +
                            run->output.substr(0, 200) + "'");
    }
  }
  slot.trust();
  co_return base::Done{};
}

Awaitable<Result<Run>> Sandbox::insist(Slot& slot, const Job& job) {
  Result<Run> run = stopped();
  for (int attempt = 0; attempt < attempts && !stopped_; ++attempt) {
    if (!slot.is_trusted()) {
      if (const auto tested = co_await test(slot); !tested) {
        run = Error{base::Code::service, tested.error().message, AF_CAUSE_SANDBOX_UNAVAILABLE};
        continue;
      }
    }
    run = co_await slot.run(job);
    if (run && run->verdict == Verdict::violation)
      log_->warn("a program made a forbidden system call");
    if (run && run->verdict != Verdict::internal_error) co_return run;
    if (!run && run.error().code == base::Code::service) continue;
    // Is it the machine or the program? A slot that runs a harmless program well is in order.
    const std::string why = run ? run->detail : run.error().message;
    const auto control = co_await slot.run(self_test().front().job);
    if (!control || control->verdict != self_test().front().verdict) co_return unavailable(why);
    log_->warn("a run went wrong where others do not: {}", why);
  }
  if (stopped_) co_return stopped();
  if (!run && run.error().code == base::Code::service) co_return unavailable(run.error().message);
  Run charged;
  if (run) charged = std::move(*run);
  charged.detail = "fails again and again where other programs run: " +
                   (run ? charged.detail : run.error().message);
  charged.verdict = Verdict::runtime_error;
  co_return charged;
}

Awaitable<Result<Run>> Sandbox::run_one(const Job& job) {
  co_await free_.acquire();
  auto slot = std::move(idle_.back());
  idle_.pop_back();
  Result<Run> run = stopped();
  const Health& health = health_[job.program.language];
  if (!stopped_ && std::chrono::steady_clock::now() < health.not_before) {
    run = Error{base::Code::failed, health.complaint, AF_CAUSE_SANDBOX_UNAVAILABLE};
  } else if (!stopped_) {
    run = co_await insist(*slot, job);
    if (!stopped_)
      note_health(job.program.language,
                  run ? base::Status(base::Done{}) : base::Status(run.error()));
  }
  idle_.push_back(std::move(slot));
  free_.release();
  co_return run;
}

/// A program whose text can be run as it is, or its executable. A program that does not compile
/// leaves `failure`.
Awaitable<Result<Program>> Sandbox::compiled(Program program, Run& failure) {
  if (program.language != "cpp") co_return program;
  const Job job{{"cpp_compiler", program.source, {}}, {}, compiler_limits()};
  auto run = co_await run_one(job);
  if (!run) co_return run.error();
  failure = std::move(*run);
  if (failure.verdict != Verdict::ok) {
    failure.verdict = Verdict::rejected;
    failure.output.clear();
    failure.detail = "it does not compile: " + failure.detail;
    co_return program;
  }
  co_return Program{"native", std::move(failure.output), std::move(program.files)};
}

Awaitable<Result<std::vector<Run>>> Sandbox::run(Program program, std::vector<std::string> inputs,
                                                 Limits limits) {
  const auto self = shared_from_this();
  const auto all = [&](const Run& run) { return std::vector<Run>(inputs.size(), run); };
  if (inputs.empty()) co_return all({});
  const auto& known = languages();
  if (std::find(known.begin(), known.end(), program.language) == known.end()) {
    co_return Error{base::Code::plugin,
                    "the sandbox knows no language '" + base::printable(program.language) + "'",
                    AF_CAUSE_PLUGIN_CONTRACT};
  }
  if (std::any_of(inputs.begin(), inputs.end(),
                  [](const auto& input) { return input.size() > max_input_bytes; })) {
    co_return Error{base::Code::usage, "the program's input is longer than 16 MiB",
                    AF_CAUSE_PLUGIN_CONTRACT};
  }
  Run failure;
  failure.verdict = Verdict::rejected;
  failure.detail = reason_to_reject(program);
  if (!failure.detail.empty()) co_return all(failure);
  auto ready = co_await compiled(std::move(program), failure);
  if (!ready) co_return ready.error();
  if (ready->language == "cpp") co_return all(failure);

  const auto batch = std::make_shared<Batch>();
  batch->program = std::move(*ready);
  batch->runs.resize(inputs.size());
  batch->inputs = std::move(inputs);
  batch->limits = limits;
  const std::size_t workers = std::min(batch->inputs.size(), all_.size());
  co_await base::await_callback<bool>([&](std::function<void(bool)> done) {
    batch->done = std::move(done);
    batch->working = workers;
    for (std::size_t i = 0; i < workers; ++i) {
      asio::co_spawn(context_, work(self, batch), [batch](std::exception_ptr error) {
        if (error) batch->failure = unavailable("a programming error ended the run");
        if (--batch->working == 0) batch->done(true);
      });
    }
  });
  if (batch->failure) co_return *batch->failure;
  co_return std::move(batch->runs);
}

Awaitable<void> Sandbox::work(std::shared_ptr<Sandbox> self, std::shared_ptr<Batch> batch) {
  while (batch->next < batch->inputs.size() && !batch->failure) {
    const std::size_t index = batch->next++;
    const Job job{batch->program, std::move(batch->inputs[index]), batch->limits};
    auto run = co_await self->run_one(job);
    if (run) {
      batch->runs[index] = std::move(*run);
    } else {
      batch->failure = run.error();
    }
  }
}

}  // namespace af::sandbox
