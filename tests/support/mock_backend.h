// SPDX-License-Identifier: MIT
/// The real mock backend, for tests of what asks models without a network.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>

#include "net/http_client.h"
#include "plugin/backend.h"
#include "support/catch.h"

namespace test {

/// For direct backends, which never ask over HTTP.
class NoHttp : public af::net::HttpClient {
 public:
  af::base::Awaitable<af::net::Response> fetch(af::net::Request, af::net::BodySink,
                                               std::stop_token) override {
    throw std::logic_error("asked over HTTP");
  }
};

/// The mock backend with these options, which are YAML.
inline std::shared_ptr<const af::plugin::Backend> mock_backend(const std::string& options) {
  const af::config::Source source{"t.yaml", options};
  const af::config::BackendConfig config{
      .id = "mock", .plugin = "mock", .base_url = "", .options = *af::config::parse_yaml(source)};
  auto loaded = af::plugin::Backend::load(config, source, {}, {std::string(BUILD_DIR) + "/plugins"},
                                          af::base::silent_log());
  if (!loaded) FAIL(loaded.error().message);
  return std::move(*loaded);
}

}  // namespace test
