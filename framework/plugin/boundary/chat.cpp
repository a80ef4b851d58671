// SPDX-License-Identifier: MIT
#include "plugin/boundary/chat.h"

#include <affine/sdk/call.hpp>

#include "base/text.h"
#include "plugin/boundary/contract.h"

namespace af::plugin {
namespace {

using affine::str;
using affine::view;

AfReply reply_of(const std::string& text) {
  AfReply reply{};
  reply.size = sizeof(AfReply);
  reply.text = str(text);
  reply.finish = AF_FINISH_STOP;
  return reply;
}

}  // namespace

RawRequest::RawRequest(const ChatRequest& request) {
  const std::size_t count = request.messages.size();
  parts_.reserve(count);  // nothing may move once it is pointed at
  part_list_.reserve(count);
  messages_.reserve(count);
  for (const auto& message : request.messages) {
    parts_.push_back({sizeof(AfPart), AF_PART_TEXT, 0, str(message.text)});
    part_list_.push_back(&parts_.back());
    messages_.push_back({sizeof(AfMessage), message.role, 0, &part_list_.back(), 1});
    message_list_.push_back(&messages_.back());
  }
  raw_.size = sizeof(AfChatRequest);
  raw_.model = str(request.model);
  raw_.messages = message_list_.data();
  raw_.message_count = message_list_.size();
  raw_.max_tokens = request.max_tokens;
  raw_.temperature = request.temperature;
  raw_.top_p = request.top_p;
  raw_.seed = request.seed;
  if (request.simulation) add_simulation(*request.simulation);
}

void RawRequest::add_simulation(const Simulation& simulation) {
  mutants_.reserve(simulation.mutants.size());
  for (const auto& mutant : simulation.mutants) {
    mutants_.push_back(reply_of(mutant));
    mutant_list_.push_back(&mutants_.back());
  }
  solution_ = reply_of(simulation.solution);
  simulation_.size = sizeof(AfSimulation);
  simulation_.environment = str(simulation.environment);
  simulation_.seed = simulation.seed.data();
  simulation_.turn = simulation.turn;
  simulation_.attempt = simulation.attempt;
  simulation_.solution = simulation.solution.empty() ? nullptr : &solution_;
  simulation_.mutants = mutant_list_.data();
  simulation_.mutant_count = mutant_list_.size();
  raw_.simulation = &simulation_;
}

/// A miner's server names the counts: those of an episode must add up without an overflow.
constexpr std::uint64_t most_tokens = std::uint64_t{1} << 40;

Completion completion_from(const AfCompletion& raw) {
  Completion completion;
  completion.text = base::to_utf8(view(raw.text));
  completion.reasoning = base::to_utf8(view(raw.reasoning));
  completion.reported_model = base::shortened(base::printable(view(raw.reported_model)), 200);
  completion.request_id = base::shortened(base::printable(view(raw.request_id)), 200);
  completion.detail = base::shortened(base::printable(view(raw.detail)), 500);
  completion.finish = raw.finish;
  completion.cause = raw.cause;
  completion.retry_after_ms = raw.retry_after_ms;
  completion.delay_ms = raw.delay_ms;
  completion.prompt_tokens = std::min(raw.prompt_tokens, most_tokens);
  completion.completion_tokens = std::min(raw.completion_tokens, most_tokens);
  completion.reasoning_tokens = std::min(raw.reasoning_tokens, most_tokens);
  if (!is_known(raw.cause)) {
    completion.cause = AF_CAUSE_PLUGIN_CONTRACT;
    completion.detail = unknown_cause(raw.cause);
  }
  return completion;
}

}  // namespace af::plugin
