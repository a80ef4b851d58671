// SPDX-License-Identifier: MIT
/// The efficient levels of `coding`, family by family: the gaps between reference, limit and slow
/// method, and the verdicts on machines of other speeds. The real plugin, real Python programs in
/// the real sandbox, and CPU times that are multiplied on their way to the plugin.
#include <algorithm>
#include <functional>
#include <map>
#include <utility>

#include "base/sanitizer.h"
#include "environments/coding/problem.hpp"
#include "grading/calibration.hpp"
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
/// Reference and limit, and limit and slow method, are at least this far apart.
constexpr double least_gap = 5;
/// The CPU time to which the reference is scaled where only ratios are to count.
constexpr double nominal_us = 50'000;

/// Runs programs for real, each at most once for all factors, and reports scaled CPU times.
class ScaledMachine {
 public:
  /// What a machine that needs `factor` times the CPU time answers. Of several times that a program
  /// runs, the least CPU time counts: what else runs only ever adds to it.
  Runs run(ProgramRequest request, double factor, int times = 1) {
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
      kept.runs = run_for_real(request);
      for (int i = 1; i < times; ++i) {
        const Runs again = run_for_real(request);
        for (std::size_t n = 0; n < again.size(); ++n) {
          if (again[n].cpu_us < kept.runs[n].cpu_us) kept.runs[n] = again[n];
        }
      }
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
  Runs run_for_real(const ProgramRequest& request) {
    const auto runs =
        fixture_.wait(fixture_.box->run(request.program, request.inputs, request.limits));
    if (!runs) FAIL(runs.error().message);
    return *runs;
  }

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

/// The slow method of the task as a reply.
std::string slow_reply(const plugin::References& references) {
  const auto found = std::find_if(references.baselines.begin(), references.baselines.end(),
                                  [](const auto& named) { return named.first == "slow"; });
  REQUIRE(found != references.baselines.end());
  return found->second;
}

/// The same answer in other words, so that it is not the plugin's own text.
std::string reworded(std::string reply) {
  return reply.replace(reply.rfind("```"), 3, "# a remark\n```");
}

/// Whether the plugin asks for the runs by which it sets the limit.
bool is_calibration(const ProgramRequest& request) {
  return request.inputs.size() == grading::reference_runs && request.inputs[0] == request.inputs[1];
}

/// One task of each family at this level, by family. The first number of the task's own stream
/// chooses the family.
std::map<std::string, plugin::Task> one_of_each_family(plugin::LocalEnvironment& environment,
                                                       std::uint32_t level) {
  const auto& families = coding::families();
  std::map<std::string, plugin::Task> found;
  for (int i = 0; found.size() < families.size(); ++i) {
    REQUIRE(i < 10'000);
    const base::Seed seed = base::hash({"coding-speed-test", std::to_string(i)});
    const auto task = environment.make_task(level, seed, {});
    REQUIRE(task.ok());
    const std::string bytes = grading::split_fields(task->private_part).at(1);
    affine::Seed own{};
    std::transform(bytes.begin(), bytes.end(), own.begin(),
                   [](char byte) { return static_cast<std::uint8_t>(byte); });
    found.emplace(families[affine::Random(own, "problem").below(families.size())].name, *task);
  }
  return found;
}

/// One task of each family, by turns a function and a program; `swapped` begins with a program.
std::map<std::string, plugin::Task> tasks_by_turns(plugin::LocalEnvironment& environment,
                                                   bool swapped) {
  auto tasks = one_of_each_family(environment, efficient_functions);
  auto programs = one_of_each_family(environment, efficient_programs);
  bool program = swapped;
  for (auto& [family, task] : tasks) {
    if (std::exchange(program, !program)) task = programs.at(family);
  }
  return tasks;
}

/// CPU time of the large test as a part of the limit, which the verdict reports for this family.
double part_of_limit(const plugin::Verdict& verdict, const std::string& family) {
  const auto found = verdict.metrics.find("time_per_limit." + family);
  INFO(verdict.evidence);
  REQUIRE(found != verdict.metrics.end());
  return found->second;
}

}  // namespace

// A slow run is ended at 5 times the limit, so what is measured of it is a lower bound: the gap is
// at least 5 where the run got there without an answer.
TEST_CASE("coding: in every family both gaps, reference to limit and limit to slow, are 5") {
  if (base::has_address_sanitizer || base::has_thread_sanitizer) {
    return test::skip_without("release", "most of its time goes into programs of the sandbox");
  }
  const auto environment = load_coding();
  for (const auto& [family, task] : tasks_by_turns(*environment, true)) {
    const auto references = references_of(*environment, task);
    ScaledMachine machine;
    double factor = 1;
    const auto nominal = [&](int times) {
      return [&machine, &factor, times](const ProgramRequest& request) {
        if (!is_calibration(request)) return machine.run(request, factor, times);
        std::uint64_t least = UINT64_MAX;
        for (const auto& run : machine.run(request, 1, 3)) least = std::min(least, run.cpu_us);
        factor = nominal_us / static_cast<double>(least);
        return machine.run(request, factor);
      };
    };
    const auto reference = judge(*environment, task, references.solution, nominal(3));
    const auto slow = judge(*environment, task, slow_reply(references), nominal(1));
    INFO(family << ": parts of the limit: reference " << part_of_limit(reference, family)
                << ", slow " << part_of_limit(slow, family));
    CHECK(part_of_limit(reference, family) <= 1 / least_gap);
    CHECK(part_of_limit(slow, family) >= least_gap);
  }
}

TEST_CASE("coding: verdicts are the same at a quarter and at four times the speed") {
  if (base::has_address_sanitizer || base::has_thread_sanitizer) {
    return test::skip_without("release", "most of its time goes into programs of the sandbox");
  }
  const auto environment = load_coding();
  for (const auto& [family, task] : tasks_by_turns(*environment, false)) {
    const auto references = references_of(*environment, task);
    ScaledMachine machine;
    for (const double factor : {0.25, 1.0, 4.0}) {
      const auto scaled = [&](const ProgramRequest& request) {
        return machine.run(request, factor);
      };
      const auto right = judge(*environment, task, references.solution, scaled);
      INFO(family << " times " << factor << ": " << right.evidence);
      CHECK(right.scored);
      CHECK(right.score == 1);
      const auto slow = judge(*environment, task, reworded(slow_reply(references)), scaled);
      CHECK(slow.scored);
      CHECK(slow.score == 0);
      CHECK(slow.cause == AF_CAUSE_MINER_TIME_LIMIT);
      CHECK(part_of_limit(slow, family) >= 1);
    }
  }
}

TEST_CASE("coding: a reference that fails voids the sample") {
  const auto environment = load_coding();
  const auto task = one_of_each_family(*environment, efficient_functions).begin()->second;
  const auto references = references_of(*environment, task);
  ScaledMachine machine;
  const auto failing = [&](const ProgramRequest& request) {
    Runs runs = machine.run(request, 1);
    if (is_calibration(request)) runs[1].verdict = sandbox::RunVerdict::runtime_error;
    return runs;
  };
  for (const auto& answer : {references.solution, reworded(slow_reply(references))}) {
    const auto verdict = judge(*environment, task, answer, failing);
    CHECK_FALSE(verdict.scored);
    CHECK(verdict.cause == AF_CAUSE_SANDBOX_UNAVAILABLE);
  }
}

TEST_CASE("coding: one slow run of the reference changes no verdict") {
  const auto environment = load_coding();
  const auto task = one_of_each_family(*environment, efficient_functions).begin()->second;
  const auto references = references_of(*environment, task);
  ScaledMachine machine;
  const auto disturbed = [&](const ProgramRequest& request) {
    Runs runs = machine.run(request, 1);
    if (is_calibration(request)) runs[0].cpu_us *= 20;
    return runs;
  };
  CHECK(judge(*environment, task, references.solution, disturbed).score == 1);
  CHECK(judge(*environment, task, reworded(slow_reply(references)), disturbed).cause ==
        AF_CAUSE_MINER_TIME_LIMIT);
}
