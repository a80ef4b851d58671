// SPDX-License-Identifier: MIT
/// af env sample, play, grade.
#include <affine/sdk/roles.hpp>
#include <iostream>

#include "base/file.h"
#include "base/text.h"
#include "cli/environment_tools.h"
#include "cli/run.h"

namespace af::cli {
namespace {

using base::Awaitable;
using base::Json;
using base::Result;

struct TaskChoice {
  std::uint32_t level = 0;
  base::Seed seed{};
};

Result<TaskChoice> choose_task(const Invocation& invocation) {
  const auto level = invocation.number("level", 0, 0, 10000);
  if (!level) return level.error();
  const auto seed = chosen_seed(invocation);
  if (!seed) return seed.error();
  return TaskChoice{static_cast<std::uint32_t>(*level), *seed};
}

Awaitable<Result<int>> sample(Invocation& invocation, plugin::Environment& environment) {
  const auto choice = choose_task(invocation);
  if (!choice) co_return choice.error();
  const auto count = invocation.number("count", 1, 1, 1'000'000);
  if (!count) co_return count.error();
  for (std::int64_t i = 0; i < *count; ++i) {
    const base::Seed seed = nth_seed(choice->seed, i);
    auto made = co_await environment.make_task(choice->level, seed);
    if (!made) co_return made.error();
    const auto task = std::make_shared<const plugin::Task>(std::move(*made));
    const auto episode = environment.open(task);
    const auto turn = co_await episode->observe();
    if (!turn) co_return turn.error();
    Json document = {{"seed", base::hex(seed)},
                     {"level", choice->level},
                     {"family", task->family},
                     {"digest", base::hex(plugin::digest(*task))},
                     {"messages", Json::array()}};
    std::string text;
    for (const auto& message : turn->messages) {
      document["messages"].push_back(
          {{"role", affine::role_name(message.role)}, {"text", message.text}});
      text += message.text + "\n";
    }
    if (invocation.has("private")) {
      const auto references = co_await episode->references(seed);
      if (!references) co_return references.error();
      document["public_part"] = task->public_part;
      document["private_part"] = task->private_part;
      document["solution"] = references->solution;
      text += "--- hidden part\n" + task->private_part + "\n--- reference answer\n" +
              references->solution + "\n";
    }
    if (invocation.json) {
      invocation.out->json(document);
    } else {
      invocation.out->print("=== level " + std::to_string(choice->level) + ", seed " +
                            base::hex(seed) +
                            (task->family.empty() ? "" : ", family " + task->family) + "\n" + text);
    }
  }
  co_return 0;
}

/// Lines up to one that holds only a dot; nothing at the end of the input.
std::optional<std::string> read_reply() {
  std::string reply;
  bool any = false;
  for (std::string line; std::getline(std::cin, line);) {
    any = true;
    if (line == ".") return reply;
    reply += line + "\n";
  }
  if (!any) return {};
  return reply;
}

Awaitable<Result<int>> play(Invocation& invocation, plugin::Environment& environment) {
  const auto choice = choose_task(invocation);
  if (!choice) co_return choice.error();
  auto made = co_await environment.make_task(choice->level, choice->seed);
  if (!made) co_return made.error();
  const auto task = std::make_shared<const plugin::Task>(std::move(*made));
  const auto episode = environment.open(task);
  auto turn = co_await episode->observe();
  std::size_t shown = 0;
  while (turn && !turn->verdict) {
    for (; shown < turn->messages.size(); ++shown) {
      if (turn->messages[shown].role != AF_ROLE_ASSISTANT)
        invocation.out->line(turn->messages[shown].text);
    }
    auto reply = read_reply();
    if (reply) {
      plugin::Reply given{std::move(*reply), AF_FINISH_STOP, 0, 0};
      turn = co_await episode->step(std::move(given));
    } else {
      turn = co_await episode->end(AF_END_TIME);
    }
  }
  if (!turn) co_return turn.error();
  if (invocation.json) {
    invocation.out->json(to_json(*turn->verdict));
  } else {
    invocation.out->line(describe(*turn->verdict) + "\n(level " + std::to_string(choice->level) +
                         ", seed " + base::hex(choice->seed) + ")");
  }
  co_return 0;
}

Awaitable<Result<int>> grade(Invocation& invocation, plugin::Environment& environment) {
  const auto choice = choose_task(invocation);
  if (!choice) co_return choice.error();
  const auto files = invocation.all("reply");
  if (files.empty() || !invocation.has("seed")) co_return usage("--seed and --reply are needed");
  auto made = co_await environment.make_task(choice->level, choice->seed);
  if (!made) co_return made.error();
  const auto task = std::make_shared<const plugin::Task>(std::move(*made));
  const auto episode = environment.open(task);
  auto turn = co_await episode->observe();
  for (const auto& file : files) {
    if (!turn || turn->verdict) break;
    auto text = base::read_input(file, base::max_input_bytes);
    if (!text) co_return text.error();
    plugin::Reply reply{base::to_utf8(*text), AF_FINISH_STOP, 0, 0};
    turn = co_await episode->step(std::move(reply));
  }
  if (turn && !turn->verdict) turn = co_await episode->end(AF_END_TURN_LIMIT);
  if (!turn) co_return turn.error();
  const plugin::Verdict& verdict = *turn->verdict;
  if (invocation.json) {
    invocation.out->json(to_json(verdict));
  } else {
    invocation.out->line(describe(verdict));
  }
  co_return verdict.scored&& verdict.score >= 1 ? 0 : 1;
}

Result<int> run_env_sample(Invocation& invocation) {
  return with_environment(invocation,
                          [&](plugin::Environment& e) { return sample(invocation, e); });
}
Result<int> run_env_play(Invocation& invocation) {
  return with_environment(invocation, [&](plugin::Environment& e) { return play(invocation, e); });
}
Result<int> run_env_grade(Invocation& invocation) {
  return with_environment(invocation, [&](plugin::Environment& e) { return grade(invocation, e); });
}

}  // namespace

Command env_sample_command() {
  return {.name = "env sample",
          .arguments = "ID",
          .summary = "Print tasks as a model sees them.",
          .options = {level_option,
                      seed_option,
                      {"count", "N", "How many (default 1)."},
                      {"private", "", "Also the hidden part and a reference answer."},
                      in_process_option},
          .examples = {"af env sample countdown --level 2 --count 3"},
          .least = 1,
          .most = 1,
          .run = run_env_sample};
}

Command env_play_command() {
  return {.name = "env play",
          .arguments = "ID",
          .summary = "Answer a task yourself, at the terminal.",
          .details = "A reply ends with a line that holds only a dot, or at the end of the input.",
          .options = {level_option, seed_option, in_process_option},
          .examples = {"af env play sokoban", "af env play ./build/sums.so"},
          .least = 1,
          .most = 1,
          .run = run_env_play};
}

Command env_grade_command() {
  return {.name = "env grade",
          .arguments = "ID",
          .summary = "Judge a reply from a file.",
          .details = "Exit status 1 if the score is below 1.",
          .options = {level_option,
                      seed_option,
                      {"reply", "FILE",
                       "The reply; - for standard input. Several for several turns.", true},
                      in_process_option},
          .examples = {"af env grade countdown --seed 00 --level 0 --reply answer.txt"},
          .least = 1,
          .most = 1,
          .run = run_env_grade};
}

}  // namespace af::cli
