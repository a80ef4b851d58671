/// af eval.
#include "base/statistics.h"
#include "base/workers.h"
#include "cli/environment_tools.h"
#include "cli/run.h"
#include "pipeline/plan.h"
#include "pipeline/rollout.h"

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

  void add(const pipeline::Played& played) {
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
};

/// The place where the model answers.
Result<pipeline::Route> make_route(const Invocation& invocation, pipeline::Runtime& runtime,
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
    if (!base_url->starts_with("http://") && !base_url->starts_with("https://")) {
      return usage("--base-url: expected a URL that begins with http:// or https://");
    }
    if (const auto key = invocation.option("api-key")) {
      wanted.options.kind = config::Node::Kind::map;
      config::Node value;
      value.kind = config::Node::Kind::scalar;
      value.scalar = *key;
      wanted.options.entries.push_back({"api_key", {}, value});
    }
  }
  auto backend = plugin::Backend::load(wanted, runtime.config.source, settings,
                                       pipeline::plugin_folders(runtime.config), invocation.log);
  if (!backend) return backend.error();
  return pipeline::Route{*backend, wanted.base_url, false};
}

Awaitable<Result<Tally>> evaluate(Invocation& invocation, pipeline::Runtime& runtime,
                                  plugin::Environment& environment, const std::string& id,
                                  const pipeline::Route& route, base::Seed seed) {
  const auto samples = invocation.number("samples", 20, 1, 1'000'000);
  const auto level = invocation.number("level", 0, 0, 10000);
  const auto concurrency = invocation.number("concurrency", 16, 1, 10000);
  for (const auto* number : {&samples, &level, &concurrency}) {
    if (!*number) co_return number->error();
  }
  Tally tally;
  std::int64_t next = 0, done = 0;
  std::optional<base::Error> failure;
  pipeline::Exchanger exchanger(*runtime.engine, runtime.config.pipeline);
  const auto worker = [&]() -> Awaitable<void> {
    while (next < *samples && !failure) {
      const base::Seed task_seed = nth_seed(seed, next++);
      auto made = co_await environment.make_task(static_cast<std::uint32_t>(*level), task_seed);
      if (!made) {
        failure = made.error();
        co_return;
      }
      pipeline::Assignment assignment{environment,
                                      id,
                                      std::make_shared<const plugin::Task>(std::move(*made)),
                                      task_seed,
                                      route,
                                      *invocation.option("model"),
                                      runtime.config.pipeline};
      const std::stop_token never;
      const auto played = co_await pipeline::play(std::move(assignment), exchanger, never);
      if (played) tally.add(*played);
      invocation.out->status(id + ": " + std::to_string(++done) + "/" + std::to_string(*samples));
    }
  };
  co_await base::run_workers(static_cast<std::size_t>(std::min(*concurrency, *samples)), worker);
  if (failure) co_return *failure;
  co_return tally;
}

Awaitable<Result<int>> run(boost::asio::io_context& context, Invocation& invocation,
                           pipeline::Runtime& runtime, const pipeline::Route& route) {
  const auto seed = seed_option(invocation);
  if (!seed) co_return seed.error();
  std::vector<std::vector<std::string>> rows = {
      {"environment", "mean", "± error", "samples", "failed", "void", "tokens", "causes"}};
  Json results = Json::object();
  bool any = false;
  for (const auto& id : invocation.all("env")) {
    auto environment = co_await find_environment(context, invocation, id);
    if (!environment) co_return environment.error();
    const auto tally = co_await evaluate(invocation, runtime, **environment, id, route, *seed);
    (*environment)->stop();
    if (!tally) co_return tally.error();
    const auto [mean, error] = base::estimate(tally->scores);
    std::string causes;
    for (const auto& [cause, count] : tally->causes)
      causes += cause + " " + std::to_string(count) + "  ";
    any = any || !tally->scores.empty();
    rows.push_back({id, fixed(mean, 3), fixed(error, 3), std::to_string(tally->scores.size()),
                    std::to_string(tally->failed), std::to_string(tally->void_),
                    std::to_string(tally->tokens), causes});
    results[id] = {{"mean", mean},
                   {"stderr", error},
                   {"samples", tally->scores.size()},
                   {"failed", tally->failed},
                   {"void", tally->void_},
                   {"completion_tokens", tally->tokens},
                   {"causes", tally->causes}};
  }
  if (invocation.json) {
    invocation.out->json({{"model", *invocation.option("model")},
                          {"seed", base::hex(*seed)},
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

}  // namespace

Result<int> run_eval(Invocation& invocation) {
  if (!invocation.has("env") || !invocation.has("model"))
    return usage("--env and --model are needed");
  auto config = invocation.load_config();
  if (!config) return config.error();
  const auto settings = invocation.settings();
  if (!settings) return settings.error();
  boost::asio::io_context context(1);
  pipeline::Runtime runtime;
  runtime.config = std::move(*config);
  runtime.log = invocation.log;
  runtime.engine = std::make_unique<net::Engine>(pipeline::net_limits(runtime.config.net));
  const auto route = make_route(invocation, runtime, *settings);
  if (!route) return route.error();
  return run_to_end(context, run(context, invocation, runtime, *route));
}

}  // namespace af::cli
