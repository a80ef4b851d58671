// SPDX-License-Identifier: MIT
#include "plugin/boundary/local_environment.h"

#include <affine/abi/reference.h>
#include <affine/sdk/call.hpp>
#include <cmath>

#include "base/text.h"
#include "plugin/boundary/call_frame.h"
#include "plugin/boundary/contract.h"
#include "plugin/boundary/option_tree.h"

namespace af::plugin {
namespace {

using affine::str;
using affine::view;

/// A host buffer with a cap, as a sink.
class Buffer {
 public:
  explicit Buffer(std::size_t limit) : limit_(limit) {}
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;

  [[nodiscard]] const AfSink* sink() const noexcept { return &sink_; }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  static AfStatus write(void* context, AfStr bytes) {
    auto& self = *static_cast<Buffer*>(context);
    const std::size_t room = self.limit_ - self.text_.size();
    self.text_ += view(bytes).substr(0, room);
    return bytes.size > room ? AF_RESOURCE : AF_OK;
  }

  std::size_t limit_;
  std::string text_;
  AfSink sink_{sizeof(AfSink), this, write};
};

void add_reply(void* context, AfStr name, const AfReply* reply) {
  static_cast<NamedReplies*>(context)->emplace_back(base::printable(view(name)),
                                                    std::string(view(reply->text)));
}

/// Messages as a plugin adds them, and the first rule that one of them broke.
struct Collected {
  std::vector<Message> messages;
  std::string breach;

  static void add(void* context, const AfMessage* raw) {
    auto& self = *static_cast<Collected*>(context);
    Message& message = self.messages.emplace_back();
    message.role = raw->role;
    for (std::uint64_t i = 0; i < raw->part_count; ++i) {
      const AfPart& part = *raw->parts[i];
      if (part.kind != AF_PART_TEXT && self.breach.empty()) {
        self.breach = "a part of the unknown kind " + std::to_string(part.kind);
      }
      message.text += view(part.text);
    }
  }
};

/// The table of an ability, or null.
template <class Table>
const Table* extension(const AfEnvironment& functions, std::string_view id) {
  return static_cast<const Table*>(functions.get_extension(str(id)));
}

base::Error broken(const std::string& id, const std::string& why) {
  return {base::Code::plugin, id + ": " + why, AF_CAUSE_PLUGIN_CONTRACT};
}

}  // namespace

base::Result<std::shared_ptr<LocalEnvironment>> LocalEnvironment::create(const Library& library,
                                                                         const base::Json& options,
                                                                         base::Log log) {
  auto descriptor = library.environment();
  if (!descriptor) return descriptor.error();
  std::shared_ptr<LocalEnvironment> environment(
      new LocalEnvironment(std::move(*descriptor), std::move(log)));
  EnvironmentDescriptor& known = environment->descriptor_;
  const OptionTree tree(options, known.options);
  const CallFrame call(environment->log_, known.id);
  const AfStatus status =
      library.environments()->create(call.raw(), str(known.id), tree.settings(), tree.count(),
                                     &environment->functions_, &environment->instance_);
  if (status != AF_OK) return call.error(status);
  const AfEnvironment& functions = *environment->functions_;
  if (!AF_HAS(&functions, AfEnvironment, get_extension)) {
    return broken(known.id, "its function table is too short");
  }
  known.has_solve = functions.get_extension(str(AF_ENV_SOLVE)) != nullptr;
  known.has_baselines = functions.get_extension(str(AF_ENV_BASELINES)) != nullptr;
  return environment;
}

LocalEnvironment::~LocalEnvironment() {
  if (instance_ != nullptr) functions_->destroy(instance_);
}

base::Result<Task> LocalEnvironment::make_task(std::uint32_t level, const base::Seed& seed,
                                               const CallContext& context) {
  if (level >= descriptor_.levels.size()) {
    return base::Error{base::Code::usage,
                       descriptor_.id + " has levels 0 to " +
                           std::to_string(descriptor_.levels.size() - 1) + ", not " +
                           std::to_string(level),
                       AF_CAUSE_CONFIG};
  }
  Buffer public_part(max_task_bytes), private_part(max_task_bytes), family(max_family_bytes);
  const AfTaskSinks sinks = {sizeof(AfTaskSinks), public_part.sink(), private_part.sink(),
                             family.sink()};
  const CallFrame call(log_, descriptor_.id, context.deadline_ns, context.runs);
  const AfStatus status = functions_->task_make(instance_, call.raw(), level, seed.data(), &sinks);
  if (status != AF_OK) return call.error(status);
  return Task{public_part.take(), private_part.take(), base::printable(family.take())};
}

base::Result<std::unique_ptr<LocalEpisode>> LocalEnvironment::open(Task task,
                                                                   const CallContext& context) {
  std::unique_ptr<LocalEpisode> episode(new LocalEpisode(shared_from_this(), std::move(task)));
  const Task& kept = episode->task_;
  const AfTask raw = {sizeof(AfTask), str(kept.public_part), str(kept.private_part),
                      str(kept.family)};
  const CallFrame call(log_, descriptor_.id, context.deadline_ns, context.runs);
  const AfStatus status = functions_->episode_open(instance_, call.raw(), &raw, &episode->episode_);
  if (status != AF_OK) return call.error(status);
  return episode;
}

LocalEpisode::~LocalEpisode() {
  if (episode_ != nullptr) environment_->functions_->episode_close(episode_);
}

CallFrame LocalEpisode::frame(const CallContext& context) const {
  return CallFrame(environment_->log_, environment_->descriptor_.id, context.deadline_ns,
                   context.runs);
}

base::Result<Turn> LocalEpisode::checked(Turn turn) const {
  const EnvironmentDescriptor& descriptor = environment_->descriptor_;
  return keep_contract(std::move(turn), {steps_, descriptor.max_turns, false}, descriptor.id);
}

base::Result<Turn> LocalEpisode::observe(const CallContext& context) {
  Collected collected;
  const CallFrame call = frame(context);
  const AfStatus status =
      environment_->functions_->episode_observe(episode_, call.raw(), &collected, Collected::add);
  if (status != AF_OK) return call.error(status);
  if (!collected.breach.empty()) return broken(environment_->descriptor_.id, collected.breach);
  Turn turn;
  turn.messages = std::move(collected.messages);
  return checked(std::move(turn));
}

base::Result<Turn> LocalEpisode::step(const Reply& reply, const CallContext& context) {
  AfReply raw{};
  raw.size = sizeof(AfReply);
  raw.text = str(reply.text);
  raw.finish = reply.finish;
  raw.prompt_tokens = reply.prompt_tokens;
  raw.completion_tokens = reply.completion_tokens;
  const CallFrame call = frame(context);
  std::uint32_t finished = 0;
  const AfStatus status =
      environment_->functions_->episode_step(episode_, call.raw(), &raw, &finished);
  if (status != AF_OK) return call.error(status);
  ++steps_;
  return finished != 0 ? judge(context) : observe(context);
}

base::Result<Turn> LocalEpisode::end(AfEnd why, const CallContext& context) {
  const CallFrame call = frame(context);
  const AfStatus status = environment_->functions_->episode_end(episode_, call.raw(), why);
  if (status != AF_OK) return call.error(status);
  return judge(context);
}

base::Result<Turn> LocalEpisode::judge(const CallContext& context) {
  Verdict verdict;
  Buffer evidence(max_evidence_bytes);
  AfVerdict raw{};
  raw.size = sizeof(AfVerdict);
  raw.score = std::nan("");
  raw.evidence = evidence.sink();
  raw.context = &verdict.metrics;
  raw.metric = [](void* collected, AfStr name, double value) {
    auto& metrics = *static_cast<std::map<std::string, double>*>(collected);
    if (metrics.size() < max_metrics && std::isfinite(value)) {
      metrics[base::shortened(base::printable(view(name)), 64)] = value;
    }
  };
  const CallFrame call = frame(context);
  AfStatus status = environment_->functions_->episode_verdict(episode_, call.raw(), &raw);
  // Too much evidence is cut off; it does not spoil the verdict.
  if (status == AF_RESOURCE && raw.state != AF_VERDICT_UNSET) status = AF_OK;
  if (status != AF_OK) return call.error(status);
  if (raw.state != AF_VERDICT_SCORED && raw.state != AF_VERDICT_VOID) {
    return broken(environment_->descriptor_.id, "no verdict");
  }
  verdict.scored = raw.state == AF_VERDICT_SCORED;
  verdict.score = verdict.scored ? raw.score : 0.0;
  verdict.extraction = raw.extraction;
  verdict.cause = raw.cause;
  verdict.evidence = evidence.take();
  Turn turn;
  turn.verdict = std::move(verdict);
  return checked(std::move(turn));
}

base::Result<References> LocalEpisode::references(const base::Seed& seed,
                                                  const CallContext& context) {
  References references;
  const auto& functions = *environment_->functions_;
  const CallFrame call = frame(context);
  AfStatus status = AF_OK;
  if (const auto* table = extension<AfEnvSolve>(functions, AF_ENV_SOLVE)) {
    NamedReplies solutions;
    status = table->solve(episode_, call.raw(), &solutions, add_reply);
    if (status == AF_OK && solutions.size() != 1) {
      return broken(environment_->descriptor_.id, "solve must give one reply");
    }
    if (status == AF_OK) references.solution = std::move(solutions[0].second);
  }
  if (const auto* table = extension<AfEnvBaselines>(functions, AF_ENV_BASELINES);
      table != nullptr && status == AF_OK) {
    status = table->baselines(episode_, call.raw(), seed.data(), &references.baselines, add_reply);
  }
  if (const auto* table = extension<AfEnvMutants>(functions, AF_ENV_MUTANTS);
      table != nullptr && status == AF_OK) {
    status = table->mutants(episode_, call.raw(), seed.data(), &references.mutants, add_reply);
  }
  if (const auto* table = extension<AfEnvCanonical>(functions, AF_ENV_CANONICAL);
      table != nullptr && status == AF_OK) {
    Buffer form(max_task_bytes);
    status = table->canonical(episode_, call.raw(), form.sink());
    references.canonical = form.take();
  }
  if (status != AF_OK) return call.error(status);
  return references;
}

}  // namespace af::plugin
