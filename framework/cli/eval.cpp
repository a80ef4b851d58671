// SPDX-License-Identifier: MIT
/// af eval.
#include <set>

#include "base/statistics.h"
#include "base/url.h"
#include "base/workers.h"
#include "cli/environment_tools.h"
#include "cli/run.h"
#include "pipeline/request.h"

namespace af::cli {
namespace {

using base::Awaitable;
using base::Json;
using base::Result;

/// Counts of one environment.
struct Tally {
  std::vector<double> scores;
  std::int64_t failed = 0, void_ = 0, tokens = 0;
  std::map<std::string, std::int64_t> causes;

  void add(const pipeline::RolloutResult& played) {
    tokens += played.completion_tokens;
    if (played.verdict.cause != AF_CAUSE_NONE)
      ++causes[std::string(base::name_of(played.verdict.cause))];
    switch (played.state) {
      case store::State::scored:
        scores.push_back(played.verdict.score);
        break;
      case store::State::failed:
        ++failed;
        break;
      case store::State::void_:
        ++void_;
        break;
    }
  }
  [[nodiscard]] std::pair<double, double> mean_and_error() const {
    const auto mean = base::mean_of(scores);
    return {mean.value, mean.standard_error};
  }
};

/// Loads the backend that is to be asked, and nothing else.
Result<pipeline::Endpoint> load_endpoint(const Invocation& invocation, app::Runtime& runtime,
                                         const config::Settings& settings) {
  const auto base_url = invocation.option("base-url"), name = invocation.option("backend");
  if (base_url.has_value() == name.has_value()) return usage("give either --base-url or --backend");
  config::BackendConfig wanted;
  if (name) {
    for (const auto& configured : runtime.config.backends) {
      if (configured.id == *name) wanted = configured;
    }
    if (wanted.id.empty()) return usage("no backend '" + *name + "' in the configuration");
  } else {
    wanted.id = wanted.plugin = "openai";
    wanted.base_url = *base_url;
    if (const auto wrong = base::check_server_url(*base_url)) {
      return usage("--base-url: " + *wrong);
    }
    if (const auto key = invocation.option("api-key")) {
      wanted.options.kind = config::Node::Kind::map;
      config::Node value;
      value.kind = config::Node::Kind::scalar;
      value.scalar = *key;
      wanted.options.entries.push_back({"api_key", {}, value});
    }
  }
  const std::string base_url_used = wanted.base_url;
  const std::string id = wanted.id;
  runtime.config.backends = {std::move(wanted)};
  runtime.config.miners.clear();
  if (auto status = runtime.load_backends(settings); !status) return status.error();
  return pipeline::Endpoint{id, base_url_used, false, *invocation.option("model")};
}

/// What is asked of every environment.
struct Wanted {
  std::int64_t samples = 0, level = 0, concurrency = 0;
  base::Seed seed{};
};

Result<Wanted> wanted_from(const Invocation& invocation) {
  const auto samples = invocation.number("samples", 20, 1, 1'000'000);
  const auto level = invocation.number("level", 0, 0, 10000);
  const auto concurrency = invocation.number("concurrency", 16, 1, 10000);
  for (const auto* number : {&samples, &level, &concurrency}) {
    if (!*number) return number->error();
  }
  const auto seed = chosen_seed(invocation);
  if (!seed) return seed.error();
  return Wanted{*samples, *level, *concurrency, *seed};
}

Awaitable<Tally> evaluate(Invocation& invocation, app::Runtime& runtime, const std::string& id,
                          const pipeline::Endpoint& endpoint, const Wanted& wanted) {
  const plugin::Environment& environment = *runtime.environments.at(id);
  pipeline::RolloutRequest common;
  common.environment = id;
  common.generator_version = environment.descriptor().generator_version;
  common.options_digest = pipeline::options_digest(environment.options());
  common.level = static_cast<std::uint32_t>(wanted.level);
  common.endpoint = endpoint;
  common.sampling = pipeline::sampling_of(runtime.config.pipeline);
  Tally tally;
  std::int64_t next = 0, done = 0;
  const auto worker = [&]() -> Awaitable<void> {
    while (next < wanted.samples) {
      pipeline::RolloutRequest request = common;
      request.seed = nth_seed(wanted.seed, next++);
      const auto result = co_await runtime.executor->run(std::move(request), {});
      if (result) tally.add(*result);
      invocation.out->status(id + ": " + std::to_string(++done) + "/" +
                             std::to_string(wanted.samples));
    }
  };
  co_await base::run_workers(static_cast<std::size_t>(std::min(wanted.concurrency, wanted.samples)),
                             worker);
  co_return tally;
}

/// Refuses a level that an environment does not have: it would void every sample.
base::Status check_level(const plugin::Environment& environment, const std::string& id,
                         std::int64_t level) {
  const auto count = static_cast<std::int64_t>(environment.descriptor().levels.size());
  if (level < count) return base::Done{};
  return usage("--level " + std::to_string(level) + ": " + id + " has levels 0 to " +
               std::to_string(count - 1));
}

Awaitable<Result<int>> run(Invocation& invocation, app::Runtime& runtime,
                           const pipeline::Endpoint& endpoint, const Wanted& wanted) {
  if (auto status = co_await runtime.load_environments(); !status) co_return status.error();
  for (const auto& [id, environment] : runtime.environments) {
    if (auto s = check_level(*environment, id, wanted.level); !s) co_return s.error();
  }
  runtime.make_executor();
  std::vector<std::vector<std::string>> rows = {
      {"environment", "mean", "± error", "samples", "failed", "void", "tokens", "causes"}};
  Json results = Json::object();
  bool any = false;
  for (const auto& environment : runtime.config.environments) {
    const std::string& id = environment.id;
    const Tally tally = co_await evaluate(invocation, runtime, id, endpoint, wanted);
    const auto [mean, error] = tally.mean_and_error();
    std::string causes;
    for (const auto& [cause, count] : tally.causes)
      causes += cause + " " + std::to_string(count) + "  ";
    any = any || !tally.scores.empty();
    rows.push_back({id, fixed(mean, 3), fixed(error, 3), std::to_string(tally.scores.size()),
                    std::to_string(tally.failed), std::to_string(tally.void_),
                    std::to_string(tally.tokens), causes});
    results[id] = {
        {"mean", mean},           {"stderr", error},     {"samples", tally.scores.size()},
        {"failed", tally.failed}, {"void", tally.void_}, {"completion_tokens", tally.tokens},
        {"causes", tally.causes}};
  }
  if (invocation.json) {
    invocation.out->json({{"model", *invocation.option("model")},
                          {"seed", base::hex(wanted.seed)},
                          {"environments", results}});
  } else {
    invocation.out->print(table(rows));
  }
  if (!any) {
    co_return base::Error{base::Code::service,
                          "no rollout could be scored: is the server running, and the model's "
                          "name right?"};
  }
  co_return 0;
}

Result<int> run_eval(Invocation& invocation) {
  if (!invocation.has("env") || !invocation.has("model"))
    return usage("--env and --model are needed");
  auto config = invocation.load_config();
  if (!config) return config.error();
  const auto settings = invocation.settings();
  if (!settings) return settings.error();
  const auto wanted = wanted_from(invocation);
  if (!wanted) return wanted.error();
  boost::asio::io_context context(1);
  app::Runtime runtime(context, std::move(*config), invocation.log);
  const auto endpoint = load_endpoint(invocation, runtime, *settings);
  if (!endpoint) return endpoint.error();
  std::vector<config::EnvironmentConfig> environments;
  std::set<std::string> names;
  for (const auto& name : invocation.all("env")) {
    if (!names.insert(name).second) continue;
    environments.push_back(environment_named(invocation, runtime.config, name));
  }
  runtime.config.environments = std::move(environments);
  return run_to_end(context, run(invocation, runtime, *endpoint, *wanted));
}

}  // namespace

Command eval_command() {
  return {
      .name = "eval",
      .summary = "Evaluate one model on environments, without a chain.",
      .options = {{"env", "ID",
                   "Environment: an id of the configuration, a plugin's name, or a path.", true},
                  {"model", "NAME", "Model name as the server knows it."},
                  {"base-url", "URL",
                   "An OpenAI-compatible server, such as http://127.0.0.1:8000/v1."},
                  {"backend", "NAME", "A backend of the configuration instead."},
                  {"api-key", "SETTING", "Name of the setting that holds the server's key."},
                  {"samples", "N", "Tasks per environment (default 20)."},
                  level_option,
                  seed_option,
                  {"concurrency", "N", "Requests at the same time (default 16)."}},
      .examples = {"af eval --env sat --env countdown --model my-model --base-url "
                   "http://127.0.0.1:8000/v1"},
      .run = run_eval};
}

}  // namespace af::cli
