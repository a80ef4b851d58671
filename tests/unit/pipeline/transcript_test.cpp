// SPDX-License-Identifier: MIT
#include "pipeline/transcript.h"

#include "base/json.h"
#include "support/catch.h"

using af::base::Json;
using namespace af::pipeline;

TEST_CASE("an empty transcript is an empty array") {
  Transcript transcript;
  CHECK(transcript.take() == "[]");
}

TEST_CASE("a conversation keeps order, roles and every character of its texts") {
  Transcript transcript;
  const std::string odd = "quote \" backslash \\ newline \n zero " + std::string(1, '\0') + " ü";
  transcript.add_message("system", "rules");
  transcript.add_message("user", odd);
  const Json json = Json::parse(transcript.take());
  REQUIRE(json.size() == 2);
  CHECK(json[0] == Json({{"role", "system"}, {"text", "rules"}}));
  CHECK(json[1]["text"] == odd);
  CHECK(transcript.take() == "[]");
}

TEST_CASE("replies are read back as they were written, with the reason of an early end") {
  Transcript transcript;
  af::plugin::Reply reply;
  reply.text = "<answer>\"1\"</answer>";
  reply.finish = AF_FINISH_LENGTH;
  reply.prompt_tokens = 7;
  reply.completion_tokens = 9;
  transcript.add_reply(reply);
  transcript.add_end(AF_END_LENGTH);
  const auto stored = replies_from_json(transcript.take());
  REQUIRE(stored);
  REQUIRE(stored->replies.size() == 1);
  CHECK(stored->replies[0].text == reply.text);
  CHECK(stored->replies[0].finish == AF_FINISH_LENGTH);
  CHECK(stored->replies[0].prompt_tokens == 7);
  CHECK(stored->replies[0].completion_tokens == 9);
  CHECK(stored->ended == std::optional<AfEnd>(AF_END_LENGTH));
}

TEST_CASE("replies with a number that is not whole or does not fit are refused") {
  const auto read = [](const char* key, const Json& value) {
    Json reply = {{"text", ""}, {"finish", 0}, {"prompt_tokens", 1}, {"completion_tokens", 1}};
    reply[key] = value;
    return replies_from_json(Json::array({reply}).dump()).ok();
  };
  CHECK(read("finish", 4'294'967'295U));
  CHECK(read("prompt_tokens", std::numeric_limits<std::uint64_t>::max()));
  for (const char* key : {"finish", "prompt_tokens", "completion_tokens"}) {
    for (const Json& value : {Json(-1), Json(1.5), Json(1e300), Json(true), Json("1")})
      CHECK_FALSE(read(key, value));
  }
  CHECK_FALSE(read("finish", 4'294'967'296U));
  CHECK_FALSE(replies_from_json(R"([{"end":-1}])"));
}

TEST_CASE("what is no list of replies is refused") {
  for (const char* text : {"", "{", "[{}]", "[{\"text\":1}]", "[{\"end\":\"now\"}]", "[1]"}) {
    CHECK_FALSE(replies_from_json(text));
  }
}
