#include <sodium.h>

#include <affine/sdk/random.hpp>
#include <affine/sdk/text.hpp>
#include <cstring>
#include <set>

#include "base/extract.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "net/engine.h"
#include "net/gate.h"
#include "plugin/boundary/services.h"
#include "support/catch.h"

using namespace af;

TEST_CASE("a random stream is the ChaCha20 key stream of RFC 8439, as libsodium computes it") {
  affine::Seed seed{};
  for (std::size_t i = 0; i < seed.size(); ++i) seed[i] = static_cast<std::uint8_t>(7 * i + 1);
  const std::string label = "a label";
  std::array<std::uint8_t, 12> nonce{};
  const std::uint64_t hash = affine::fnv1a(label);
  std::memcpy(nonce.data() + 4, &hash, 8);
  std::array<std::uint64_t, 64> expected{};
  crypto_stream_chacha20_ietf(reinterpret_cast<unsigned char*>(expected.data()), sizeof(expected),
                              nonce.data(), seed.data());
  affine::Random random(seed, label);
  for (const auto word : expected) REQUIRE(random.next() == word);

  const AfStr service{AF_SERVICE_RANDOM, std::strlen(AF_SERVICE_RANDOM)};
  const auto* table = static_cast<const AfRandom*>(plugin::host_services().get_service(service));
  std::array<std::uint64_t, 10> words{};
  REQUIRE(table->words(seed.data(), {label.data(), label.size()}, 5, 10, words.data()) == AF_OK);
  for (std::size_t i = 0; i < words.size(); ++i) CHECK(words[i] == expected[i + 5]);
}

TEST_CASE("the published test vector of random streams") {
  const affine::Seed zero{};
  affine::Random random(zero, "test");
  const std::array first = {random.next(), random.next()};
  // docs/formats.md prints these; a change here changes every task of every environment.
  CHECK(first[0] == 0x6352e54ea5271952u);
  CHECK(first[1] == 0x144ee508c9ac0212u);
}

TEST_CASE("draws below n are in range and reach every value") {
  affine::Random random(affine::Seed{}, "below");
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 1000; ++i) {
    const auto n = random.below(7);
    REQUIRE(n < 7);
    seen.insert(n);
    const auto between = random.between(-3, 3);
    REQUIRE((between >= -3 && between <= 3));
  }
  CHECK(seen.size() == 7);
}

TEST_CASE("answers are read from what was said last, after the reasoning") {
  const auto answer = [](std::string_view reply) -> std::string {
    const auto found = base::last_block(base::strip_reasoning(reply), "answer");
    return found ? std::string(*found) : "(none)";
  };
  CHECK(answer("<answer>1</answer>") == "1");
  CHECK(answer("<answer>1</answer> no: <ANSWER> 2 </Answer>.") == "2");
  CHECK(answer("<think><answer>1</answer></think>so <answer>2</answer>") == "2");
  CHECK(answer("<think><answer>1</answer></think>") == "(none)");
  CHECK(answer("<think>never closed <answer>1</answer>") == "(none)");
  CHECK(answer("</think><answer>3</answer>") == "3");
  CHECK(answer("<answer>1</answer><answer>2") == "(none)");
  CHECK(answer("<answer>1</answer></answer>") == "(none)");
  CHECK(answer("<answer>") == "(none)");
  CHECK(answer("</answer><answer>") == "(none)");
  CHECK(answer(std::string("<answer>a\0b</answer>", 20)) == std::string("a\0b", 3));
}

TEST_CASE("fenced blocks are read as CommonMark has them") {
  CHECK(base::last_fence("```python\nx = 1\n```\n", "python") == "x = 1\n");
  CHECK(base::last_fence("```\na\n```\n```c\nb\n```\n", "") == "b\n");
  CHECK(base::last_fence("````\n```\nin\n```\n````\n", "") == "```\nin\n```\n");
  CHECK_FALSE(base::last_fence("```python\nnever closed", "python").has_value());
  CHECK_FALSE(base::last_fence("``` not `a` fence\nx\n", "").has_value());
  CHECK(base::last_fence("~~~js\ny\n~~~", "js") == "y\n");
}

TEST_CASE("UTF-8 is checked and repaired") {
  CHECK(base::is_utf8("grüße ∨ 🎲"));
  for (const std::string bad :
       {"\xC0\x80", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\x80", "\xE2\x82"}) {
    CHECK_FALSE(base::is_utf8(bad));
    CHECK(base::is_utf8(base::to_utf8("a" + bad + "b")));
  }
  CHECK(base::printable("a\x1b[2Jb\n") == "a\\x1b[2Jb\\x0a");
  CHECK(base::shortened("ü", 1) == "…");
}

TEST_CASE("texts are quoted for JSON as a reader understands them") {
  affine::Random random(affine::Seed{}, "quoted");
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    const auto size = random.below(40);
    while (text.size() < size) {
      constexpr std::string_view awkward = "\"\\\n\t\x01\x1f\x7f/ abc";
      text += random.chance(0.5) ? awkward[random.below(awkward.size())]
                                 : static_cast<char>(random.below(256));
    }
    std::string document = "[";
    base::append_quoted(document, text);
    const auto read = base::parse_json(document + "]");
    REQUIRE(read);
    CHECK(read->at(0) == base::to_utf8(text));
  }
}

TEST_CASE("the nearest name is found only when it is near") {
  const std::vector<std::string> names = {"environments", "backends", "miners"};
  CHECK(base::nearest("enviroments", names) == "environments");
  CHECK(base::nearest("minrs", names) == "miners");
  CHECK(base::nearest("xyzzy", names).empty());
}

TEST_CASE("JSON nested too deeply is refused without recursion") {
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  CHECK(affine::json_depth(deep) == 100'000);
  CHECK_FALSE(base::parse_json(deep).ok());
  CHECK(affine::json_depth(R"({"a":"[[[\"[[["})") == 1);
  CHECK(base::parse_json(R"({"a":[1,2]})").ok());
  CHECK_FALSE(base::parse_json("{\"a\":").ok());
}

TEST_CASE("hashes separate their parts") {
  CHECK(base::hash({"ab", "c"}) != base::hash({"a", "bc"}));
  CHECK(base::keyed_hash(base::Seed{}, {"a"}) != base::hash({"a"}));
  const auto seed = base::seed_from_hex(base::hex(base::hash({"x"})));
  REQUIRE(seed.has_value());
  CHECK(*seed == base::hash({"x"}));
  CHECK_FALSE(base::seed_from_hex("xx").has_value());
}

TEST_CASE("Retry-After is seconds or a date, and capped") {
  CHECK(net::parse_retry_after("2") == 2000);
  CHECK(net::parse_retry_after("999999") == 120'000);
  CHECK(net::parse_retry_after("Wed, 21 Oct 2099 07:28:00 GMT") == 120'000);
  CHECK(net::parse_retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0);
  CHECK(net::parse_retry_after("soon") == 0);
  CHECK(net::parse_retry_after("") == 0);
}

TEST_CASE("a gate halves on refusals, once a burst, and grows back slowly") {
  net::Gate gate(64);
  auto now = net::Gate::Clock::now();
  for (int i = 0; i < 10; ++i) gate.refused(now, std::chrono::milliseconds(500));
  CHECK(gate.limit() == 32);
  CHECK_FALSE(gate.open(now));
  now += std::chrono::seconds(1);
  CHECK(gate.open(now));
  gate.refused(now, std::chrono::milliseconds(0));
  CHECK(gate.limit() == 16);
  for (int i = 0; i < 17; ++i) gate.accepted();
  CHECK(gate.limit() == 17);
  for (int i = 0; i < 40; ++i) gate.started();
  CHECK_FALSE(gate.open(now));
}

TEST_CASE("every cause has a class and a name that reads back") {
  for (const base::Cause cause : {AF_CAUSE_ANSWER_WRONG, AF_CAUSE_ENDPOINT_TOO_LARGE, AF_CAUSE_DISK,
                                  AF_CAUSE_PLUGIN_MEMORY, AF_CAUSE_OPERATOR_CANCELLED}) {
    CHECK(base::cause_named(base::name_of(cause)) == cause);
  }
  CHECK(base::class_of(AF_CAUSE_LENGTH_CUT) == base::CauseClass::miner);
  CHECK(base::class_of(AF_CAUSE_ENDPOINT_5XX) == base::CauseClass::endpoint);
  CHECK(base::class_of(12345) == base::CauseClass::plugin);
}
