// SPDX-License-Identifier: MIT
/// What the pipeline's unit tests put in place of miners: endpoints and an executor that do as the
/// test says.
#pragma once

#include "base/async.h"  // before other parts of Asio

#include <algorithm>
#include <boost/asio/post.hpp>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "pipeline/endpoint.h"
#include "pipeline/request.h"

namespace test {

/// Serves every model but those of miners that are listed as gone.
class Endpoints : public af::pipeline::EndpointResolver {
 public:
  std::set<std::string> gone;
  af::base::Awaitable<af::base::Result<af::pipeline::Endpoint>> resolve(
      const af::chain::Commitment& commitment) override {
    if (gone.contains(commitment.hotkey))
      co_return af::base::Error{af::base::Code::not_found, "gone"};
    co_return af::pipeline::Endpoint{"backend", "", false, commitment.model};
  }
};

/// Scores every request at once, and remembers it.
class Executor : public af::pipeline::RolloutExecutor {
 public:
  std::vector<af::pipeline::RolloutRequest> requests;
  std::function<std::optional<af::pipeline::RolloutResult>(const af::pipeline::RolloutRequest&)>
      answer = [](const auto&) { return scored(); };

  af::base::Awaitable<void> prepare(const af::pipeline::RolloutRequest& request) override {
    ++prepared[request.endpoint.model];
    co_return;
  }
  af::base::Awaitable<std::optional<af::pipeline::RolloutResult>> run(
      af::pipeline::RolloutRequest request, std::stop_token) override {
    namespace asio = af::base::asio;
    ++running[request.endpoint.model];
    most = std::max(most, running[request.endpoint.model]);
    co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
    requests.push_back(request);
    --running[request.endpoint.model];
    co_return answer(request);
  }
  /// Requests of one model.
  [[nodiscard]] std::vector<af::pipeline::RolloutRequest> of(const std::string& model) const {
    std::vector<af::pipeline::RolloutRequest> found;
    std::copy_if(requests.begin(), requests.end(), std::back_inserter(found),
                 [&](const auto& request) { return request.endpoint.model == model; });
    return found;
  }
  static af::pipeline::RolloutResult scored() {
    af::pipeline::RolloutResult result;
    result.state = af::store::State::scored;
    result.verdict.scored = true;
    result.verdict.score = 1;
    result.asked = std::chrono::seconds(1);
    return result;
  }

  std::map<std::string, int> prepared, running;
  int most = 0;  ///< of one model at the same time
};

}  // namespace test
