// SPDX-License-Identifier: MIT
#include "backends/openai/reply.hpp"

#include "support/catch.h"

namespace {

AfHttpResponse http(std::uint32_t status, AfCause transport = AF_CAUSE_NONE) {
  AfHttpResponse response{};
  response.status = status;
  response.transport = transport;
  return response;
}

affine::Completion decode(std::string_view body, std::size_t piece = 1000000,
                          AfHttpResponse head = http(200)) {
  openai::ReplyAssembler assembler;
  for (std::size_t at = 0; at < body.size(); at += piece) {
    if (assembler.feed(body.substr(at, piece))) break;
  }
  return assembler.end(head);
}

const std::string stream =
    "\xEF\xBB\xBF: hello\r\n\r\n"
    "data: "
    "{\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}"
    "}]}\r\n\r\n"
    "data:{\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\"}}]}\n\n"
    "data: {\"choices\":[{\"delta\":{\"content\":\"gr\xC3\xBC\"}}]}\r\r"
    "data: {\"choices\":[{\"delta\":\ndata: {\"content\":\"n\"},\"finish_reason\":null}]}\n\n"
    "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
    "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":5}}\n\n"
    "data: [DONE]\n\n";

}  // namespace

TEST_CASE("regression: white space before a stream counts neither whole nor in pieces") {
  for (const std::size_t piece : {1u, 2u, 100u})
    CHECK(decode("\t \ndata", piece).cause == decode("data").cause);
}

TEST_CASE("a stream is decoded however it is cut") {
  for (std::size_t piece = 1; piece < 40; ++piece) {
    const auto completion = decode(stream, piece);
    REQUIRE(completion.cause == AF_CAUSE_NONE);
    CHECK(completion.text == "gr\xC3\xBCn");
    CHECK(completion.reasoning == "hm");
    CHECK(completion.finish == AF_FINISH_STOP);
    CHECK(completion.completion_tokens == 5);
    CHECK(completion.reported_model == "m");
  }
}

TEST_CASE("a stream is whole only with a finish reason") {
  const std::string cut =
      stream.substr(0, stream.find("data: {\"choices\":[{\"delta\":{},\"finish"));
  CHECK(decode(cut).cause == AF_CAUSE_ENDPOINT_RESET);
  CHECK(decode(cut, 100, http(200, AF_CAUSE_ENDPOINT_TIMEOUT)).cause == AF_CAUSE_ENDPOINT_TIMEOUT);
  CHECK(decode(cut + "data: [DONE]\n\n").cause == AF_CAUSE_ENDPOINT_BAD_RESPONSE);
  const std::string no_done = stream.substr(0, stream.find("data: [DONE]"));
  CHECK(decode(no_done).cause == AF_CAUSE_NONE);
  CHECK(decode(no_done, 100, http(200, AF_CAUSE_ENDPOINT_RESET)).cause == AF_CAUSE_ENDPOINT_RESET);
  CHECK(decode(stream, 100, http(200, AF_CAUSE_ENDPOINT_TIMEOUT)).cause == AF_CAUSE_NONE);
}

TEST_CASE("a stream that is cut within an event fails for the reason of the cut") {
  const std::string cut = stream.substr(0, stream.find("\"usage\""));
  for (const AfCause cause :
       {AF_CAUSE_ENDPOINT_RESET, AF_CAUSE_ENDPOINT_TIMEOUT, AF_CAUSE_ENDPOINT_TOO_LARGE}) {
    CHECK(decode(cut, 100, http(200, cause)).cause == cause);
  }
  CHECK(decode(cut).cause == AF_CAUSE_ENDPOINT_BAD_RESPONSE);
  const std::string overflow = "{\"error\":{\"message\":\"maximum context length is 5\"}}";
  for (const char* before : {"data: ", ""}) {
    CHECK(decode("data: {}\n\n" + (before + overflow), 100, http(200, AF_CAUSE_ENDPOINT_RESET))
              .cause == AF_CAUSE_CONTEXT_OVERFLOW);
  }
  CHECK(decode("data: {nonsense}\n\n" + cut, 100, http(200, AF_CAUSE_ENDPOINT_RESET)).cause ==
        AF_CAUSE_ENDPOINT_BAD_RESPONSE);
}

TEST_CASE("errors inside a stream are failures in all the shapes that servers use") {
  const std::string begin = "data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\n";
  CHECK(decode(begin + "data: {\"error\":{\"message\":\"boom\",\"code\":500}}\n\n").cause ==
        AF_CAUSE_ENDPOINT_5XX);
  CHECK(
      decode(begin + "data: {\"object\":\"error\",\"message\":\"boom\",\"code\":400}\n\n").cause ==
      AF_CAUSE_ENDPOINT_REJECTED);
  CHECK(decode(begin + "{\"error\":\"Cold\"}\n").cause == AF_CAUSE_ENDPOINT_5XX);
  CHECK(decode(begin + "event: error\ndata: {}\n\n").cause == AF_CAUSE_ENDPOINT_5XX);
  CHECK(
      decode(begin + "data: {\"error\":{\"message\":\"maximum context length is 5\"}}\n\n").cause ==
      AF_CAUSE_CONTEXT_OVERFLOW);
  CHECK(decode(begin + "data: {not json}\n\n").cause == AF_CAUSE_ENDPOINT_BAD_RESPONSE);
}

TEST_CASE("whole documents: null content, reasoning apart, lengths, depth") {
  const auto body = [](const std::string& message, const std::string& finish) {
    return "{\"choices\":[{\"index\":0,\"message\":" + message + ",\"finish_reason\":" + finish +
           "}]}";
  };
  CHECK(decode(body("{\"content\":\"hi\"}", "\"stop\"")).text == "hi");
  const auto cut = decode(body("{\"content\":null,\"reasoning\":\"long\"}", "\"length\""));
  CHECK(cut.cause == AF_CAUSE_NONE);
  CHECK(cut.finish == AF_FINISH_LENGTH);
  CHECK(cut.text.empty());
  CHECK(cut.reasoning == "long");
  CHECK(decode(body("{\"content\":\"a\\u0000b\"}", "\"stop\"")).text.size() == 3);
  CHECK(decode(body("{\"content\":\"hi\"}", "null")).cause == AF_CAUSE_ENDPOINT_BAD_RESPONSE);
  CHECK(decode(body("{\"content\":\"hi\"}", "\"odd\"")).cause == AF_CAUSE_ENDPOINT_BAD_RESPONSE);
  CHECK(decode("{\"choices\":" + std::string(100000, '[')).cause == AF_CAUSE_ENDPOINT_BAD_RESPONSE);
  CHECK(decode("{\"choices\":[{\"message\":{\"content\":\"\xFF\"}}]}").cause ==
        AF_CAUSE_ENDPOINT_BAD_RESPONSE);
  CHECK(decode("<html>").cause == AF_CAUSE_ENDPOINT_BAD_RESPONSE);
  CHECK(decode("").cause == AF_CAUSE_ENDPOINT_BAD_RESPONSE);
  CHECK(decode("{\"detail\":\"Not here\"}").cause == AF_CAUSE_ENDPOINT_5XX);
}

TEST_CASE("statuses map to causes") {
  const auto cause = [](std::uint32_t status, std::string_view body = "") {
    return decode(body, 1000, http(status)).cause;
  };
  CHECK(cause(302) == AF_CAUSE_ENDPOINT_REDIRECT);
  CHECK(cause(401) == AF_CAUSE_CONFIG);
  CHECK(cause(404) == AF_CAUSE_ENDPOINT_REJECTED);
  CHECK(cause(408) == AF_CAUSE_ENDPOINT_TIMEOUT);
  CHECK(cause(429) == AF_CAUSE_RATE_LIMITED_VALIDATOR);
  CHECK(cause(503) == AF_CAUSE_ENDPOINT_5XX);
  CHECK(cause(400, "{\"error\":{\"code\":\"context_length_exceeded\"}}") ==
        AF_CAUSE_CONTEXT_OVERFLOW);
  const auto detailed = decode("{\"detail\":[{\"msg\":\"bad\"}]}", 1000, http(422));
  CHECK(detailed.detail.find("bad") != std::string::npos);
}
