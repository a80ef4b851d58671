#include "plugin/environment.h"

#include "config/check.h"
#include "plugin/child_host.h"
#include "plugin/contract.h"
#include "plugin/library.h"
#include "plugin/local_environment.h"
#include "plugin/note.h"
#include "plugin/services.h"

namespace af::plugin {
namespace {

using base::Awaitable;
using base::Result;
using Milliseconds = std::chrono::milliseconds;

// ---- in this process ---------------------------------------------------------------------------

class InProcessEpisode : public Episode {
 public:
  InProcessEpisode(std::shared_ptr<LocalEnvironment> environment, std::shared_ptr<const Task> task, Milliseconds time)
      : environment_(std::move(environment)), task_(std::move(task)), time_(time) {}

  Awaitable<Result<Turn>> observe() override {
    auto opened = environment_->open(*task_, deadline());
    if (!opened) co_return opened.error();
    episode_ = std::move(*opened);
    co_return episode_->observe(deadline());
  }
  Awaitable<Result<Turn>> step(Reply reply) override { co_return episode_->step(reply, deadline()); }
  Awaitable<Result<Turn>> end(AfEnd why) override { co_return episode_->end(why, deadline()); }
  Awaitable<Result<References>> references(base::Seed seed) override {
    co_return episode_->references(seed, deadline());
  }

 private:
  [[nodiscard]] std::uint64_t deadline() const {
    return monotonic_ns() + static_cast<std::uint64_t>(time_.count()) * 1'000'000;
  }
  std::shared_ptr<LocalEnvironment> environment_;
  std::shared_ptr<const Task> task_;
  Milliseconds time_;
  std::unique_ptr<LocalEpisode> episode_;
};

class InProcessEnvironment : public Environment {
 public:
  InProcessEnvironment(std::shared_ptr<LocalEnvironment> local, std::string options, Milliseconds time)
      : local_(std::move(local)), options_(std::move(options)), time_(time) {}

  const EnvironmentDescriptor& descriptor() const noexcept override { return local_->descriptor(); }
  Awaitable<Result<Task>> make_task(std::uint32_t level, base::Seed seed) override {
    co_return local_->make_task(level, seed, monotonic_ns() + static_cast<std::uint64_t>(time_.count()) * 1'000'000);
  }
  std::unique_ptr<Episode> open(std::shared_ptr<const Task> task) override {
    return std::make_unique<InProcessEpisode>(local_, std::move(task), time_);
  }
  const std::string& options() const noexcept override { return options_; }

 private:
  std::shared_ptr<LocalEnvironment> local_;
  std::string options_;
  Milliseconds time_;
};

// ---- in a child process ------------------------------------------------------------------------

/// Reads an answer with `read`; leftovers or missing bytes are a breach.
template <class T, class Read>
Result<T> decode(const Result<std::string>& answer, Read read) {
  if (!answer) return answer.error();
  WireReader reader(*answer);
  T value = read(reader);
  if (!reader.done()) {
    return base::Error{base::Code::plugin, "the plugin's process sent a broken answer", AF_CAUSE_PLUGIN_CONTRACT};
  }
  return value;
}

Result<Turn> decode_turn(const Result<std::string>& answer) {
  return decode<Turn>(answer, [](WireReader& reader) { return reader.turn(); });
}

class ChildEpisode : public Episode {
 public:
  ChildEpisode(std::shared_ptr<ChildHost> host, std::shared_ptr<const Task> task, std::uint64_t id,
               std::uint64_t time_ms, std::size_t max_turns)
      : host_(std::move(host)), task_(std::move(task)), id_(id), time_ms_(time_ms), max_turns_(max_turns) {}

  ~ChildEpisode() override {
    if (finished_ || generation_ == 0) return;
    Writer payload;
    payload.u64(id_);
    host_->tell(generation_, {Op::close, payload.take(), false});
  }

  Awaitable<Result<Turn>> observe() override {
    const auto answer = co_await host_->call([this](std::uint64_t now) { return open(now); });
    co_return note(decode_turn(answer), false);
  }

  Awaitable<Result<Turn>> step(Reply reply) override {
    replies_.push_back(std::move(reply));
    const auto answer = co_await host_->call([this](std::uint64_t now) {
      if (now != generation_) return open(now);
      Writer payload = begin();
      payload.reply(replies_.back());
      return ChildHost::Call{Op::step, payload.take(), true};
    });
    co_return note(decode_turn(answer), false);
  }

  Awaitable<Result<Turn>> end(AfEnd why) override {
    const auto answer = co_await host_->call([this, why](std::uint64_t) {
      Writer payload = story();
      payload.u32(why);
      return ChildHost::Call{Op::end, payload.take(), !replies_.empty()};
    });
    co_return note(decode_turn(answer), true);
  }

  Awaitable<Result<References>> references(base::Seed seed) override {
    const auto answer = co_await host_->call([this, seed](std::uint64_t) {
      Writer payload;
      payload.u64(time_ms_);
      payload.task(*task_);
      payload.replies(replies_);
      payload.seed(seed);
      return ChildHost::Call{Op::references, payload.take(), !replies_.empty()};
    });
    co_return decode<References>(answer, [](WireReader& reader) { return reader.references(); });
  }

 private:
  [[nodiscard]] Writer begin() const {
    Writer payload;
    payload.u64(time_ms_);
    payload.u64(id_);
    return payload;
  }
  /// All that a child must hear to be where this episode is.
  [[nodiscard]] Writer story() const {
    Writer payload = begin();
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
  std::shared_ptr<const Task> task_;
  std::uint64_t id_, time_ms_, generation_ = 0;
  std::size_t max_turns_;
  std::vector<Reply> replies_;
  bool finished_ = false;
};

class ChildEnvironment : public Environment {
 public:
  ChildEnvironment(std::shared_ptr<ChildHost> host, EnvironmentDescriptor descriptor, std::string options,
                   Milliseconds time)
      : host_(std::move(host)),
        descriptor_(std::move(descriptor)),
        options_(std::move(options)),
        time_ms_(static_cast<std::uint64_t>(time.count())) {}
  ~ChildEnvironment() override { host_->stop(); }

  const EnvironmentDescriptor& descriptor() const noexcept override { return descriptor_; }
  Awaitable<Result<Task>> make_task(std::uint32_t level, base::Seed seed) override {
    const auto answer = co_await host_->call([=, this](std::uint64_t) {
      Writer payload;
      payload.u64(time_ms_);
      payload.u32(level);
      payload.seed(seed);
      return ChildHost::Call{Op::make, payload.take(), false};
    });
    co_return decode<Task>(answer, [](WireReader& reader) { return reader.task(); });
  }
  std::unique_ptr<Episode> open(std::shared_ptr<const Task> task) override {
    return std::make_unique<ChildEpisode>(host_, std::move(task), next_episode_++, time_ms_, descriptor_.max_turns);
  }
  const std::string& options() const noexcept override { return options_; }
  std::uint64_t crashes() const noexcept override { return host_->crashes(); }
  void stop() override { host_->stop(); }

 private:
  std::shared_ptr<ChildHost> host_;
  EnvironmentDescriptor descriptor_;
  std::string options_;
  std::uint64_t time_ms_, next_episode_ = 1;
};

// ---- loading -----------------------------------------------------------------------------------

/// The options with defaults, or all that is wrong with them.
Result<base::Json> check_options(const EnvironmentDescriptor& descriptor, const config::EnvironmentConfig& config,
                                 const config::Source& source) {
  auto checked =
      config::check(config.options, descriptor.options, source.name, "environment " + config.id + " options");
  for (const auto& [level, weight] : config.levels) {
    if (level >= descriptor.levels.size()) {
      checked.problems.push_back({config.options.mark, "environment " + config.id + ": level " + std::to_string(level) +
                                                           " does not exist; the plugin has levels 0 to " +
                                                           std::to_string(descriptor.levels.size() - 1)});
    }
  }
  if (!checked.problems.empty()) return config::to_error(source, checked.problems);
  return checked.value;
}

Result<EnvironmentDescriptor> read_descriptor(const Result<std::string>& answer) {
  if (!answer) return answer.error();
  WireReader reader(*answer);
  const std::string text = reader.text();
  const auto json = base::parse_json(text);
  if (!json || !reader.done()) {
    return base::Error{base::Code::plugin, "the plugin's process sent a broken descriptor", AF_CAUSE_PLUGIN_CONTRACT};
  }
  try {
    return environment_from_json(*json);
  } catch (const base::Json::exception& error) {
    return base::Error{base::Code::plugin, std::string("broken descriptor: ") + error.what(), AF_CAUSE_PLUGIN_CONTRACT};
  }
}

Result<std::shared_ptr<Environment>> load_in_process(const std::filesystem::path& file,
                                                     const config::EnvironmentConfig& config,
                                                     const config::Source& source, base::Log log) {
  auto library = Library::load(file);
  if (!library) return library.error();
  auto descriptor = library->environment();
  if (!descriptor) return descriptor.error();
  auto options = check_options(*descriptor, config, source);
  if (!options) return options.error();
  auto local = LocalEnvironment::create(*library, *options, std::move(log));
  if (!local) return local.error();
  return std::shared_ptr<Environment>(std::make_shared<InProcessEnvironment>(
      std::move(*local), base::dump(*options), std::chrono::seconds(config.call_seconds)));
}

}  // namespace

Awaitable<Result<std::shared_ptr<Environment>>> load_environment(const Loading& loading,
                                                                 const config::EnvironmentConfig& config,
                                                                 const config::Source& source) {
  const auto file = find_plugin(config.plugin, AF_KIND_ENVIRONMENT, loading.folders);
  if (!file) co_return file.error();
  if (config.in_process) co_return load_in_process(*file, config, source, loading.log);
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
      std::move(host), std::move(*descriptor), base::dump(*options), std::chrono::seconds(config.call_seconds)));
}

}  // namespace af::plugin
