/// Calibrated limits: the same verdicts on a machine of another speed.
#include "grading/calibration.hpp"

#include <algorithm>

#include "grading/lines.hpp"
#include "support/catch.h"

namespace {

using affine::ProgramRun;

ProgramRun ran(double milliseconds, AfRunVerdict verdict = AF_RUN_OK,
               const std::string& output = "1\n") {
  ProgramRun run;
  run.verdict = verdict;
  run.output = output;
  run.cpu_us = static_cast<std::uint64_t>(milliseconds * 1000);
  return run;
}

std::optional<std::uint64_t> limit(const std::vector<ProgramRun>& runs) {
  return grading::calibrated_limit_ms(runs, "1\n", grading::same_lines);
}

affine::Verdict judged(const ProgramRun& run, std::uint64_t limit_ms) {
  return grading::judge_within(run, limit_ms, "1\n", grading::same_lines);
}

}  // namespace

TEST_CASE("the limit is ten times the fastest reference run, and never below the floor") {
  CHECK(limit({ran(100), ran(90), ran(110)}) == 900u);
  CHECK(limit({ran(90.0001), ran(95)}) == 900u);
  CHECK(limit({ran(90.1)}) == 901u);
  CHECK(limit({ran(2), ran(3), ran(2)}) == grading::least_limit_ms);
  // Whoever slows down all runs but one has gained nothing.
  CHECK(limit({ran(2900), ran(90), ran(2900)}) == 900u);
}

TEST_CASE("the limit of any reference that passes is one that the host allows") {
  constexpr std::uint64_t most_ms = 30'000;
  CHECK(grading::reference_limit_ms * grading::limit_factor <= most_ms);
}

TEST_CASE("a reference that fails gives no limit") {
  CHECK_FALSE(limit({}));
  CHECK_FALSE(limit({ran(90), ran(90, AF_RUN_TIME_LIMIT)}));
  CHECK_FALSE(limit({ran(90), ran(90, AF_RUN_RUNTIME_ERROR)}));
  CHECK_FALSE(limit({ran(90), ran(90, AF_RUN_OK, "2\n")}));
}

TEST_CASE("verdicts are the same at a quarter and at four times the speed") {
  for (const double factor : {0.25, 1.0, 4.0}) {
    for (const double reference : {30.0, 100.0, 300.0}) {
      const auto limit_ms = limit({ran(reference * factor), ran(1.3 * reference * factor)});
      REQUIRE(limit_ms);
      CHECK(judged(ran(2 * reference * factor), *limit_ms).score == 1);
      // What coding's sizes promise of a slow method (Problem::large): where the floor is the
      // limit, on a fast machine, its time itself counts.
      const double slow = std::max(100 * reference, 5'000.0) * factor;
      CHECK(judged(ran(slow), *limit_ms).cause == AF_CAUSE_MINER_TIME_LIMIT);
      CHECK(grading::part_of_limit(ran(reference * factor), *limit_ms) <= 0.2);
      CHECK(grading::part_of_limit(ran(slow), *limit_ms) >= 5);
    }
  }
}

TEST_CASE("too late is a time limit whatever the run's own limit was; too early a wrong answer") {
  CHECK(judged(ran(899), 900).score == 1);
  const auto late = judged(ran(900), 900);
  CHECK(late.score == 0);
  CHECK(late.cause == AF_CAUSE_MINER_TIME_LIMIT);
  CHECK(judged(ran(899, AF_RUN_TIME_LIMIT), 900).cause == AF_CAUSE_MINER_TIME_LIMIT);
  CHECK(judged(ran(1, AF_RUN_OK, "2\n"), 900).cause == AF_CAUSE_ANSWER_WRONG);
  CHECK(judged(ran(1, AF_RUN_RUNTIME_ERROR), 900).cause == AF_CAUSE_ANSWER_WRONG);
}
