// SPDX-License-Identifier: MIT
#include "plugin/child/environment.h"

#include <utility>

#include "base/text.h"
#include "plugin/boundary/contract.h"
#include "plugin/boundary/library.h"
#include "plugin/program_runner.h"

namespace af::plugin {
namespace {

using base::Awaitable;
using base::Result;
using Milliseconds = std::chrono::milliseconds;

base::Error broken_answer(const char* what) {
  return {base::Code::plugin, std::string("the plugin's process sent a broken ") + what,
          AF_CAUSE_PLUGIN_CONTRACT};
}

/// Reads an answer with `read`; missing or surplus bytes break the contract.
template <class T, class Read>
Result<T> decode(const ChildHost::Answer& answer, Read read) {
  WireReader reader(answer.payload);
  T value = read(reader);
  if (!reader.done()) return broken_answer("answer");
  return value;
}

/// Makes a call again until no run of a program is missing.
template <class T, class Read>
Awaitable<Result<T>> call_with_runs(std::shared_ptr<ChildHost> host,
                                    std::shared_ptr<sandbox::Sandbox> sandbox, ProgramRuns& runs,
                                    ChildHost::Encoder encoder, Read read) {
  for (;;) {
    const auto answer = co_await host->call(encoder);
    if (!answer) co_return answer.error();
    if (!answer->pending) co_return decode<T>(*answer, read);
    auto request =
        decode<ProgramRequest>(*answer, [](WireReader& reader) { return reader.request(); });
    if (!request) co_return request.error();
    if (const auto done = co_await run_programs(sandbox, runs, std::move(*request)); !done)
      co_return done.error();
  }
}

Turn read_turn(WireReader& reader) { return reader.turn(); }

class ChildEpisode : public Episode {
 public:
  ChildEpisode(std::shared_ptr<ChildHost> host, std::shared_ptr<sandbox::Sandbox> sandbox,
               std::shared_ptr<const Task> task, std::uint64_t id, std::uint64_t time_ms,
               std::size_t max_turns)
      : host_(std::move(host)),
        sandbox_(std::move(sandbox)),
        task_(std::move(task)),
        id_(id),
        time_ms_(time_ms),
        max_turns_(max_turns) {}

  ~ChildEpisode() override {
    if (finished_ || generation_ == 0) return;
    Writer payload;
    payload.u64(id_);
    host_->notify(generation_, {Op::close, payload.take(), false});
  }

  Awaitable<Result<Turn>> observe() override {
    ChildHost::Encoder encoder = [this](std::uint64_t now) { return open(now); };
    co_return checked(
        co_await call_with_runs<Turn>(host_, sandbox_, runs_, std::move(encoder), read_turn),
        false);
  }

  Awaitable<Result<Turn>> step(Reply reply) override {
    replies_.push_back(std::move(reply));
    const std::size_t runs_before = runs_.done.size();
    ChildHost::Encoder encoder = [this, runs_before](std::uint64_t now) {
      // A child that asked for runs has dropped the episode.
      if (now != generation_ || runs_.done.size() != runs_before) return open(now);
      Writer payload;
      payload.u64(time_ms_);
      payload.u64(id_);
      payload.reply(replies_.back());
      return ChildHost::Call{Op::step, payload.take(), true};
    };
    co_return checked(
        co_await call_with_runs<Turn>(host_, sandbox_, runs_, std::move(encoder), read_turn),
        false);
  }

  Awaitable<Result<Turn>> end(AfEnd why) override {
    ChildHost::Encoder encoder = [this, why](std::uint64_t) {
      Writer payload = replay_payload();
      payload.u32(why);
      return ChildHost::Call{Op::end, payload.take(), !replies_.empty()};
    };
    co_return checked(
        co_await call_with_runs<Turn>(host_, sandbox_, runs_, std::move(encoder), read_turn), true);
  }

  Awaitable<Result<References>> references(base::Seed seed) override {
    ChildHost::Encoder encoder = [this, seed](std::uint64_t) {
      Writer payload;
      payload.u64(time_ms_);
      payload.runs(runs_);
      payload.task(*task_);
      payload.replies(replies_);
      payload.seed(seed);
      return ChildHost::Call{Op::references, payload.take(), !replies_.empty()};
    };
    co_return co_await call_with_runs<References>(
        host_, sandbox_, runs_, std::move(encoder),
        [](WireReader& reader) { return reader.references(); });
  }

  std::string sandbox() const override { return setting_of(runs_); }

 private:
  /// What a fresh child needs to reach this episode's state: the task and the replies so far.
  [[nodiscard]] Writer replay_payload() const {
    Writer payload;
    payload.u64(time_ms_);
    payload.runs(runs_);
    payload.u64(id_);
    payload.task(*task_);
    payload.replies(replies_);
    return payload;
  }
  ChildHost::Call open(std::uint64_t generation) {
    generation_ = generation;
    return {Op::open, replay_payload().take(), !replies_.empty()};
  }
  /// Checks a turn again in the host: a child that sends a breach has got past its own checks.
  Result<Turn> checked(Result<Turn> turn, bool ended) {
    if (turn) {
      turn = keep_contract(std::move(*turn), {replies_.size(), max_turns_, ended}, host_->id());
      if (!turn) host_->report_contract_violation(generation_, turn.error().message);
    }
    finished_ = !turn || turn->verdict.has_value();
    return turn;
  }

  std::shared_ptr<ChildHost> host_;
  std::shared_ptr<sandbox::Sandbox> sandbox_;
  std::shared_ptr<const Task> task_;
  std::uint64_t id_, time_ms_, generation_ = 0;
  std::size_t max_turns_;
  std::vector<Reply> replies_;
  ProgramRuns runs_;
  bool finished_ = false;
};

class ChildEnvironment : public Environment {
 public:
  ChildEnvironment(std::shared_ptr<ChildHost> host, std::shared_ptr<sandbox::Sandbox> sandbox,
                   EnvironmentDescriptor descriptor, std::string options, Milliseconds time)
      : host_(std::move(host)),
        sandbox_(std::move(sandbox)),
        descriptor_(std::move(descriptor)),
        options_(std::move(options)),
        time_ms_(static_cast<std::uint64_t>(time.count())) {}
  ~ChildEnvironment() override { host_->stop(); }

  const EnvironmentDescriptor& descriptor() const noexcept override { return descriptor_; }
  Awaitable<Result<Task>> make_task(std::uint32_t level, base::Seed seed) override {
    ProgramRuns runs;
    ChildHost::Encoder encoder = [this, level, seed, &runs](std::uint64_t) {
      Writer payload;
      payload.u64(time_ms_);
      payload.runs(runs);
      payload.u32(level);
      payload.seed(seed);
      return ChildHost::Call{Op::make, payload.take(), false};
    };
    co_return co_await call_with_runs<Task>(
        host_, sandbox_, runs, std::move(encoder), [](WireReader& reader) {
          Task task = reader.task();
          task.family = base::printable(task.family.substr(0, max_family_bytes));
          return task;
        });
  }
  std::unique_ptr<Episode> open(std::shared_ptr<const Task> task) override {
    return std::make_unique<ChildEpisode>(host_, sandbox_, std::move(task), next_episode_++,
                                          time_ms_, descriptor_.max_turns);
  }
  const std::string& options() const noexcept override { return options_; }
  std::uint64_t crashes() const noexcept override { return host_->crashes(); }
  void stop() override { host_->stop(); }

 private:
  std::shared_ptr<ChildHost> host_;
  std::shared_ptr<sandbox::Sandbox> sandbox_;
  EnvironmentDescriptor descriptor_;
  std::string options_;
  std::uint64_t time_ms_, next_episode_ = 1;
};

}  // namespace

Result<EnvironmentDescriptor> read_descriptor(const Result<ChildHost::Answer>& answer) {
  if (!answer) return answer.error();
  WireReader reader(answer->payload);
  const std::string text = reader.text();
  const auto json = base::parse_json(text);
  if (!json || !reader.done()) return broken_answer("descriptor");
  try {
    return environment_from_json(*json);
  } catch (const base::Json::exception& error) {
    return base::Error{base::Code::plugin, std::string("broken descriptor: ") + error.what(),
                       AF_CAUSE_PLUGIN_CONTRACT};
  }
}

std::shared_ptr<Environment> make_child_environment(std::shared_ptr<ChildHost> host,
                                                    std::shared_ptr<sandbox::Sandbox> sandbox,
                                                    EnvironmentDescriptor descriptor,
                                                    std::string options, Milliseconds call_time) {
  return std::make_shared<ChildEnvironment>(std::move(host), std::move(sandbox),
                                            std::move(descriptor), std::move(options), call_time);
}

}  // namespace af::plugin
