// SPDX-License-Identifier: MIT
#include "plugin/in_process_environment.h"

#include <utility>

#include "plugin/boundary/services.h"
#include "plugin/program_runner.h"

namespace af::plugin {
namespace {

using base::Awaitable;
using base::Result;
using Milliseconds = std::chrono::milliseconds;

std::uint64_t deadline_after(Milliseconds time) {
  return monotonic_ns() + static_cast<std::uint64_t>(time.count()) * 1'000'000;
}

class InProcessEpisode : public Episode {
 public:
  InProcessEpisode(std::shared_ptr<LocalEnvironment> environment,
                   std::shared_ptr<sandbox::Sandbox> sandbox, std::shared_ptr<const Task> task,
                   Milliseconds time)
      : environment_(std::move(environment)),
        sandbox_(std::move(sandbox)),
        task_(std::move(task)),
        time_(time) {}

  Awaitable<Result<Turn>> observe() override {
    co_return co_await call_with_runs<Turn>([this] { return catch_up(); });
  }
  Awaitable<Result<Turn>> step(Reply reply) override {
    replies_.push_back(std::move(reply));
    co_return co_await call_with_runs<Turn>([this] { return catch_up(); });
  }
  Awaitable<Result<Turn>> end(AfEnd why) override {
    co_return co_await call_with_runs<Turn>([this, why]() -> Result<Turn> {
      if (auto turn = catch_up(); !turn) return turn;
      return episode_->end(why, context());
    });
  }
  Awaitable<Result<References>> references(base::Seed seed) override {
    co_return co_await call_with_runs<References>([this, &seed]() -> Result<References> {
      if (auto turn = catch_up(); !turn) return turn.error();
      return episode_->references(seed, context());
    });
  }
  std::string sandbox() const override { return setting_of(runs_); }

 private:
  [[nodiscard]] CallContext context() { return {deadline_after(time_), &runs_}; }

  /// Opens the episode unless it is open, and delivers the replies that it has not had.
  Result<Turn> catch_up() {
    if (!episode_) {
      auto opened = environment_->open(*task_, context());
      if (!opened) return opened.error();
      episode_ = std::move(*opened);
      delivered_ = 0;
      if (replies_.empty()) return episode_->observe(context());
    }
    Result<Turn> turn = Turn{};
    while (turn && delivered_ < replies_.size()) {
      turn = episode_->step(replies_[delivered_++], context());
    }
    return turn;
  }

  /// Makes a call again, from the beginning of the episode, until no run of a program is missing.
  template <class T, class Work>
  Awaitable<Result<T>> call_with_runs(Work work) {
    for (;;) {
      Result<T> result = work();
      if (!runs_.wanted) co_return result;
      episode_.reset();
      auto wanted = *std::exchange(runs_.wanted, {});
      if (const auto done = co_await run_programs(sandbox_, runs_, std::move(wanted)); !done)
        co_return done.error();
    }
  }

  std::shared_ptr<LocalEnvironment> environment_;
  std::shared_ptr<sandbox::Sandbox> sandbox_;
  std::shared_ptr<const Task> task_;
  Milliseconds time_;
  std::vector<Reply> replies_;
  std::size_t delivered_ = 0;  // of `replies_`, to the open episode
  ProgramRuns runs_;
  std::unique_ptr<LocalEpisode> episode_;
};

class InProcessEnvironment : public Environment {
 public:
  InProcessEnvironment(std::shared_ptr<LocalEnvironment> local,
                       std::shared_ptr<sandbox::Sandbox> sandbox, std::string options,
                       Milliseconds time)
      : local_(std::move(local)),
        sandbox_(std::move(sandbox)),
        options_(std::move(options)),
        time_(time) {}

  const EnvironmentDescriptor& descriptor() const noexcept override { return local_->descriptor(); }
  Awaitable<Result<Task>> make_task(std::uint32_t level, base::Seed seed) override {
    ProgramRuns runs;
    for (;;) {
      auto task = local_->make_task(level, seed, {deadline_after(time_), &runs});
      if (!runs.wanted) co_return task;
      auto wanted = *std::exchange(runs.wanted, {});
      if (const auto done = co_await run_programs(sandbox_, runs, std::move(wanted)); !done)
        co_return done.error();
    }
  }
  std::unique_ptr<Episode> open(std::shared_ptr<const Task> task) override {
    return std::make_unique<InProcessEpisode>(local_, sandbox_, std::move(task), time_);
  }
  const std::string& options() const noexcept override { return options_; }

 private:
  std::shared_ptr<LocalEnvironment> local_;
  std::shared_ptr<sandbox::Sandbox> sandbox_;
  std::string options_;
  Milliseconds time_;
};

}  // namespace

std::shared_ptr<Environment> make_in_process_environment(std::shared_ptr<LocalEnvironment> local,
                                                         std::shared_ptr<sandbox::Sandbox> sandbox,
                                                         std::string options,
                                                         Milliseconds call_time) {
  return std::make_shared<InProcessEnvironment>(std::move(local), std::move(sandbox),
                                                std::move(options), call_time);
}

}  // namespace af::plugin
