#include "pipeline/rollout.h"

#include "pipeline/plan.h"

namespace af::pipeline {
namespace {

using base::CauseClass;
using base::Json;
using plugin::Turn;

/// Most bytes that a miner may say in one episode: games repeat all of it at every turn.
constexpr std::size_t max_episode_bytes = 8u << 20;

std::string_view name_of(AfRole role) {
  return role == AF_ROLE_SYSTEM      ? "system"
         : role == AF_ROLE_ASSISTANT ? "assistant"
         : role == AF_ROLE_TOOL      ? "tool"
                                     : "user";
}

/// Opens a JSON array in text form for one more item; `close_array` must follow.
void reopen_array(std::string& array) {
  array.pop_back();
  if (array.size() > 1) array += ',';
}
void close_array(std::string& array) { array += ']'; }

void add_message(std::string& conversation, std::string_view role, std::string_view text) {
  reopen_array(conversation);
  conversation.append("{\"role\":\"").append(role).append("\",\"text\":");
  base::append_quoted(conversation, text);
  conversation += '}';
  close_array(conversation);
}

void add_reply(std::string& replies, const plugin::Reply& reply) {
  reopen_array(replies);
  replies += "{\"text\":";
  base::append_quoted(replies, reply.text);
  replies += ",\"finish\":" + std::to_string(reply.finish) +
             ",\"prompt_tokens\":" + std::to_string(reply.prompt_tokens) +
             ",\"completion_tokens\":" + std::to_string(reply.completion_tokens) + "}";
  close_array(replies);
}

void add_end(std::string& replies, AfEnd why) {
  reopen_array(replies);
  replies += "{\"end\":" + std::to_string(why) + "}";
  close_array(replies);
}

/// A plugin's failure, or the sandbox's and the like that it reports.
Played plugin_failed(Played played, const base::Error& error) {
  played.state = store::State::void_;
  played.verdict = {};
  played.verdict.cause = base::known_or(error.cause, AF_CAUSE_PLUGIN_CRASH);
  played.verdict.evidence = error.message;
  return played;
}

Played judged(Played played, const plugin::Verdict& verdict, AfFinish last_finish) {
  played.verdict = verdict;
  played.state = verdict.scored ? store::State::scored : store::State::void_;
  // No answer in a reply that was cut off: what cost the point is the length.
  const bool unread =
      verdict.extraction == AF_EXTRACTION_MISSING || verdict.extraction == AF_EXTRACTION_MALFORMED;
  if (verdict.scored && verdict.score < 1 && last_finish == AF_FINISH_LENGTH && unread) {
    played.verdict.cause = AF_CAUSE_LENGTH_CUT;
  }
  return played;
}

Played endpoint_failed(Played played, const plugin::Completion& completion) {
  const bool endpoint = base::class_of(completion.cause) == CauseClass::endpoint;
  played.state = endpoint ? store::State::failed : store::State::void_;
  played.verdict = {};
  played.verdict.cause = completion.cause;
  played.verdict.evidence = completion.detail;
  return played;
}

base::Awaitable<base::Result<plugin::ChatRequest>> make_request(
    const Assignment& assignment, plugin::Episode& episode, std::vector<plugin::Message> messages,
    std::uint32_t turn) {
  plugin::ChatRequest request;
  request.model = assignment.model;
  request.messages = std::move(messages);
  request.max_tokens = static_cast<std::uint64_t>(assignment.sampling.max_tokens);
  request.temperature = assignment.sampling.temperature;
  request.top_p = assignment.sampling.top_p;
  request.seed = sampling_seed(assignment.seed, turn);
  if (assignment.route.backend->descriptor().simulation) {
    auto references = co_await episode.references(assignment.seed);
    if (!references) co_return references.error();
    plugin::Simulation simulation;
    simulation.environment = assignment.environment_id;
    simulation.seed = assignment.seed;
    simulation.turn = turn;
    simulation.solution = std::move(references->solution);
    for (auto& [name, reply] : references->mutants) simulation.mutants.push_back(std::move(reply));
    request.simulation = std::move(simulation);
  }
  co_return request;
}

void account(Played& played, const Exchange& exchange, bool first) {
  const auto& completion = exchange.completion;
  played.attempts += exchange.attempts;
  if (first) played.first_byte_us = exchange.first_byte_us;
  played.total_us += exchange.total_us;
  played.asked += exchange.asked;
  played.prompt_tokens += static_cast<std::int64_t>(completion.prompt_tokens);
  played.completion_tokens += static_cast<std::int64_t>(completion.completion_tokens);
  played.reasoning_tokens += static_cast<std::int64_t>(completion.reasoning_tokens);
  if (!completion.reported_model.empty()) played.reported_model = completion.reported_model;
  if (!completion.request_id.empty()) played.request_id = completion.request_id;
}

}  // namespace

base::Awaitable<std::optional<Played>> play(Assignment assignment, Exchanger& exchanger,
                                            std::stop_token stop) {
  Played played;
  std::size_t said = 0;
  const auto episode = assignment.environment.open(assignment.task);
  base::Result<Turn> turn = co_await episode->observe();
  for (std::uint32_t number = 0; turn && !turn->verdict; ++number) {
    played.conversation = "[]";
    for (const auto& message : turn->messages) {
      add_message(played.conversation, name_of(message.role), message.text);
    }
    auto request = co_await make_request(assignment, *episode, std::move(turn->messages), number);
    if (!request) {
      turn = request.error();
      break;
    }
    Exchange exchange = co_await exchanger.run(assignment.route, std::move(*request), stop);
    plugin::Completion& completion = exchange.completion;
    account(played, exchange, number == 0);
    said += completion.text.size();
    if (completion.cause == AF_CAUSE_NONE && said > max_episode_bytes)
      completion.cause = AF_CAUSE_LENGTH_CUT;
    if (completion.cause == AF_CAUSE_OPERATOR_CANCELLED) co_return std::nullopt;
    if (base::class_of(completion.cause) == CauseClass::miner) {
      // What was done so far still counts, as when a game outgrows the model's context.
      add_end(played.replies, AF_END_LENGTH);
      turn = co_await episode->end(AF_END_LENGTH);
      if (!turn) break;
      Played result = judged(std::move(played), *turn->verdict, AF_FINISH_STOP);
      if (result.verdict.scored && result.verdict.score < 1)
        result.verdict.cause = completion.cause;
      co_return result;
    }
    if (completion.cause != AF_CAUSE_NONE) {
      co_return endpoint_failed(std::move(played), completion);
    }
    plugin::Reply reply{completion.text, completion.finish, completion.prompt_tokens,
                        completion.completion_tokens};
    add_message(played.conversation, "assistant", reply.text);
    add_reply(played.replies, reply);
    turn = co_await episode->step(std::move(reply));
    played.sandbox = episode->sandbox();
    if (turn && turn->verdict) {
      co_return judged(std::move(played), *turn->verdict, completion.finish);
    }
  }
  co_return plugin_failed(std::move(played), turn.error());
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
    if (turn->verdict)
      co_return base::Error{base::Code::failed, "there are replies after the verdict"};
    finish = reply.finish;
    turn = co_await episode->step(std::move(reply));
  }
  if (turn && ended) turn = co_await episode->end(*ended);
  if (!turn) co_return turn.error();
  if (!turn->verdict) co_return base::Error{base::Code::failed, "the replies lead to no verdict"};
  if (ended) finish = AF_FINISH_STOP;
  co_return judged({}, *turn->verdict, finish).verdict;
}

base::Result<StoredReplies> replies_from_json(const std::string& text) {
  const auto json = base::parse_json(text);
  if (!json) return json.error();
  try {
    StoredReplies stored;
    for (const auto& item : *json) {
      if (item.contains("end")) {
        stored.ended = item.at("end").get<AfEnd>();
      } else {
        stored.replies.push_back({item.at("text"), item.at("finish"), item.at("prompt_tokens"),
                                  item.at("completion_tokens")});
      }
    }
    return stored;
  } catch (const Json::exception& error) {
    return base::Error{base::Code::failed, std::string("not a list of replies: ") + error.what()};
  }
}

}  // namespace af::pipeline
