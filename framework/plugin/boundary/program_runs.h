// SPDX-License-Identifier: MIT
/// Runs of programs that calls into an environment ask for.
///
/// A call does not wait for the sandbox. It ends with AF_PENDING and leaves its request here. The
/// caller has the sandbox run the request, puts the results here, and makes the call again, which
/// then finds them. Environments are pure, so the second call repeats the first. In this way one
/// thread serves any number of episodes that wait for programs, in this process and in a child.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/frames.h"
#include "base/hash.h"
#include "base/result.h"
#include "sandbox/run.h"

namespace af::plugin {

/// One batch: a program, run once for each input.
struct ProgramRequest {
  sandbox::Program program;
  sandbox::RunLimits limits;  ///< CPU, memory and output; the rest is the host's
  std::vector<std::string> inputs;
};

/// Writes a request as bytes; the same request gives the same bytes.
void write(base::ByteWriter& writer, const ProgramRequest& request);

/// The digest of a request's bytes, by which its results are found.
[[nodiscard]] base::Digest key_of(const ProgramRequest& request);

/// Refuses a request beyond the limits of affine/abi/sandbox.h, as a broken contract.
[[nodiscard]] base::Status check_request(const ProgramRequest& request);

/// Most batches that one episode may have run.
constexpr std::size_t max_batches = 16;

/// The runs of one episode, or of the making of one task. Belongs to one call at a time.
struct ProgramRuns {
  std::map<base::Digest, std::vector<sandbox::Run>> done;  ///< results by key
  std::optional<ProgramRequest> wanted;                    ///< what the last call lacked
};

/// The layers and runtimes in which they ran; empty if there are none.
[[nodiscard]] std::string setting_of(const ProgramRuns& runs);

}  // namespace af::plugin
