/// Runs of programs that calls into an environment ask for.
///
/// A call does not wait for the sandbox: it ends with AF_PENDING and leaves what it wants here;
/// whoever made the call has it run, puts the results here, and makes the call again, which then
/// finds them. Since environments are pure, the second time goes like the first. So one thread
/// serves any number of episodes that wait for programs, in this process and in a child alike.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/hash.h"
#include "base/result.h"
#include "sandbox/run.h"

namespace af::plugin {

struct ProgramRequest {
  sandbox::Program program;
  sandbox::RunLimits limits;  ///< CPU, memory and output; the rest is the host's
  std::vector<std::string> inputs;
};

/// What is asked for, as a name: the same request has the same key.
[[nodiscard]] base::Digest key_of(const ProgramRequest& request);

/// Refuses what no environment may ask for.
[[nodiscard]] base::Status check_request(const ProgramRequest& request);

/// Most batches that one episode may have run.
constexpr std::size_t max_batches = 16;

/// The runs of one episode, or of the making of one task.
struct ProgramRuns {
  std::map<base::Digest, std::vector<sandbox::Run>> done;
  std::optional<ProgramRequest> wanted;
};

/// The layers and runtimes in which they ran; empty if there are none.
[[nodiscard]] std::string setting_of(const ProgramRuns& runs);

}  // namespace af::plugin
