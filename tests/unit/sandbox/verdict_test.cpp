#include <signal.h>

#include "sandbox/layers.h"
#include "sandbox/messages.h"
#include "sandbox/verdict.h"
#include "support/catch.h"

using namespace af;
using namespace af::sandbox;

namespace {

Facts ended(int status, int signal = 0) {
  Facts facts;
  facts.ready = true;
  facts.exit_status = status;
  facts.signal_number = signal;
  return facts;
}
Facts killed(Kill why) {
  Facts facts = ended(-1, SIGKILL);
  facts.kill = why;
  facts.wall_us = 8'000'000;
  return facts;
}

}  // namespace

TEST_CASE("verdicts follow from facts") {
  const Limits limits{.cpu_ms = 1000, .memory_bytes = 64u << 20, .output_bytes = 100};
  const auto verdict = [&](const Facts& facts) { return judge(facts, limits).verdict; };
  CHECK(verdict(ended(0)) == Verdict::ok);
  CHECK(verdict(ended(3)) == Verdict::runtime_error);
  CHECK(verdict(ended(-1, SIGSEGV)) == Verdict::runtime_error);
  CHECK(verdict(ended(-1, SIGSYS)) == Verdict::violation);
  CHECK(verdict(ended(-1, SIGKILL)) == Verdict::internal_error);  // by whom?
  CHECK(verdict(killed(Kill::cpu)) == Verdict::time_limit);
  CHECK(verdict(killed(Kill::memory)) == Verdict::memory_limit);
  CHECK(verdict(killed(Kill::output)) == Verdict::output_limit);
  CHECK(verdict(killed(Kill::errors)) == Verdict::output_limit);
  CHECK(verdict(killed(Kill::wall)) == Verdict::time_limit);

  Facts facts = ended(0);
  facts.ready = false;
  CHECK(verdict(facts) == Verdict::internal_error);
  facts = ended(0);
  facts.cpu_us = 1'000'000;
  CHECK(verdict(facts) == Verdict::time_limit);
  facts = ended(0);
  facts.peak_bytes = (64u << 20) + 1;
  CHECK(verdict(facts) == Verdict::memory_limit);
  facts = ended(-1, SIGKILL);
  facts.memory_kill = true;
  CHECK(verdict(facts) == Verdict::memory_limit);
  // A machine without memory is ours; but it excuses nothing else.
  facts = ended(-1, SIGKILL);
  facts.machine_short = true;
  CHECK(judge(facts, limits).ours);
  facts = ended(-1, SIGSEGV);
  facts.machine_short = true;
  CHECK(verdict(facts) == Verdict::runtime_error);
  // Idle with a CPU at hand is its own doing; without one it is ours.
  facts = killed(Kill::wall);
  facts.waited_us = 3'900'000;
  CHECK(verdict(facts) == Verdict::time_limit);
  facts.waited_us = 4'000'000;
  CHECK(verdict(facts) == Verdict::internal_error);
}

TEST_CASE("layers that are missing are refused unless they are accepted") {
  LayerSet accepted;
  CHECK(permit({}, accepted).ok());
  const auto refused =
      permit({{Layer::cgroup, "mkdir: no"}, {Layer::own_ids, "not root"}}, accepted);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().message.find("mkdir: no") != std::string::npos);
  CHECK(refused.error().message.find("own_ids") != std::string::npos);
  CHECK(refused.error().cause == AF_CAUSE_SANDBOX_UNAVAILABLE);
  accepted.add(Layer::cgroup);
  CHECK(permit({{Layer::cgroup, ""}}, accepted).ok());
  for (const Layer layer : all_layers) accepted.add(layer);
  CHECK(permit({{Layer::namespaces, ""}}, accepted).ok());
  CHECK_FALSE(permit({{Layer::namespaces, ""}, {Layer::landlock, ""}}, accepted).ok());
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
  run.verdict = Verdict::violation;
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
