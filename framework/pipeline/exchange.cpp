// SPDX-License-Identifier: MIT
#include "pipeline/exchange.h"

#include <algorithm>
#include <chrono>

namespace af::pipeline {
namespace {

using base::CauseClass;
using plugin::Completion;
using std::chrono::milliseconds;

constexpr milliseconds first_pause{100}, longest_pause{10'000};

Completion failed(base::Cause cause, std::string detail) {
  Completion completion;
  completion.cause = cause;
  completion.detail = std::move(detail);
  return completion;
}

bool is_rate_limit(base::Cause cause) {
  return cause == AF_CAUSE_RATE_LIMITED_VALIDATOR || cause == AF_CAUSE_ENDPOINT_RATE_LIMITED;
}

}  // namespace

base::Cause attribute(base::Cause cause, bool own_endpoint) noexcept {
  if (!own_endpoint) return cause;
  switch (cause) {
    case AF_CAUSE_RATE_LIMITED_VALIDATOR:
      return AF_CAUSE_ENDPOINT_RATE_LIMITED;
    case AF_CAUSE_CONFIG:
      return AF_CAUSE_ENDPOINT_REJECTED;
    case AF_CAUSE_NETWORK:
      return AF_CAUSE_ENDPOINT_REFUSED;
    default:
      return cause;
  }
}

bool is_transient(base::Cause cause) noexcept {
  switch (cause) {
    case AF_CAUSE_ENDPOINT_REJECTED:
    case AF_CAUSE_ENDPOINT_REDIRECT:
    case AF_CAUSE_ENDPOINT_TOO_LARGE:
    case AF_CAUSE_CONFIG:
      return false;
    default:
      return base::class_of(cause) == CauseClass::endpoint ||
             base::class_of(cause) == CauseClass::validator;
  }
}

base::Awaitable<Exchange> Exchanger::run(Route route, plugin::ChatRequest request,
                                         std::stop_token stop) {
  const auto begun = clock_.now(), give_up = begun + limits_.retry;
  milliseconds pause = first_pause;
  std::int64_t attempts = 0, counted = 0;
  for (;;) {
    if (request.simulation) request.simulation->attempt = static_cast<std::uint32_t>(attempts);
    Exchange exchange = co_await attempt(route, request, stop);
    exchange.attempts = ++attempts;
    exchange.asked = clock_.now() - begun;
    auto& cause = exchange.completion.cause;
    if (!is_transient(cause)) co_return exchange;
    if (!is_rate_limit(cause) && ++counted >= limits_.attempts) co_return exchange;
    const auto wait = std::max(pause, milliseconds(exchange.completion.retry_after_ms));
    if (clock_.now() + wait > give_up) co_return exchange;
    co_await clock_.sleep_for(wait, stop);
    if (stop.stop_requested()) {
      cause = AF_CAUSE_OPERATOR_CANCELLED;
      co_return exchange;
    }
    pause = std::min(pause * 2, longest_pause);
  }
}

base::Awaitable<Exchange> Exchanger::attempt(const Route& route, const plugin::ChatRequest& request,
                                             std::stop_token stop) {
  Exchange exchange;
  if (route.backend->descriptor().codec) {
    exchange = co_await over_http(route, request, stop);
  } else {
    exchange = co_await directly(route, request, stop);
  }
  auto& cause = exchange.completion.cause;
  if (stop.stop_requested() && cause != AF_CAUSE_NONE) {
    cause = AF_CAUSE_OPERATOR_CANCELLED;
  } else if (cause == AF_CAUSE_OPERATOR_CANCELLED) {
    cause = AF_CAUSE_PLUGIN_CONTRACT;  // nobody asked for a stop
  }
  cause = attribute(cause, route.own_endpoint && !exchange.own_fault);
  co_return exchange;
}

base::Awaitable<Exchange> Exchanger::over_http(const Route& route,
                                               const plugin::ChatRequest& request,
                                               std::stop_token stop) {
  Exchange exchange;
  auto encoded = route.backend->encode(request, !route.own_endpoint);
  auto response = route.backend->open_response();
  if (!encoded || !response) {
    const base::Error& error = encoded ? response.error() : encoded.error();
    exchange.completion = failed(error.cause, error.message);
    co_return exchange;
  }
  net::Request http;
  http.url = route.base_url + encoded->path;
  http.headers = std::move(encoded->headers);
  http.body = std::move(encoded->body);
  http.total = std::chrono::ceil<milliseconds>(limits_.one_attempt);
  // The sink runs on the engine's thread; the response is ours again when `fetch` returns.
  const std::shared_ptr<plugin::CodecResponse> decoder = std::move(*response);
  net::BodySink sink = [decoder](std::string_view bytes) { return decoder->feed(bytes); };
  const net::Response ended = co_await http_.fetch(std::move(http), std::move(sink), stop);
  exchange.completion = decoder->end(
      {ended.status, ended.cause, ended.content_type, ended.detail, ended.retry_after_ms});
  exchange.own_fault = ended.cause == AF_CAUSE_CONFIG;
  exchange.first_byte_us = ended.first_byte.count();
  exchange.total_us = ended.total.count();
  co_return exchange;
}

base::Awaitable<Exchange> Exchanger::directly(const Route& route,
                                              const plugin::ChatRequest& request,
                                              std::stop_token stop) {
  const auto start = clock_.now();
  const auto limit = limits_.one_attempt;
  const std::uint64_t ticket = next_ticket_++;
  const auto executor = co_await base::asio::this_coro::executor;
  Exchange exchange;
  if (stop.stop_requested()) {
    // A backend does not know a ticket yet that is cancelled before it is submitted.
    exchange.completion = failed(AF_CAUSE_OPERATOR_CANCELLED, "stopped");
    co_return exchange;
  }
  {
    const base::Timer deadline(executor, clock_, limit,
                               [backend = route.backend, ticket] { backend->cancel(ticket); });
    const std::stop_callback on_stop(stop, [&] { route.backend->cancel(ticket); });
    exchange.completion =
        co_await base::await_callback<Completion>([&](std::function<void(Completion)> done) {
          route.backend->submit(request, ticket, std::move(done));
        });
  }
  const std::chrono::nanoseconds delay = milliseconds(exchange.completion.delay_ms);
  if (delay.count() > 0 && exchange.completion.cause != AF_CAUSE_OPERATOR_CANCELLED) {
    co_await clock_.sleep_for(std::min(delay, limit), stop);
  }
  const bool late = delay > limit || exchange.completion.cause == AF_CAUSE_OPERATOR_CANCELLED;
  if (late) {
    exchange.completion = failed(AF_CAUSE_ENDPOINT_TIMEOUT, "the whole exchange took too long");
  }
  if (stop.stop_requested() && (late || delay.count() > 0)) {
    exchange.completion = failed(AF_CAUSE_OPERATOR_CANCELLED, "stopped");
  }
  exchange.total_us =
      std::chrono::duration_cast<std::chrono::microseconds>(clock_.now() - start).count();
  exchange.first_byte_us = exchange.total_us;
  co_return exchange;
}

}  // namespace af::pipeline
