#include "plugin/environment.h"

#include <algorithm>
#include <utility>

#include "config/check.h"
#include "plugin/boundary/contract.h"
#include "plugin/boundary/library.h"
#include "plugin/boundary/local_environment.h"
#include "plugin/boundary/note.h"
#include "plugin/boundary/services.h"
#include "plugin/child/host.h"

namespace af::plugin {
namespace {

using base::Awaitable;
using base::Result;
using Milliseconds = std::chrono::milliseconds;

// ---- runs of programs --------------------------------------------------------------------------

/// Has the sandbox run what a call asked for.
Awaitable<base::Status> fulfil(std::shared_ptr<sandbox::Sandbox> sandbox, ProgramRuns& runs,
                               ProgramRequest request) {
  constexpr std::size_t most_errors = 4096;
  if (!sandbox) {
    co_return base::Error{base::Code::plugin, "no programs can be run here",
                          AF_CAUSE_SANDBOX_UNAVAILABLE};
  }
  if (const auto checked = check_request(request); !checked) co_return checked.error();
  const auto key = key_of(request);
  if (runs.done.contains(key) || runs.done.size() >= max_batches) {
    co_return base::Error{base::Code::plugin, "asks for runs without end",
                          AF_CAUSE_PLUGIN_CONTRACT};
  }
  auto batch =
      co_await sandbox->run(std::move(request.program), std::move(request.inputs), request.limits);
  if (!batch) co_return batch.error();
  for (auto& run : *batch) run.errors.resize(std::min(run.errors.size(), most_errors));
  runs.done[key] = std::move(*batch);
  co_return base::Done{};
}

// ---- in this process ---------------------------------------------------------------------------

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
    co_return co_await insist<Turn>([this] { return catch_up(); });
  }
  Awaitable<Result<Turn>> step(Reply reply) override {
    replies_.push_back(std::move(reply));
    co_return co_await insist<Turn>([this] { return catch_up(); });
  }
  Awaitable<Result<Turn>> end(AfEnd why) override {
    co_return co_await insist<Turn>([this, why]() -> Result<Turn> {
      if (auto told = catch_up(); !told) return told;
      return episode_->end(why, context());
    });
  }
  Awaitable<Result<References>> references(base::Seed seed) override {
    co_return co_await insist<References>([this, &seed]() -> Result<References> {
      if (auto told = catch_up(); !told) return told.error();
      return episode_->references(seed, context());
    });
  }
  std::string sandbox() const override { return setting_of(runs_); }

 private:
  [[nodiscard]] CallContext context() { return {deadline_after(time_), &runs_}; }

  /// Opens the episode unless it is open, and tells it what it has not heard.
  Result<Turn> catch_up() {
    if (!episode_) {
      auto opened = environment_->open(*task_, context());
      if (!opened) return opened.error();
      episode_ = std::move(*opened);
      heard_ = 0;
      if (replies_.empty()) return episode_->observe(context());
    }
    Result<Turn> turn = Turn{};
    while (turn && heard_ < replies_.size()) turn = episode_->step(replies_[heard_++], context());
    return turn;
  }

  /// Makes a call again, from the beginning of the episode, until no run of a program is missing.
  template <class T, class Work>
  Awaitable<Result<T>> insist(Work work) {
    for (;;) {
      Result<T> result = work();
      if (!runs_.wanted) co_return result;
      episode_.reset();
      auto wanted = *std::exchange(runs_.wanted, {});
      if (const auto done = co_await fulfil(sandbox_, runs_, std::move(wanted)); !done)
        co_return done.error();
    }
  }

  std::shared_ptr<LocalEnvironment> environment_;
  std::shared_ptr<sandbox::Sandbox> sandbox_;
  std::shared_ptr<const Task> task_;
  Milliseconds time_;
  std::vector<Reply> replies_;
  std::size_t heard_ = 0;
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
      if (const auto done = co_await fulfil(sandbox_, runs, std::move(wanted)); !done)
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

// ---- in a child process ------------------------------------------------------------------------

base::Error broken_answer(const char* what) {
  return {base::Code::plugin, std::string("the plugin's process sent a broken ") + what,
          AF_CAUSE_PLUGIN_CONTRACT};
}

/// Reads an answer with `read`; leftovers or missing bytes are a breach.
template <class T, class Read>
Result<T> decode(const ChildHost::Answer& answer, Read read) {
  WireReader reader(answer.payload);
  T value = read(reader);
  if (!reader.done()) return broken_answer("answer");
  return value;
}

/// Makes a call again until no run of a program is missing.
template <class T, class Read>
Awaitable<Result<T>> ask(std::shared_ptr<ChildHost> host, std::shared_ptr<sandbox::Sandbox> sandbox,
                         ProgramRuns& runs, ChildHost::Encoder encoder, Read read) {
  for (;;) {
    const auto answer = co_await host->call(encoder);
    if (!answer) co_return answer.error();
    if (!answer->pending) co_return decode<T>(*answer, read);
    auto request =
        decode<ProgramRequest>(*answer, [](WireReader& reader) { return reader.request(); });
    if (!request) co_return request.error();
    if (const auto done = co_await fulfil(sandbox, runs, std::move(*request)); !done)
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
    host_->tell(generation_, {Op::close, payload.take(), false});
  }

  Awaitable<Result<Turn>> observe() override {
    ChildHost::Encoder encoder = [this](std::uint64_t now) { return open(now); };
    co_return note(co_await ask<Turn>(host_, sandbox_, runs_, std::move(encoder), read_turn),
                   false);
  }

  Awaitable<Result<Turn>> step(Reply reply) override {
    replies_.push_back(std::move(reply));
    const std::size_t runs_before = runs_.done.size();
    ChildHost::Encoder encoder = [this, runs_before](std::uint64_t now) {
      // A child that had to ask for runs has let go of the episode.
      if (now != generation_ || runs_.done.size() != runs_before) return open(now);
      Writer payload;
      payload.u64(time_ms_);
      payload.u64(id_);
      payload.reply(replies_.back());
      return ChildHost::Call{Op::step, payload.take(), true};
    };
    co_return note(co_await ask<Turn>(host_, sandbox_, runs_, std::move(encoder), read_turn),
                   false);
  }

  Awaitable<Result<Turn>> end(AfEnd why) override {
    ChildHost::Encoder encoder = [this, why](std::uint64_t) {
      Writer payload = story();
      payload.u32(why);
      return ChildHost::Call{Op::end, payload.take(), !replies_.empty()};
    };
    co_return note(co_await ask<Turn>(host_, sandbox_, runs_, std::move(encoder), read_turn), true);
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
    co_return co_await ask<References>(host_, sandbox_, runs_, std::move(encoder),
                                       [](WireReader& reader) { return reader.references(); });
  }

  std::string sandbox() const override { return setting_of(runs_); }

 private:
  /// All that a child must hear to be where this episode is.
  [[nodiscard]] Writer story() const {
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
    return {Op::open, story().take(), !replies_.empty()};
  }
  /// Takes nothing on trust: a process that breaks the contract here has got past its own checks.
  Result<Turn> note(Result<Turn> turn, bool ended) {
    if (turn) {
      turn = keep_contract(std::move(*turn), {replies_.size(), max_turns_, ended}, host_->id());
      if (!turn) host_->distrust(generation_, turn.error().message);
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
    co_return co_await ask<Task>(host_, sandbox_, runs, std::move(encoder),
                                 [](WireReader& reader) { return reader.task(); });
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

// ---- loading -----------------------------------------------------------------------------------

/// The options with defaults, or all that is wrong with them.
Result<base::Json> check_options(const EnvironmentDescriptor& descriptor,
                                 const config::EnvironmentConfig& config,
                                 const config::Source& source) {
  auto checked = config::check(config.options, descriptor.options, source.name,
                               "environment " + config.id + " options");
  for (const auto& [level, weight] : config.levels) {
    if (level >= descriptor.levels.size()) {
      checked.problems.push_back(
          {config.options.mark, "environment " + config.id + ": level " + std::to_string(level) +
                                    " does not exist; the plugin has levels 0 to " +
                                    std::to_string(descriptor.levels.size() - 1)});
    }
  }
  if (!checked.problems.empty()) return config::to_error(source, checked.problems);
  return checked.value;
}

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

Result<std::shared_ptr<Environment>> load_in_process(const std::filesystem::path& file,
                                                     const config::EnvironmentConfig& config,
                                                     const config::Source& source,
                                                     const Loading& loading) {
  auto library = Library::load(file);
  if (!library) return library.error();
  auto descriptor = library->environment();
  if (!descriptor) return descriptor.error();
  auto options = check_options(*descriptor, config, source);
  if (!options) return options.error();
  auto local = LocalEnvironment::create(*library, *options, loading.log);
  if (!local) return local.error();
  return std::shared_ptr<Environment>(std::make_shared<InProcessEnvironment>(
      std::move(*local), loading.sandbox, base::dump(*options),
      std::chrono::seconds(config.call_seconds)));
}

}  // namespace

Awaitable<Result<std::shared_ptr<Environment>>> load_environment(
    const Loading& loading, const config::EnvironmentConfig& config, const config::Source& source) {
  const auto file = find_plugin(config.plugin, AF_KIND_ENVIRONMENT, loading.folders);
  if (!file) co_return file.error();
  if (config.in_process) co_return load_in_process(*file, config, source, loading);
  // The host refuses a misfit itself, so that the message is the same for both ways of hosting.
  const auto note = read_note(*file);
  if (!note) co_return note.error();
  if (const auto fits = check_note(*note, *file); !fits) co_return fits.error();

  ChildOptions child;
  child.id = config.id;
  child.plugin = std::filesystem::absolute(*file);
  child.program = loading.program;
  child.call_time = std::chrono::seconds(config.call_seconds);
  child.memory_mib = static_cast<std::uint64_t>(config.memory_mib);
  child.crashes_allowed = config.crashes_allowed;
  auto host = std::make_shared<ChildHost>(loading.context, std::move(child), loading.log);
  const auto described = co_await host->load();
  auto descriptor = read_descriptor(described);
  if (!descriptor) co_return descriptor.error();
  const auto options = check_options(*descriptor, config, source);
  if (!options) co_return options.error();
  host->configure(base::dump(*options));
  const auto configured = co_await host->load();
  descriptor = read_descriptor(configured);
  if (!descriptor) co_return descriptor.error();
  co_return std::shared_ptr<Environment>(std::make_shared<ChildEnvironment>(
      std::move(host), loading.sandbox, std::move(*descriptor), base::dump(*options),
      std::chrono::seconds(config.call_seconds)));
}

}  // namespace af::plugin
