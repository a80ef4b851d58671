// SPDX-License-Identifier: MIT
#include "plugin/child/wire.h"

#include "plugin/boundary/contract.h"
#include "sandbox/messages.h"

namespace af::plugin {

void Writer::seed(const base::Seed& value) { bytes_ += base::bytes_of(value); }
void Writer::task(const Task& value) {
  text(value.public_part);
  text(value.private_part);
  text(value.family);
}
void Writer::reply(const Reply& value) {
  text(value.text);
  u32(value.finish);
  u64(value.prompt_tokens);
  u64(value.completion_tokens);
}
void Writer::replies(const std::vector<Reply>& values) {
  u32(static_cast<std::uint32_t>(values.size()));
  for (const auto& value : values) reply(value);
}
void Writer::turn(const Turn& value) {
  u32(static_cast<std::uint32_t>(value.messages.size()));
  for (const auto& message : value.messages) {
    u32(message.role);
    text(message.text);
  }
  u8(value.verdict ? 1 : 0);
  if (!value.verdict) return;
  const Verdict& verdict = *value.verdict;
  u8(verdict.scored ? 1 : 0);
  f64(verdict.score);
  u32(verdict.extraction);
  u32(verdict.cause);
  text(verdict.evidence);
  u32(static_cast<std::uint32_t>(verdict.metrics.size()));
  for (const auto& [name, number] : verdict.metrics) {
    text(name);
    f64(number);
  }
}
void Writer::references(const References& value) {
  text(value.solution);
  text(value.canonical);
  for (const auto* list : {&value.baselines, &value.mutants}) {
    u32(static_cast<std::uint32_t>(list->size()));
    for (const auto& [name, reply] : *list) {
      text(name);
      text(reply);
    }
  }
}
void Writer::error(const base::Error& value) {
  u32(static_cast<std::uint32_t>(value.code));
  u32(value.cause);
  text(value.message);
}

void Writer::request(const ProgramRequest& value) { write(*this, value); }
void Writer::runs(const ProgramRuns& value) {
  u32(static_cast<std::uint32_t>(value.done.size()));
  for (const auto& [key, runs] : value.done) {
    seed(key);
    u32(static_cast<std::uint32_t>(runs.size()));
    for (const auto& run : runs) text(sandbox::encode(run));
  }
}

base::Seed WireReader::seed() {
  base::Seed seed{};
  const std::string_view bytes = take(seed.size());
  for (std::size_t i = 0; i < bytes.size(); ++i) seed[i] = static_cast<std::uint8_t>(bytes[i]);
  return seed;
}
Task WireReader::task() {
  Task task;
  task.public_part = text();
  task.private_part = text();
  task.family = text();
  return task;
}
Reply WireReader::reply() {
  Reply reply;
  reply.text = text();
  reply.finish = u32();
  reply.prompt_tokens = u64();
  reply.completion_tokens = u64();
  return reply;
}
std::vector<Reply> WireReader::replies() {
  std::vector<Reply> replies;
  const std::uint32_t count = u32();
  for (std::uint32_t i = 0; i < count && good_; ++i) replies.push_back(reply());
  return replies;
}
Turn WireReader::turn() {
  Turn turn;
  const std::uint32_t messages = u32();
  for (std::uint32_t i = 0; i < messages && good_; ++i) {
    const AfRole role = u32();
    turn.messages.push_back({role, text()});
  }
  if (u8() == 0) return turn;
  Verdict verdict;
  verdict.scored = u8() != 0;
  verdict.score = f64();
  verdict.extraction = u32();
  verdict.cause = u32();
  verdict.evidence = text();
  const std::uint32_t metrics = u32();
  for (std::uint32_t i = 0; i < metrics && good_; ++i) {
    std::string name = text();
    verdict.metrics[std::move(name)] = f64();
  }
  turn.verdict = std::move(verdict);
  return turn;
}
NamedReplies WireReader::named_replies() {
  NamedReplies replies;
  const std::uint32_t count = u32();
  for (std::uint32_t i = 0; i < count && good_; ++i) {
    std::string name = text();
    replies.emplace_back(std::move(name), text());
  }
  return replies;
}
References WireReader::references() {
  References references;
  references.solution = text();
  references.canonical = text();
  references.baselines = named_replies();
  references.mutants = named_replies();
  return references;
}
ProgramRequest WireReader::request() {
  ProgramRequest request;
  request.program.language = text();
  request.program.source = text();
  for (std::uint64_t* number :
       {&request.limits.cpu_ms, &request.limits.memory_bytes, &request.limits.output_bytes}) {
    *number = u64();
  }
  const std::uint32_t count = u32();
  for (std::uint32_t i = 0; i < count && good_; ++i) request.inputs.push_back(text());
  return request;
}
ProgramRuns WireReader::runs() {
  ProgramRuns runs;
  const std::uint32_t batches = u32();
  for (std::uint32_t i = 0; i < batches && good_; ++i) {
    auto& batch = runs.done[seed()];
    const std::uint32_t count = u32();
    for (std::uint32_t j = 0; j < count && good_; ++j) {
      auto run = sandbox::decode_run(text());
      good_ = good_ && run.has_value();
      if (run) batch.push_back(std::move(*run));
    }
  }
  return runs;
}
base::Error WireReader::error() {
  const std::uint32_t code = u32();
  base::Error error;
  error.code = code == static_cast<std::uint32_t>(base::Code::usage) ? base::Code::usage
                                                                     : base::Code::plugin;
  error.cause = u32();
  if (!may_fail_with(error.cause)) error.cause = AF_CAUSE_PLUGIN_CONTRACT;
  error.message = text();
  return error;
}

}  // namespace af::plugin
