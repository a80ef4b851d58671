// SPDX-License-Identifier: MIT
#include "base/json.h"

#include <affine/sdk/random.hpp>
#include <affine/sdk/text.hpp>

#include "base/text.h"
#include "support/catch.h"

using namespace af;

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

TEST_CASE("JSON nested too deeply is refused without recursion") {
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  CHECK(affine::json_depth(deep) == 100'000);
  CHECK_FALSE(base::parse_json(deep).ok());
  CHECK(affine::json_depth(R"({"a":"[[[\"[[["})") == 1);
  CHECK(base::parse_json(R"({"a":[1,2]})").ok());
  CHECK_FALSE(base::parse_json("{\"a\":").ok());
}

TEST_CASE("a whole number fits in 64 bits and has no decimal point") {
  const auto number = [](const char* text) { return base::whole_number(*base::parse_json(text)); };
  CHECK(number("-9223372036854775808") == std::numeric_limits<std::int64_t>::min());
  CHECK(number("9223372036854775807") == std::numeric_limits<std::int64_t>::max());
  for (const char* text : {"9223372036854775808", "1.0", "1e3", "1e300", "\"1\"", "null", "true"}) {
    INFO(text);
    CHECK_THROWS_AS(number(text), std::range_error);
  }
  CHECK_THROWS_AS(base::whole_number(7, 8, 9), std::range_error);
}
