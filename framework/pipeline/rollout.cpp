// SPDX-License-Identifier: MIT
#include "pipeline/rollout.h"

#include <affine/sdk/roles.hpp>

#include "pipeline/plan.h"
#include "pipeline/transcript.h"

namespace af::pipeline {
namespace {

using base::CauseClass;
using plugin::Turn;

/// Most bytes that a model may reply in one episode: games repeat all of it at every turn.
constexpr std::size_t max_episode_bytes = 8u << 20;

/// A verdict whose lost points have a cause outside of the answer says so.
plugin::Verdict with_cause(plugin::Verdict verdict, base::Cause cause) {
  if (verdict.scored && verdict.score < 1) verdict.cause = cause;
  return verdict;
}

plugin::Verdict judged(plugin::Verdict verdict, AfFinish last_finish) {
  // No answer in a reply that was cut off: what cost the point is the length.
  const bool unread =
      verdict.extraction == AF_EXTRACTION_MISSING || verdict.extraction == AF_EXTRACTION_MALFORMED;
  if (last_finish != AF_FINISH_LENGTH || !unread) return verdict;
  return with_cause(std::move(verdict), AF_CAUSE_LENGTH_CUT);
}

void set_verdict(RolloutResult& result, plugin::Verdict verdict) {
  result.state = verdict.scored ? store::State::scored : store::State::void_;
  result.verdict = std::move(verdict);
}

void set_failure(RolloutResult& result, const plugin::Completion& completion) {
  const bool endpoint = base::class_of(completion.cause) == CauseClass::endpoint;
  result.state = endpoint ? store::State::failed : store::State::void_;
  result.verdict = {};
  result.verdict.cause = completion.cause;
  result.verdict.evidence = completion.detail;
}

/// What a simulated backend needs to answer well or badly on purpose.
base::Awaitable<base::Result<plugin::Simulation>> simulation(const Assignment& assignment,
                                                             plugin::Episode& episode,
                                                             std::uint32_t turn) {
  auto references = co_await episode.references(assignment.seed);
  if (!references) co_return references.error();
  plugin::Simulation simulation;
  simulation.environment = assignment.environment_id;
  simulation.seed = assignment.seed;
  simulation.turn = turn;
  simulation.solution = std::move(references->solution);
  for (auto& [name, reply] : references->mutants) simulation.mutants.push_back(std::move(reply));
  co_return simulation;
}

base::Awaitable<base::Result<plugin::ChatRequest>> make_request(
    const Assignment& assignment, plugin::Episode& episode, std::vector<plugin::Message> messages,
    std::uint32_t turn) {
  plugin::ChatRequest request;
  request.model = assignment.model;
  request.messages = std::move(messages);
  request.max_tokens = assignment.sampling.max_tokens;
  request.temperature = assignment.sampling.temperature;
  request.top_p = assignment.sampling.top_p;
  request.seed = sampling_seed(assignment.seed, turn);
  if (assignment.route.backend->descriptor().simulation) {
    auto simulated = co_await simulation(assignment, episode, turn);
    if (!simulated) co_return simulated.error();
    request.simulation = std::move(*simulated);
  }
  co_return request;
}

void add_exchange(RolloutResult& result, const Exchange& exchange, bool first) {
  const auto& completion = exchange.completion;
  result.attempts += exchange.attempts;
  if (first) result.first_byte_us = exchange.first_byte_us;
  result.total_us += exchange.total_us;
  result.asked += exchange.asked;
  result.prompt_tokens += static_cast<std::int64_t>(completion.prompt_tokens);
  result.completion_tokens += static_cast<std::int64_t>(completion.completion_tokens);
  result.reasoning_tokens += static_cast<std::int64_t>(completion.reasoning_tokens);
  if (!completion.reported_model.empty()) result.reported_model = completion.reported_model;
  if (!completion.request_id.empty()) result.request_id = completion.request_id;
}

plugin::Reply reply_of(plugin::Completion&& completion) {
  plugin::Reply reply;
  reply.text = std::move(completion.text);
  reply.finish = completion.finish;
  reply.prompt_tokens = completion.prompt_tokens;
  reply.completion_tokens = completion.completion_tokens;
  return reply;
}

}  // namespace

RolloutResult plugin_failed(RolloutResult result, const base::Error& error) {
  result.state = store::State::void_;
  result.verdict = {};
  result.verdict.cause = base::known_or(error.cause, AF_CAUSE_PLUGIN_CRASH);
  result.verdict.evidence = error.message;
  return result;
}

base::Awaitable<std::optional<RolloutResult>> play(Assignment assignment, Exchanger& exchanger,
                                                   std::stop_token stop) {
  RolloutResult result;
  Transcript conversation, replies;
  std::size_t replied = 0;
  const auto episode = assignment.environment.open(assignment.task);
  base::Result<Turn> turn = co_await episode->observe();
  for (std::uint32_t number = 0; turn && !turn->verdict; ++number) {
    conversation = {};
    for (const auto& message : turn->messages) {
      conversation.add_message(affine::role_name(message.role), message.text);
    }
    auto request = co_await make_request(assignment, *episode, std::move(turn->messages), number);
    if (!request) {
      turn = request.error();
      break;
    }
    Exchange exchange = co_await exchanger.run(assignment.route, std::move(*request), stop);
    plugin::Completion& completion = exchange.completion;
    add_exchange(result, exchange, number == 0);
    replied += completion.text.size();
    if (completion.cause == AF_CAUSE_NONE && replied > max_episode_bytes) {
      completion.cause = AF_CAUSE_LENGTH_CUT;
    }
    if (completion.cause == AF_CAUSE_OPERATOR_CANCELLED) co_return std::nullopt;
    if (base::class_of(completion.cause) == CauseClass::miner) {
      // What was done so far still counts, as when a game outgrows the model's context.
      replies.add_end(AF_END_LENGTH);
      turn = co_await episode->end(AF_END_LENGTH);
      if (turn) set_verdict(result, with_cause(std::move(*turn->verdict), completion.cause));
      break;
    }
    if (completion.cause != AF_CAUSE_NONE) {
      set_failure(result, completion);
      break;
    }
    const AfFinish finish = completion.finish;
    plugin::Reply reply = reply_of(std::move(completion));
    conversation.add_message(affine::role_name(AF_ROLE_ASSISTANT), reply.text);
    replies.add_reply(reply);
    turn = co_await episode->step(std::move(reply));
    result.sandbox = episode->sandbox();
    if (turn && turn->verdict) {
      set_verdict(result, judged(std::move(*turn->verdict), finish));
    }
  }
  if (!turn) result = plugin_failed(std::move(result), turn.error());
  result.conversation = conversation.take();
  result.replies = replies.take();
  co_return result;
}

base::Awaitable<base::Result<plugin::Verdict>> replay(plugin::Environment& environment,
                                                      std::shared_ptr<const plugin::Task> task,
                                                      std::vector<plugin::Reply> replies,
                                                      std::optional<AfEnd> ended) {
  const auto episode = environment.open(std::move(task));
  base::Result<Turn> turn = co_await episode->observe();
  AfFinish finish = AF_FINISH_STOP;
  for (auto& reply : replies) {
    if (!turn) co_return turn.error();
    if (turn->verdict) {
      co_return base::Error{base::Code::failed, "there are replies after the verdict"};
    }
    finish = reply.finish;
    turn = co_await episode->step(std::move(reply));
  }
  if (turn && ended) turn = co_await episode->end(*ended);
  if (!turn) co_return turn.error();
  if (!turn->verdict) {
    co_return base::Error{base::Code::failed, "the replies lead to no verdict"};
  }
  if (ended) finish = AF_FINISH_STOP;
  co_return judged(std::move(*turn->verdict), finish);
}

}  // namespace af::pipeline
