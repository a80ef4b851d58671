// SPDX-License-Identifier: MIT
/// Environments in C++: write an ordinary class, name it in AFFINE_ENVIRONMENT.
///
/// Single-turn (see plugins/environments/countdown):
///
///     class Sums {
///      public:
///       using Options = affine::NoOptions;
///       static affine::EnvironmentInfo info();
///       explicit Sums(Options) {}
///       affine::Task make(std::uint32_t level, affine::Random&, const affine::Call&) const;
///       std::string prompt(const affine::TaskView&) const;
///       affine::Verdict grade(const affine::TaskView&, const affine::Reply&,
///                             const affine::Call&) const;
///       std::string solve(const affine::TaskView&) const;                              // optional
///       affine::Replies baselines(const affine::TaskView&, affine::Random&) const;     // optional
///       affine::Replies mutants(const affine::TaskView&, affine::Random&) const;       // optional
///       std::string canonical(const affine::TaskView&) const;                          // optional
///     };
///     AFFINE_ENVIRONMENT("example.sums", Sums)
///
/// A game (see plugins/environments/sokoban) has `make` and a nested class `Episode` with a
/// constructor (const Game&, const TaskView&, const Call&), `observe`, `step`, `end`, `verdict` and
/// the optional `solve`, `baselines`, `mutants` and `canonical`.
///
/// An instance is called from several threads at once: keep it const. Fail by throwing Failure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../abi/environment.h"
#include "../abi/reference.h"
#include "environment_values.hpp"
#include "options.hpp"
#include "plugin.hpp"
#include "random.hpp"

namespace affine {

namespace detail {

/// Makes an episode of a single-turn environment.
template <class Environment>
class SingleTurn {
 public:
  SingleTurn(const Environment& environment, const TaskView& task, const Call&)
      : environment_(environment), task_(task) {}

  [[nodiscard]] std::vector<Message> observe() const {
    return {{AF_ROLE_USER, environment_.prompt(task_)}};
  }
  bool step(const Reply& reply, const Call& call) {
    verdict_ = environment_.grade(task_, reply, call);
    return true;
  }
  void end(AfEnd) { verdict_ = Verdict::missing("the episode ended before any reply"); }
  [[nodiscard]] Verdict verdict(const Call&) const { return verdict_; }

  [[nodiscard]] std::string solve() const requires
      requires(const Environment& e, const TaskView& t) {
    e.solve(t);
  }
  { return environment_.solve(task_); }
  [[nodiscard]] Replies baselines(Random& random) const requires
      requires(const Environment& e, const TaskView& t, Random& r) {
    e.baselines(t, r);
  }
  { return environment_.baselines(task_, random); }
  [[nodiscard]] Replies mutants(Random& random) const requires
      requires(const Environment& e, const TaskView& t, Random& r) {
    e.mutants(t, r);
  }
  { return environment_.mutants(task_, random); }
  [[nodiscard]] std::string canonical() const requires
      requires(const Environment& e, const TaskView& t) {
    e.canonical(t);
  }
  { return environment_.canonical(task_); }

 private:
  const Environment& environment_;
  TaskView task_;
  Verdict verdict_;
};

template <class Environment>
struct EpisodeOf {
  using Type = SingleTurn<Environment>;
};
template <class Environment>
requires requires { typename Environment::Episode; }
struct EpisodeOf<Environment> {
  using Type = typename Environment::Episode;
};

/// The C tables of one environment class.
template <class Environment>
class EnvironmentTables {
 public:
  /// The factory; `id` must live as long as the process.
  static const AfEnvironmentFactory* factory(std::string_view id) {
    static const Descriptor descriptor(id);
    static const AfEnvironmentDescriptor* const list[] = {&descriptor.table};
    static const AfEnvironmentFactory table = {sizeof(AfEnvironmentFactory), 1, list, create};
    return &table;
  }

 private:
  using Episode = typename EpisodeOf<Environment>::Type;
  using Options = typename Environment::Options;

  struct Descriptor {
    explicit Descriptor(std::string_view identifier)
        : id(identifier),
          info(Environment::info()),
          fields(Options::fields()),
          options(fields.table()) {
      for (const auto& level : info.levels) {
        levels.push_back({sizeof(AfLevel), str(level.name), str(level.summary)});
      }
      level_list = pointers_to(levels);
      table = {sizeof(AfEnvironmentDescriptor),
               str(id),
               str(info.name),
               str(info.summary),
               str(info.license),
               info.generator_version,
               info.max_turns,
               level_list.data(),
               level_list.size(),
               options.data(),
               options.size()};
    }
    std::string id;
    EnvironmentInfo info;
    Fields<Options> fields;
    std::vector<const AfOption*> options;
    std::vector<AfLevel> levels;
    std::vector<const AfLevel*> level_list;
    AfEnvironmentDescriptor table{};
  };

  static Environment& self(void* instance) { return *static_cast<Environment*>(instance); }
  static Episode& episode_of(void* episode) { return *static_cast<Episode*>(episode); }
  static std::span<const std::uint8_t, 32> bytes(const std::uint8_t* seed) {
    return std::span<const std::uint8_t, 32>(seed, 32);
  }

  static AfStatus create(const AfCall* call, AfStr, const AfSetting* const* settings,
                         std::uint64_t count, const AfEnvironment** functions, void** instance) {
    return guarded(call, [&] {
      *instance = new Environment(Options::fields().read(settings, count));
      *functions = &table();
    });
  }

  static AfStatus task_make(void* instance, const AfCall* call, std::uint32_t level,
                            const std::uint8_t* seed, const AfTaskSinks* sinks) {
    return guarded(call, [&] {
      if (level >= Environment::info().levels.size()) {
        throw Failure("level " + std::to_string(level) + " does not exist", AF_INVALID_ARGUMENT);
      }
      Random random(bytes(seed), "task");
      const Task task = self(instance).make(level, random, Call(call));
      write(sinks->public_part, task.public_part);
      write(sinks->private_part, task.private_part);
      write(sinks->family, task.family);
    });
  }
  static AfStatus episode_open(void* instance, const AfCall* call, const AfTask* task,
                               void** episode) {
    return guarded(call, [&] {
      const TaskView task_view{view(task->public_part), view(task->private_part),
                               view(task->family)};
      *episode = new Episode(self(instance), task_view, Call(call));
    });
  }
  static AfStatus episode_observe(void* episode, const AfCall* call, void* context,
                                  void (*add)(void*, const AfMessage*)) {
    return guarded(call, [&] {
      for (const auto& message : episode_of(episode).observe()) {
        const AfPart part = {sizeof(AfPart), AF_PART_TEXT, 0, str(message.text)};
        const AfPart* const parts[] = {&part};
        const AfMessage raw = {sizeof(AfMessage), message.role, 0, parts, 1};
        add(context, &raw);
      }
    });
  }
  static AfStatus episode_step(void* episode, const AfCall* call, const AfReply* reply,
                               std::uint32_t* finished) {
    return guarded(call, [&] {
      const Reply given{view(reply->text), reply->finish, view(reply->reasoning)};
      *finished = episode_of(episode).step(given, Call(call)) ? 1 : 0;
    });
  }
  static AfStatus episode_end(void* episode, const AfCall* call, AfEnd why) {
    return guarded(call, [&] { episode_of(episode).end(why); });
  }
  static AfStatus episode_verdict(void* episode, const AfCall* call, AfVerdict* out) {
    return guarded(call, [&] {
      const Verdict verdict = episode_of(episode).verdict(Call(call));
      out->state = verdict.state;
      out->extraction = verdict.extraction;
      out->cause = verdict.cause;
      out->score = verdict.score;
      write(out->evidence, verdict.evidence);
      for (const auto& [name, value] : verdict.metrics) {
        out->metric(out->context, str(name), value);
      }
    });
  }
  static void episode_close(void* episode) { delete &episode_of(episode); }
  static void destroy(void* instance) { delete &self(instance); }

  static void add_one(std::string_view name, std::string_view text, void* context, AfAddReply add) {
    AfReply reply{};
    reply.size = sizeof(AfReply);
    reply.text = str(text);
    reply.finish = AF_FINISH_STOP;
    add(context, str(name), &reply);
  }
  static void add_all(const Replies& replies, void* context, AfAddReply add) {
    for (const auto& [name, reply] : replies) add_one(name, reply, context, add);
  }
  static const void* get_extension(AfStr id) {
    const std::string_view wanted = view(id);
    if constexpr (requires(const Episode& e) { e.solve(); }) {
      static const AfEnvSolve solve = {
          sizeof(AfEnvSolve), [](void* episode, const AfCall* call, void* context, AfAddReply add) {
            return guarded(
                call, [&] { add_one("reference", episode_of(episode).solve(), context, add); });
          }};
      if (wanted == AF_ENV_SOLVE) return &solve;
    }
    if constexpr (requires(const Episode& e, Random& r) { e.baselines(r); }) {
      static const AfEnvBaselines baselines = {
          sizeof(AfEnvBaselines), [](void* episode, const AfCall* call, const std::uint8_t* seed,
                                     void* context, AfAddReply add) {
            return guarded(call, [&] {
              Random random(bytes(seed), "baselines");
              add_all(episode_of(episode).baselines(random), context, add);
            });
          }};
      if (wanted == AF_ENV_BASELINES) return &baselines;
    }
    if constexpr (requires(const Episode& e, Random& r) { e.mutants(r); }) {
      static const AfEnvMutants mutants = {
          sizeof(AfEnvMutants), [](void* episode, const AfCall* call, const std::uint8_t* seed,
                                   void* context, AfAddReply add) {
            return guarded(call, [&] {
              Random random(bytes(seed), "mutants");
              add_all(episode_of(episode).mutants(random), context, add);
            });
          }};
      if (wanted == AF_ENV_MUTANTS) return &mutants;
    }
    if constexpr (requires(const Episode& e) { e.canonical(); }) {
      static const AfEnvCanonical canonical = {
          sizeof(AfEnvCanonical), [](void* episode, const AfCall* call, const AfSink* form) {
            return guarded(call, [&] { write(form, episode_of(episode).canonical()); });
          }};
      if (wanted == AF_ENV_CANONICAL) return &canonical;
    }
    return nullptr;
  }

  static const AfEnvironment& table() {
    static const AfEnvironment functions = {
        sizeof(AfEnvironment), task_make,       episode_open,  episode_observe, episode_step,
        episode_end,           episode_verdict, episode_close, destroy,         get_extension};
    return functions;
  }
};

}  // namespace detail
}  // namespace affine

/// Makes a class the one environment of this shared object.
#define AFFINE_ENVIRONMENT(id, Class)                                   \
  static const void* affine_get_factory(AfStr wanted) {                 \
    if (affine::view(wanted) != AF_ENVIRONMENT_FACTORY) return nullptr; \
    return affine::detail::EnvironmentTables<Class>::factory(id);       \
  }                                                                     \
  AFFINE_PLUGIN_ENTRY(AF_KIND_ENVIRONMENT, id, affine_get_factory)
