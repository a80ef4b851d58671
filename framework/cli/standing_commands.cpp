// SPDX-License-Identifier: MIT
/// af rank, miners, weights.
#include "app/open_chain.h"
#include "base/text.h"
#include "cli/leaderboard.h"
#include "cli/run.h"
#include "pipeline/decide.h"
#include "store/open.h"

namespace af::cli {
namespace {

using base::Json;
using base::Result;

struct LastDecision {
  std::unique_ptr<store::Reader> reader;
  store::Decision decision;
  std::string plan;                   ///< the window's
  std::optional<std::int64_t> block;  ///< the block that holds the weights, once confirmed
};

/// The newest window that is closed, or the one that --window names.
Result<LastDecision> last_decision(const Invocation& invocation) {
  const auto config = invocation.load_config();
  if (!config) return config.error();
  auto reader = store::open_reader(config->store.file);
  if (!reader) return reader.error();
  const auto wanted = invocation.number("window", 0, 1, 1'000'000'000);
  if (!wanted) return wanted.error();
  const auto windows = (*reader)->windows();
  if (!windows) return windows.error();
  for (auto window = windows->rbegin(); window != windows->rend(); ++window) {
    if (*wanted != 0 && window->number != *wanted) continue;
    auto decision = (*reader)->decision(window->number);
    if (!decision) return decision.error();
    if (!*decision) continue;
    const auto submission = (*reader)->submission(window->number);
    if (!submission) return submission.error();
    LastDecision last{std::move(*reader), std::move(**decision), window->plan, {}};
    if (*submission && (*submission)->state == store::SubmissionState::confirmed)
      last.block = (*submission)->block;
    return last;
  }
  return base::Error{base::Code::not_found, "no such window is closed yet"};
}

Result<int> run_rank(Invocation& invocation) {
  const auto last = last_decision(invocation);
  if (!last) return last.error();
  auto parsed = base::parse_json(last->decision.report);
  if (!parsed) return parsed.error();
  Json report = std::move(*parsed);
  report["weights_submitted"] = last->block.has_value();
  if (invocation.json) {
    invocation.out->json(report);
    return 0;
  }
  invocation.out->print(leaderboard(report));
  if (report.at("champion").is_null()) return 0;
  const auto explanation = pipeline::explanation(last->plan);
  if (!explanation) return explanation.error();
  invocation.out->line("\n" + *explanation);
  return 0;
}

Result<int> run_weights_show(Invocation& invocation) {
  if (!invocation.arguments.empty() && invocation.arguments[0] != "show") {
    return usage("af weights " + base::printable(invocation.arguments[0]) +
                 ": the validator sets weights itself; only 'show' is known");
  }
  auto last = last_decision(invocation);
  if (!last) return last.error();
  const auto weights = last->reader->weights(last->decision.window);
  if (!weights) return weights.error();
  std::vector<std::vector<std::string>> rows = {{"uid", "hotkey", "weight", "u16"}};
  Json list = Json::array();
  for (const auto& w : *weights) {
    rows.push_back({std::to_string(w.uid), base::printable(w.hotkey),
                    fixed(static_cast<double>(w.weight) / 65535.0, 4), std::to_string(w.weight)});
    list.push_back({{"uid", w.uid}, {"hotkey", w.hotkey}, {"weight", w.weight}});
  }
  if (invocation.json) {
    invocation.out->json({{"window", last->decision.window},
                          {"submitted", last->block.has_value()},
                          {"block", last->block.value_or(0)},
                          {"weights", list}});
    return 0;
  }
  invocation.out->print(table(rows));
  invocation.out->line(
      "window " + std::to_string(last->decision.window) + ", " +
      (last->block ? "on the chain at block " + std::to_string(*last->block) : "not submitted"));
  return 0;
}

Result<int> run_miners(Invocation& invocation) {
  auto config = invocation.load_config();
  if (!config) return config.error();
  const auto chain = app::open_chain(config->chain, std::make_shared<base::SystemClock>());
  if (!chain) return chain.error();
  boost::asio::io_context context(1);
  const auto neurons = run_to_end(context, (*chain)->metagraph());
  if (!neurons) return neurons.error();
  const auto commitments = run_to_end(context, (*chain)->commitments());
  if (!commitments) return commitments.error();
  std::vector<std::vector<std::string>> rows = {
      {"uid", "hotkey", "model", "revision", "since block", "backend", "endpoint"}};
  Json list = Json::array();
  for (const auto& neuron : *neurons) {
    chain::Commitment found;
    for (const auto& commitment : *commitments) {
      if (commitment.hotkey == neuron.hotkey) found = commitment;
    }
    std::string backend = "–", endpoint = "–";
    for (const auto& miner : config->miners) {
      if (miner.hotkey != neuron.hotkey) continue;
      backend = miner.backend;
      endpoint = miner.base_url.empty() ? "shared" : miner.base_url;
    }
    rows.push_back({std::to_string(neuron.uid), base::printable(neuron.hotkey),
                    base::printable(found.model), base::printable(found.revision),
                    std::to_string(found.block), backend, endpoint});
    list.push_back({{"uid", neuron.uid},
                    {"hotkey", neuron.hotkey},
                    {"model", found.model},
                    {"revision", found.revision},
                    {"block", found.block},
                    {"backend", backend},
                    {"endpoint", endpoint}});
  }
  if (invocation.json) {
    invocation.out->json(list);
  } else {
    invocation.out->print(table(rows));
  }
  return 0;
}

}  // namespace

Command rank_command() {
  return {.name = "rank",
          .summary = "Who stands where after the last window, and why.",
          .examples = {"af rank"},
          .run = run_rank};
}

Command weights_show_command() {
  return {.name = "weights",
          .arguments = "[show]",
          .summary = "The weights of the last window.",
          .options = {{"window", "N", "Another window."}},
          .examples = {"af weights", "af weights show --window 2"},
          .most = 1,
          .run = run_weights_show};
}

Command miners_command() {
  return {.name = "miners",
          .summary = "The miners of the chain: model, revision, commitment, how they are reached.",
          .examples = {"af miners"},
          .run = run_miners};
}

}  // namespace af::cli
