// SPDX-License-Identifier: MIT
/// The verdicts of `coding` on machines of other speeds: the real plugin, real Python programs in
/// the real sandbox, and CPU times that are multiplied on their way to the plugin.
#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "base/sanitizer.h"
#include "grading/fields.hpp"
#include "plugin/boundary/library.h"
#include "plugin/boundary/local_environment.h"
#include "support/capability.h"
#include "support/catch.h"
#include "support/sandbox_fixture.h"

using namespace af;
using plugin::ProgramRequest;
using Runs = std::vector<sandbox::Run>;

namespace {

constexpr std::uint32_t efficient_functions = 2, efficient_programs = 3;
constexpr std::size_t family_count = 12;

/// Runs programs for real, each at most once for all factors, and reports scaled CPU times.
class ScaledMachine {
 public:
  /// What a machine that needs `factor` times the CPU time answers.
  Runs run(ProgramRequest request, double factor) {
    const double limit_us = static_cast<double>(request.limits.cpu_ms) * 1000;
    const auto wanted_ms = static_cast<std::uint64_t>(limit_us / factor / 1000) + 1;
    request.limits.cpu_ms = 1;
    Kept& kept = kept_[plugin::key_of(request)];
    const bool complete = std::none_of(kept.runs.begin(), kept.runs.end(), [](const auto& run) {
      return run.verdict == sandbox::RunVerdict::time_limit;
    });
    if (kept.runs.empty() || (!complete && kept.limit_ms < wanted_ms)) {
      request.limits.cpu_ms = kept.limit_ms = wanted_ms;
      request.limits.wall_ms = 3'600'000;  // however busy this machine is
      const auto runs =
          fixture_.wait(fixture_.box->run(request.program, request.inputs, request.limits));
      if (!runs) FAIL(runs.error().message);
      kept.runs = *runs;
    }
    Runs runs = kept.runs;
    for (auto& run : runs) {
      const double scaled_us = static_cast<double>(run.cpu_us) * factor;
      run.cpu_us = static_cast<std::uint64_t>(scaled_us);
      if (scaled_us >= limit_us) run.verdict = sandbox::RunVerdict::time_limit;
    }
    return runs;
  }

 private:
  struct Kept {
    Runs runs;
    std::uint64_t limit_ms = 0;
  };
  std::map<base::Digest, Kept> kept_;
  test::SandboxFixture fixture_;
};

using Machine = std::function<Runs(const ProgramRequest& request)>;

std::shared_ptr<plugin::LocalEnvironment> load_coding() {
  const auto library = plugin::Library::load(BUILD_DIR "/plugins/environments/coding.so");
  REQUIRE(library.ok());
  const auto environment =
      plugin::LocalEnvironment::create(*library, base::Json::object(), base::make_log(0));
  REQUIRE(environment.ok());
  return *environment;
}

plugin::Verdict judge(plugin::LocalEnvironment& environment, const plugin::Task& task,
                      const std::string& reply, const Machine& machine) {
  plugin::ProgramRuns runs;
  for (std::size_t batch = 0; batch <= plugin::max_batches; ++batch) {
    const auto episode = environment.open(task, {0, &runs});
    REQUIRE(episode.ok());
    plugin::Reply given;
    given.text = reply;
    const auto turn = (*episode)->step(given, {0, &runs});
    if (!runs.wanted) {
      REQUIRE(turn.ok());
      REQUIRE(turn->verdict);
      return *turn->verdict;
    }
    const ProgramRequest request = *std::exchange(runs.wanted, {});
    runs.done[plugin::key_of(request)] = machine(request);
  }
  FAIL("asks for runs without end");
  return {};
}

plugin::References references_of(plugin::LocalEnvironment& environment, const plugin::Task& task) {
  const auto episode = environment.open(task, {});
  REQUIRE(episode.ok());
  const auto references = (*episode)->references({}, {});
  REQUIRE(references.ok());
  return *references;
}

/// The slow method of the task as a reply, changed so that it is not the plugin's own text.
std::string slow_reply(const plugin::References& references) {
  const auto found = std::find_if(references.baselines.begin(), references.baselines.end(),
                                  [](const auto& named) { return named.first == "slow"; });
  REQUIRE(found != references.baselines.end());
  std::string reply = found->second;
  reply.replace(reply.rfind("```"), 3, "# a remark\n```");
  return reply;
}

/// One task of each family at this level. The first number of the task's own stream chooses it.
std::vector<plugin::Task> one_of_each_family(plugin::LocalEnvironment& environment,
                                             std::uint32_t level) {
  std::map<std::uint64_t, plugin::Task> found;
  for (int i = 0; found.size() < family_count; ++i) {
    REQUIRE(i < 10'000);
    const base::Seed seed = base::hash({"coding-speed-test", std::to_string(i)});
    const auto task = environment.make_task(level, seed, {});
    REQUIRE(task.ok());
    const std::string bytes = grading::split_fields(task->private_part).at(1);
    affine::Seed own{};
    std::transform(bytes.begin(), bytes.end(), own.begin(),
                   [](char byte) { return static_cast<std::uint8_t>(byte); });
    found.emplace(affine::Random(own, "problem").below(family_count), *task);
  }
  std::vector<plugin::Task> tasks;
  for (auto& [family, task] : found) tasks.push_back(std::move(task));
  return tasks;
}

/// The family that a verdict on the large test names.
std::string family_in(const plugin::Verdict& verdict) {
  for (const auto& [name, value] : verdict.metrics) {
    if (name.starts_with("time_per_limit.")) return name;
  }
  return {};
}

}  // namespace

TEST_CASE("coding: verdicts are the same at a quarter and at four times the speed") {
  if (base::has_address_sanitizer || base::has_thread_sanitizer) {
    return test::skip_without("release", "most of its time goes into programs of the sandbox");
  }
  const auto environment = load_coding();
  const auto functions = one_of_each_family(*environment, efficient_functions),
             programs = one_of_each_family(*environment, efficient_programs);
  std::set<std::string> families;
  for (std::size_t i = 0; i < family_count; ++i) {
    const plugin::Task& task = i % 2 == 0 ? functions[i] : programs[i];
    const auto references = references_of(*environment, task);
    ScaledMachine machine;
    for (const double factor : {0.25, 1.0, 4.0}) {
      const auto scaled = [&](const ProgramRequest& request) {
        return machine.run(request, factor);
      };
      const auto right = judge(*environment, task, references.solution, scaled);
      INFO(family_in(right) << " times " << factor << ": " << right.evidence);
      CHECK(right.scored);
      CHECK(right.score == 1);
      families.insert(family_in(right));
      const auto slow = judge(*environment, task, slow_reply(references), scaled);
      CHECK(slow.scored);
      CHECK(slow.score == 0);
      CHECK(slow.cause == AF_CAUSE_MINER_TIME_LIMIT);
      CHECK(family_in(slow) == family_in(right));
    }
  }
  CHECK(families.size() == family_count);
}

TEST_CASE(
    "coding: a reference that fails voids the sample, and one slow run of it changes nothing") {
  const auto environment = load_coding();
  const auto task = one_of_each_family(*environment, efficient_functions).front();
  const auto references = references_of(*environment, task);
  ScaledMachine machine;
  const auto reply = slow_reply(references);
  const auto is_reference = [](const ProgramRequest& request) {
    return request.inputs.size() > 1 && request.inputs[0] == request.inputs[1];
  };
  const auto failing = [&](const ProgramRequest& request) {
    Runs runs = machine.run(request, 1);
    if (is_reference(request)) runs[1].verdict = sandbox::RunVerdict::runtime_error;
    return runs;
  };
  for (const auto& answer : {references.solution, reply}) {
    const auto verdict = judge(*environment, task, answer, failing);
    CHECK_FALSE(verdict.scored);
    CHECK(verdict.cause == AF_CAUSE_SANDBOX_UNAVAILABLE);
  }
  const auto disturbed = [&](const ProgramRequest& request) {
    Runs runs = machine.run(request, 1);
    if (is_reference(request)) runs[0].cpu_us *= 20;
    return runs;
  };
  CHECK(judge(*environment, task, references.solution, disturbed).score == 1);
  CHECK(judge(*environment, task, reply, disturbed).cause == AF_CAUSE_MINER_TIME_LIMIT);
}
