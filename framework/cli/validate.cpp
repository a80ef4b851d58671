// SPDX-License-Identifier: MIT
/// af validate.
#include <sys/resource.h>

#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include "app/open_chain.h"
#include "cli/leaderboard.h"
#include "cli/memory.h"
#include "cli/run.h"
#include "pipeline/validator.h"
#include "store/open.h"

namespace af::cli {
namespace {

namespace asio = boost::asio;
using base::Awaitable;
using base::Result;
using pipeline::Stop;

/// The first signal drains, with a clock; the second, or the clock, gives up what is in flight.
class Signals {
 public:
  Signals(asio::io_context& context, Stop& stop, double seconds, base::Log log)
      : signals_(context, SIGINT, SIGTERM),
        timer_(context),
        stop_(stop),
        seconds_(seconds),
        log_(std::move(log)) {
    wait();
  }
  [[nodiscard]] bool caught() const noexcept { return caught_; }

 private:
  void wait() {
    signals_.async_wait([this](boost::system::error_code error, int) {
      if (error) return;
      if (caught_) {
        stop_.abandon.request_stop();
      } else {
        caught_ = true;
        log_->warn("stopping: rollouts in flight get {} s; press again to stop at once", seconds_);
        stop_.drain.request_stop();
        timer_.expires_after(std::chrono::milliseconds(static_cast<std::int64_t>(seconds_ * 1000)));
        timer_.async_wait([this](boost::system::error_code cancelled) {
          if (!cancelled) stop_.abandon.request_stop();
        });
      }
      wait();
    });
  }

  asio::signal_set signals_;
  asio::steady_timer timer_;
  Stop& stop_;
  double seconds_;
  base::Log log_;
  bool caught_ = false;
};

pipeline::Observer observer_for(Invocation& invocation) {
  Output* out = invocation.out;
  pipeline::Observer observer;
  if (out->is_terminal() && !invocation.json) {
    observer.on_progress = [out, last = std::int64_t{-1}](const store::Window& window,
                                                          const pipeline::Progress& p) mutable {
      const std::int64_t percent = p.planned == 0 ? 100 : 100 * p.done / p.planned;
      if (percent == last && p.done != p.planned) return;
      last = percent;
      const std::string bar = std::string(static_cast<std::size_t>(percent) / 4, '#');
      out->status("window " + std::to_string(window.number) + " [" + bar +
                  std::string(25 - bar.size(), '.') + "] " + std::to_string(p.done) + "/" +
                  std::to_string(p.planned) + " rollouts, " + std::to_string(p.failed) +
                  " failed, " + std::to_string(p.void_) + " void");
    };
  }
  observer.on_window = [out, json = invocation.json](const base::Json& report) {
    if (json) {
      out->json(report);
    } else {
      out->line(leaderboard(report));
    }
    release_free_memory();
  };
  return observer;
}

void print_weights(Output& out, store::Reader& reader) {
  const auto window = reader.last_window();
  if (!window || !*window) return;
  const auto weights = reader.weights((*window)->number);
  const auto decision = reader.decision((*window)->number);
  const auto submission = reader.submission((*window)->number);
  if (!weights || !decision || !*decision || !submission) return;
  const bool confirmed = *submission && (*submission)->state == store::SubmissionState::confirmed;
  std::string line = "Weights";
  line += confirmed ? " on the chain at block " + std::to_string((*submission)->block) + ":"
                    : " (not submitted):";
  for (const auto& weight : *weights) {
    if (weight.weight > 0)
      line += " uid " + std::to_string(weight.uid) + " = " +
              fixed(static_cast<double>(weight.weight) / 65535.0, 2);
  }
  out.line(line);
}

void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, 65536);
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

/// Only environments whose strength can be measured may bear weight.
base::Status check_references(const app::Runtime& runtime) {
  for (const auto& [id, environment] : runtime.environments) {
    const auto& descriptor = environment->descriptor();
    if (descriptor.has_solve && descriptor.has_baselines) continue;
    return usage("environment " + id +
                 " may not bear weight: it offers no reference answers (solve) or no baselines");
  }
  return base::Done{};
}

Awaitable<Result<bool>> validate(app::Runtime& runtime, chain::Chain& chain, store::Store& store,
                                 store::Reader& reader, const Stop& stop, Invocation& invocation,
                                 std::int64_t windows) {
  runtime.make_executor();
  // Programs in hand would hold up the end; the tasks are asked again next time.
  const std::stop_callback end_programs(stop.abandon.get_token(),
                                        [&runtime] { runtime.sandbox->stop(); });
  pipeline::Validator validator({chain, *runtime.endpoints, *runtime.executor, store, reader,
                                 *runtime.clock, stop, runtime.log},
                                {runtime.config.pipeline, runtime.config.scoring,
                                 runtime.planned_environments(), invocation.has("dry-run")},
                                observer_for(invocation));
  co_return co_await validator.run(windows);
}

Result<int> run_validate(Invocation& invocation) {
  const auto windows = invocation.number("windows", 0, 0, 1'000'000'000);
  if (!windows) return windows.error();
  auto config = invocation.load_config();
  if (!config) return config.error();
  const auto settings = invocation.settings();
  if (!settings) return settings.error();
  raise_descriptor_limit();
  boost::asio::io_context context(1);
  app::Runtime runtime(context, std::move(*config), invocation.log);
  if (auto status = runtime.load_backends(*settings); !status) return status.error();
  Stop stop;
  const Signals signals(context, stop, runtime.config.pipeline.stop_seconds, invocation.log);
  const auto loaded = run_to_end(context, runtime.load_environments());
  if (!loaded) return loaded.error();
  if (auto status = check_references(runtime); !status) return status.error();
  auto store = store::open_store(runtime.config.store.file, invocation.log);
  if (!store) return store.error();
  auto reader = store::open_reader(runtime.config.store.file);
  if (!reader) return reader.error();
  // Last, and under the record's lock: it takes away who is no longer configured.
  if (auto status = app::seed_ledger(runtime); !status) return status.error();
  const auto chain = app::open_chain(runtime.config.chain, runtime.clock);
  if (!chain) return chain.error();
  if (auto status = app::check_for_chain(runtime, **chain); !status) return status.error();
  auto complete = run_to_end(
      context, validate(runtime, **chain, **store, **reader, stop, invocation, *windows));
  runtime.stop();
  if (!complete) return complete.error();
  if (!*complete || signals.caught()) {
    return base::Error{base::Code::cancelled,
                       "stopped; what is recorded stays, the next start goes on from there"};
  }
  if (!invocation.json) print_weights(*invocation.out, **reader);
  return 0;
}

}  // namespace

Command validate_command() {
  return {
      .name = "validate",
      .summary = "Run the validator: windows of rollouts, scores, weights.",
      .details =
          "Without --config it runs affine.yaml in the working directory, else the configuration "
          "that is built in: simulated miners on a local ledger. SIGINT or SIGTERM stops cleanly; "
          "a second one at once. Killed at any instant, the next start goes on where it was.",
      .options = {{"windows", "N", "Stop after N windows; 0 (default): never."},
                  {"dry-run", "", "Do everything but submit weights."}},
      .examples = {"af validate --windows 3",
                   "af validate --config affine.yaml --json >> windows.jsonl"},
      .run = run_validate};
}

}  // namespace af::cli
