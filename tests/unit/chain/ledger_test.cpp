// SPDX-License-Identifier: MIT
#include "chain/local/ledger.h"

#include "support/catch.h"
#include "support/files.h"
#include "support/run.h"
#include "support/stepped_clock.h"
#include "support/temp.h"

using namespace af::chain;
using namespace std::chrono_literals;
using af::base::Code;
using test::result_of;

namespace {

const std::vector<local::Miner> miners = {{0, {"gold", "g", "main", 3}},
                                          {4, {"weak", "w", "main", 5}}};

}  // namespace

TEST_CASE("opening a ledger changes nothing, and a missing one is not created") {
  test::TempFolder folder;
  const auto clock = std::make_shared<test::SteppedClock>();
  const ChainOptions options{"local", folder.file("l.db"), true};
  const auto missing = open_chain(options, clock);
  REQUIRE_FALSE(missing.ok());
  CHECK(missing.error().code == Code::not_found);
  CHECK(std::filesystem::is_empty(folder.path()));
  REQUIRE(local::seed(options.file, miners, *clock).ok());
  const auto before = test::picture_of(folder.path());
  {
    const auto chain = open_chain(options, clock);
    REQUIRE(chain.ok());
    CHECK(result_of((*chain)->metagraph())->at(1).uid == 4);
    CHECK(result_of((*chain)->commitments())->at(0).block == 3);
    CHECK(result_of((*chain)->head())->number == 0);
  }
  CHECK(test::picture_of(folder.path()) == before);
  CHECK(open_chain({"other", options.file}, clock).error().code == Code::usage);
}

TEST_CASE("seeding keeps the ledger's blocks and replaces its miners") {
  test::TempFolder folder;
  const auto clock = std::make_shared<test::SteppedClock>();
  const ChainOptions options{"local", folder.file("l.db"), false, 1s};
  REQUIRE(local::seed(options.file, miners, *clock).ok());
  clock->advance(10s);
  REQUIRE(local::seed(options.file, {{4, {"new", "n", "main", 8}}}, *clock).ok());
  const auto chain = open_chain(options, clock);
  REQUIRE(chain.ok());
  CHECK(result_of((*chain)->head())->number == 10);
  const auto neurons = result_of((*chain)->metagraph());
  REQUIRE(neurons->size() == 1);
  CHECK(neurons->front().hotkey == "new");
}

TEST_CASE("submitted weights are confirmed by their receipt, also after a restart") {
  test::TempFolder folder;
  const auto clock = std::make_shared<test::SteppedClock>();
  const ChainOptions options{"local", folder.file("l.db"), true};
  REQUIRE(local::seed(options.file, miners, *clock).ok());
  Receipt receipt;
  {
    const auto chain = open_chain(options, clock);
    REQUIRE(chain.ok());
    REQUIRE(result_of((*chain)->wait_for(20, {})).ok());
    const auto submitted = result_of((*chain)->submit({{0, 65535}, {4, 0}}));
    REQUIRE(submitted.ok());
    receipt = *submitted;
  }
  CHECK(receipt.block == 20);
  CHECK(receipt.bytes == "[[0,65535],[4,0]]");
  const auto chain = open_chain(options, clock);
  REQUIRE(chain.ok());
  const auto confirmed = result_of((*chain)->confirm(receipt));
  REQUIRE(confirmed.ok());
  CHECK(confirmed->state == Confirmation::State::confirmed);
  CHECK(confirmed->block == 21);
  ++receipt.nonce;
  CHECK(result_of((*chain)->confirm(receipt))->state == Confirmation::State::lost);
}

TEST_CASE("a ledger by the clock waits by the clock") {
  test::TempFolder folder;
  const auto clock = std::make_shared<test::SteppedClock>();
  const ChainOptions options{"local", folder.file("l.db"), false, 12s};
  REQUIRE(local::seed(options.file, miners, *clock).ok());
  const auto chain = open_chain(options, clock);
  REQUIRE(chain.ok());
  boost::asio::io_context context(1);
  bool passed = false;
  test::start(context, (*chain)->wait_for(1, {}),
              [&](const af::base::Status& status) { passed = status.ok(); });
  context.poll();
  clock->advance(11s);
  context.poll();
  CHECK_FALSE(passed);
  clock->advance(1s);
  context.run();
  CHECK(passed);
}
