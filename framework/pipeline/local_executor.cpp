// SPDX-License-Identifier: MIT
#include "pipeline/local_executor.h"

#include "pipeline/rollout.h"

namespace af::pipeline {
namespace {

constexpr std::size_t most_task_bytes = 256u << 20;

RolloutResult refused(const std::string& why) {
  return plugin_failed({}, base::Error{base::Code::usage, why, AF_CAUSE_CONFIG});
}

RolloutResult too_late() {
  RolloutResult result;
  result.state = store::State::failed;
  result.verdict.cause = AF_CAUSE_ENDPOINT_TIMEOUT;
  result.verdict.evidence = "the miner's time for this window is used up (pipeline.miner_seconds)";
  return result;
}

}  // namespace

LocalExecutor::LocalExecutor(Environments environments, Backends backends, net::HttpClient& http,
                             base::Clock& clock, ExchangeLimits limits)
    : environments_(std::move(environments)),
      backends_(std::move(backends)),
      tasks_(most_task_bytes),
      exchanger_(http, clock, limits) {
  for (const auto& [id, environment] : environments_) {
    options_.emplace(id, options_digest(environment->options()));
  }
}

plugin::Environment* LocalExecutor::find(const RolloutRequest& request) const {
  const auto found = environments_.find(request.environment);
  if (found == environments_.end()) return nullptr;
  const bool same = found->second->descriptor().generator_version == request.generator_version &&
                    options_.at(request.environment) == request.options_digest;
  return same ? found->second.get() : nullptr;
}

base::Awaitable<void> LocalExecutor::prepare(const RolloutRequest& request) {
  if (plugin::Environment* environment = find(request); environment != nullptr) {
    co_await tasks_.get(request.environment, *environment, request.level, request.seed);
  }
}

base::Awaitable<std::optional<RolloutResult>> LocalExecutor::run(RolloutRequest request,
                                                                 std::stop_token stop) {
  plugin::Environment* environment = find(request);
  if (environment == nullptr) {
    co_return refused("environment " + request.environment +
                      " is not loaded in the version and with the options that were asked for");
  }
  const auto backend = backends_.find(request.endpoint.backend);
  if (backend == backends_.end()) {
    co_return refused("backend " + request.endpoint.backend + " is not loaded");
  }
  const auto made =
      co_await tasks_.get(request.environment, *environment, request.level, request.seed);
  std::optional<RolloutResult> result;
  if (!made->task) {
    result = plugin_failed({}, made->task.error());
  } else if (request.time_left.count() <= 0) {
    result = too_late();
  } else {
    Endpoint& endpoint = request.endpoint;
    Assignment assignment{*environment,
                          std::move(request.environment),
                          *made->task,
                          request.seed,
                          Route{backend->second, std::move(endpoint.base_url), endpoint.own},
                          std::move(endpoint.model),
                          request.sampling};
    result = co_await play(std::move(assignment), exchanger_, stop);
  }
  // A stop that ended the plugin's process is no fault of anybody.
  if (result && result->verdict.cause == AF_CAUSE_OPERATOR_CANCELLED) co_return std::nullopt;
  if (result) result->task_digest = made->digest;
  co_return result;
}

}  // namespace af::pipeline
