// SPDX-License-Identifier: MIT
#include "app/endpoints.h"

#include "support/catch.h"
#include "support/run.h"

using namespace af;

namespace {

config::MinerConfig miner(const std::string& hotkey, const std::string& base_url) {
  config::MinerConfig miner;
  miner.hotkey = hotkey;
  miner.backend = "shared";
  miner.base_url = base_url;
  return miner;
}

/// A backend that was loaded with the address http://shared.
pipeline::Backends shared_backend() {
  const config::Source source{"t.yaml", "{}"};
  config::BackendConfig config;
  config.id = "shared";
  config.plugin = "openai";
  config.base_url = "http://shared";
  auto loaded = plugin::Backend::load(config, source, {}, {std::string(BUILD_DIR) + "/plugins"},
                                      base::silent_log());
  if (!loaded) FAIL(loaded.error().message);
  return {{"shared", std::move(*loaded)}};
}

}  // namespace

TEST_CASE("a miner answers at its own address, or else at its backend's") {
  app::ConfiguredEndpoints endpoints({miner("alice", ""), miner("bob", "http://bob")},
                                     shared_backend());
  const auto resolve = [&](const std::string& hotkey) {
    return test::result_of(endpoints.resolve({hotkey, "org/model", "r1", 5}));
  };
  const auto alice = resolve("alice"), bob = resolve("bob"), carol = resolve("carol");
  REQUIRE(alice.ok());
  CHECK(alice->base_url == "http://shared");
  CHECK_FALSE(alice->own);
  CHECK(alice->model == "org/model");
  REQUIRE(bob.ok());
  CHECK(bob->base_url == "http://bob");
  CHECK(bob->own);
  REQUIRE_FALSE(carol.ok());
  CHECK(carol.error().code == base::Code::not_found);
  CHECK(endpoints.urls() == std::vector<std::string>{"http://shared", "http://bob"});
}
