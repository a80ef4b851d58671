// SPDX-License-Identifier: MIT
/// CPU time limits that do not depend on the machine's speed.
///
/// An efficiency case is judged against a known efficient reference: the reference runs on the same
/// input, in the same sandbox, before the answer does, and the answer may use a multiple of the CPU
/// time that it took. A machine that is twice as fast halves both.
///
/// CPU time, not elapsed time, so that what else runs does not count. Programs that run on other
/// CPUs at the same time, which may be a miner's, can still slow the reference down (caches,
/// memory, a shared core), by a factor of about two. Therefore the fastest of several reference
/// runs counts, and sizes must be such that a slow method takes many times the limit.
///
/// Pure functions: no state, any thread.
#pragma once

#include <affine/sdk/environment.hpp>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "grading/program_answer.hpp"

namespace grading {

/// Runs of the reference on one input.
constexpr std::size_t reference_runs = 3;
/// An answer may use this many times the reference's CPU time.
constexpr std::uint64_t limit_factor = 10;
/// No limit is lower, in milliseconds: it covers the start of the interpreter and the import of
/// modules, which the reference may do without.
constexpr std::uint64_t least_limit_ms = 200;
/// The reference's own limit, in milliseconds; 30 s, the most that the host allows, divided by
/// `limit_factor`.
constexpr std::uint64_t reference_limit_ms = 3'000;

/// The limit for answers in milliseconds, rounded up: `limit_factor` times the least CPU time of
/// these runs of the reference, at least `least_limit_ms`. None if a run failed, if an output is
/// wrong by `compare`, or if there are no runs: then nobody can be judged on this machine.
[[nodiscard]] std::optional<std::uint64_t> calibrated_limit_ms(
    const std::vector<affine::ProgramRun>& runs, std::string_view expected, const Compare& compare);

/// The CPU time of a run as a part of the limit: below 1 is within it.
[[nodiscard]] double part_of_limit(const affine::ProgramRun& run, std::uint64_t limit_ms);

/// The verdict on an answer's run on an efficiency case: right if the output is right and less CPU
/// time was used than `limit_ms`, whatever larger limit the run itself had.
[[nodiscard]] affine::Verdict judge_within(const affine::ProgramRun& run, std::uint64_t limit_ms,
                                           std::string_view expected, const Compare& compare);

}  // namespace grading
