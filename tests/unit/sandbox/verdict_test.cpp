// SPDX-License-Identifier: MIT
#include <signal.h>

#include "sandbox/layers.h"
#include "sandbox/messages.h"
#include "sandbox/verdict.h"
#include "support/catch.h"

using namespace af;
using namespace af::sandbox;

namespace {

RunFacts ended(int status, int signal = 0) {
  RunFacts facts;
  facts.ready = true;
  facts.exit_status = status;
  facts.signal_number = signal;
  return facts;
}
RunFacts killed(Kill why) {
  RunFacts facts = ended(-1, SIGKILL);
  facts.kill = why;
  facts.wall_us = 8'000'000;
  return facts;
}

}  // namespace

TEST_CASE("verdicts follow from facts") {
  const RunLimits limits{.cpu_ms = 1000, .memory_bytes = 64u << 20, .output_bytes = 100};
  const auto verdict = [&](const RunFacts& facts) { return judge(facts, limits).verdict; };
  CHECK(verdict(ended(0)) == RunVerdict::ok);
  CHECK(verdict(ended(3)) == RunVerdict::runtime_error);
  CHECK(verdict(ended(-1, SIGSEGV)) == RunVerdict::runtime_error);
  CHECK(verdict(ended(-1, SIGSYS)) == RunVerdict::violation);
  CHECK(verdict(ended(-1, SIGKILL)) == RunVerdict::internal_error);  // by whom?
  CHECK(verdict(killed(Kill::cpu)) == RunVerdict::time_limit);
  CHECK(verdict(killed(Kill::memory)) == RunVerdict::memory_limit);
  CHECK(verdict(killed(Kill::output)) == RunVerdict::output_limit);
  CHECK(verdict(killed(Kill::errors)) == RunVerdict::output_limit);
  CHECK(verdict(killed(Kill::wall)) == RunVerdict::time_limit);

  RunFacts facts = ended(0);
  facts.ready = false;
  CHECK(verdict(facts) == RunVerdict::internal_error);
  facts = ended(0);
  facts.cpu_us = 1'000'000;
  CHECK(verdict(facts) == RunVerdict::time_limit);
  facts = ended(0);
  facts.peak_bytes = (64u << 20) + 1;
  CHECK(verdict(facts) == RunVerdict::memory_limit);
  facts = ended(-1, SIGKILL);
  facts.memory_kill = true;
  CHECK(verdict(facts) == RunVerdict::memory_limit);
  // A machine out of memory explains a SIGKILL, and nothing else.
  facts = ended(-1, SIGKILL);
  facts.machine_short = true;
  CHECK(judge(facts, limits).machine_fault);
  facts = ended(-1, SIGSEGV);
  facts.machine_short = true;
  CHECK(verdict(facts) == RunVerdict::runtime_error);
  // Idle while a CPU was free is charged; waiting for a CPU is the machine's fault.
  CHECK(judge(killed(Kill::starved), limits).machine_fault);
}

TEST_CASE("layers that are missing are refused unless they are accepted") {
  LayerSet accepted;
  CHECK(check_missing_layers({}, accepted).ok());
  const auto refused =
      check_missing_layers({{Layer::cgroup, "mkdir: no"}, {Layer::own_ids, "not root"}}, accepted);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().message.find("mkdir: no") != std::string::npos);
  CHECK(refused.error().message.find("own_ids") != std::string::npos);
  CHECK(refused.error().cause == AF_CAUSE_SANDBOX_UNAVAILABLE);
  accepted.add(Layer::cgroup);
  CHECK(check_missing_layers({{Layer::cgroup, ""}}, accepted).ok());
  for (const Layer layer : all_layers) accepted.add(layer);
  CHECK(check_missing_layers({{Layer::namespaces, ""}}, accepted).ok());
  CHECK_FALSE(
      check_missing_layers({{Layer::namespaces, ""}, {Layer::landlock, ""}}, accepted).ok());
  CHECK(to_text(accepted) == "namespaces+own_ids+landlock+cgroup");
  CHECK(layers_from_text(to_text(accepted)) == accepted);
  CHECK(layers_from_text("none") == LayerSet());
  CHECK_FALSE(layers_from_text("namespaces+magic").has_value());
}

TEST_CASE("jobs and runs survive the wire, torn ones are refused") {
  Job job{{"python3", "print(1)", {{"a.txt", std::string(1000, 'a')}}},
          "input",
          {.cpu_ms = 7, .scratch_bytes = 9}};
  const std::string bytes = encode(job);
  const auto read = decode_job(bytes);
  REQUIRE(read.has_value());
  CHECK(read->program.source == job.program.source);
  CHECK(read->program.files[0].content == job.program.files[0].content);
  CHECK(read->input == "input");
  CHECK(read->limits == job.limits);
  for (std::size_t size = 0; size < bytes.size(); ++size)
    CHECK_FALSE(decode_job(bytes.substr(0, size)).has_value());
  Run run;
  run.verdict = RunVerdict::violation;
  run.output = std::string("\0\xFF", 2);
  run.setting = "x";
  run.exit_status = -1;
  const std::string answer = encode(run);
  REQUIRE(decode_run(answer).has_value());
  CHECK(decode_run(answer)->output == run.output);
  CHECK(decode_run(answer)->exit_status == -1);
  CHECK_FALSE(decode_run(answer + "x").has_value());
  CHECK_FALSE(decode_run("\x63" + answer.substr(1)).has_value());
}
