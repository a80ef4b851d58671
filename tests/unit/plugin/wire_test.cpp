// SPDX-License-Identifier: MIT
#include "plugin/child/wire.h"

#include <affine/sdk/random.hpp>

#include "support/catch.h"

using namespace af;
using plugin::WireReader;
using plugin::Writer;

TEST_CASE("turns cross the wire whole") {
  plugin::Turn turn;
  turn.messages = {{AF_ROLE_USER, "hello"}, {AF_ROLE_ASSISTANT, std::string("a\0b", 3)}};
  plugin::Verdict verdict;
  verdict.scored = true;
  verdict.score = 0.25;
  verdict.cause = AF_CAUSE_ANSWER_WRONG;
  verdict.evidence = "why";
  verdict.metrics["turns"] = 3;
  turn.verdict = verdict;
  Writer writer;
  writer.turn(turn);
  const std::string bytes = writer.take();
  WireReader reader(bytes);
  const auto read = reader.turn();
  REQUIRE(reader.done());
  CHECK(read.messages == turn.messages);
  REQUIRE(read.verdict.has_value());
  CHECK(read.verdict->score == 0.25);
  CHECK(read.verdict->metrics.at("turns") == 3);
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
    WireReader torn(std::string_view(bytes).substr(0, cut));
    [[maybe_unused]] const auto ignored = torn.turn();
    CHECK_FALSE(torn.done());
  }
}

TEST_CASE("tasks cross the wire with their family, which is no part of their digest") {
  const plugin::Task task{"public", std::string("p\0", 2), "squares"};
  Writer writer;
  writer.task(task);
  const std::string bytes = writer.take();
  WireReader reader(bytes);
  const auto read = reader.task();
  REQUIRE(reader.done());
  CHECK(read == task);
  plugin::Task other = task;
  other.family = "cubes";
  CHECK(plugin::digest(other) == plugin::digest(task));
}

TEST_CASE("an unknown cause in an error reads as a broken contract") {
  const auto read_back = [](AfCause cause) {
    Writer writer;
    writer.error({base::Code::plugin, "why", cause});
    const std::string bytes = writer.take();
    return WireReader(bytes).error().cause;
  };
  CHECK(read_back(AF_CAUSE_DISK) == AF_CAUSE_DISK);
  CHECK(read_back(AF_CAUSE_NONE) == AF_CAUSE_NONE);
  CHECK(read_back(777) == AF_CAUSE_PLUGIN_CONTRACT);
}

TEST_CASE("frames are found however the bytes arrive, and impossible lengths are refused") {
  const std::string stream =
      base::make_frame(static_cast<std::uint8_t>(plugin::Op::make), 1, "abc") +
      base::make_frame(static_cast<std::uint8_t>(plugin::Op::result), 2, std::string(5000, 'x'));
  affine::Random random(affine::Seed{}, "pieces");
  for (int round = 0; round < 50; ++round) {
    base::FrameBuffer buffer;
    std::vector<std::size_t> sizes;
    for (std::size_t at = 0; at < stream.size();) {
      const auto piece = static_cast<std::size_t>(random.between(1, 900));
      buffer.append(std::string_view(stream).substr(at, piece));
      at += piece;
      base::Frame frame{};
      while (buffer.next(frame) == 1) sizes.push_back(frame.payload.size());
    }
    CHECK(sizes == std::vector<std::size_t>{3, 5000});
  }
  base::FrameBuffer buffer;
  buffer.append("\xFF\xFF\xFF\xFF....");
  base::Frame frame{};
  CHECK(buffer.next(frame) == -1);
}

TEST_CASE("requests for runs and their results survive the wire, and a request has one key") {
  plugin::ProgramRequest request{{"python3", "print(1)", {}}, {}, {"a", std::string("b\0", 2)}};
  request.limits.cpu_ms = 7;
  plugin::Writer writer;
  writer.request(request);
  const std::string bytes = writer.take();
  WireReader reader(bytes);
  auto read = reader.request();
  REQUIRE(reader.done());
  CHECK(plugin::key_of(read) == plugin::key_of(request));
  read.inputs[1] += "x";
  CHECK(plugin::key_of(read) != plugin::key_of(request));
  plugin::ProgramRuns runs;
  sandbox::Run run;
  run.verdict = sandbox::RunVerdict::time_limit;
  run.output = "out";
  run.setting = "here";
  runs.done[plugin::key_of(request)] = {run, run};
  plugin::Writer again;
  again.runs(runs);
  const std::string more = again.take();
  WireReader reader2(more);
  const auto back = reader2.runs();
  REQUIRE(reader2.done());
  REQUIRE(back.done.at(plugin::key_of(request)).size() == 2);
  CHECK(back.done.at(plugin::key_of(request))[1].output == "out");
  CHECK(plugin::setting_of(back) == "here");
  for (std::size_t size = 0; size < more.size(); ++size) {
    WireReader torn(std::string_view(more).substr(0, size));
    (void)torn.runs();
    CHECK_FALSE(torn.done());
  }
}

TEST_CASE("random bytes never crash the reader nor make it allocate") {
  affine::Random random(affine::Seed{}, "noise");
  for (int round = 0; round < 2000; ++round) {
    std::string bytes;
    for (std::uint64_t i = random.below(80); i > 0; --i)
      bytes += static_cast<char>(random.below(256));
    WireReader turn(bytes), references(bytes), replies(bytes), error(bytes);
    [[maybe_unused]] const auto a = turn.turn();
    [[maybe_unused]] const auto b = references.references();
    [[maybe_unused]] const auto c = replies.replies();
    [[maybe_unused]] const auto d = error.error();
    WireReader request(bytes), runs(bytes);
    [[maybe_unused]] const auto e = request.request();
    [[maybe_unused]] const auto f = runs.runs();
  }
  SUCCEED();
}
