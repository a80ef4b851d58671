// SPDX-License-Identifier: MIT
#include "plugin/boundary/program_runs.h"

namespace af::plugin {

void write(base::ByteWriter& writer, const ProgramRequest& request) {
  writer.text(request.program.language);
  writer.text(request.program.source);
  for (const std::uint64_t number :
       {request.limits.cpu_ms, request.limits.memory_bytes, request.limits.output_bytes}) {
    writer.u64(number);
  }
  writer.u32(static_cast<std::uint32_t>(request.inputs.size()));
  for (const auto& input : request.inputs) writer.text(input);
}

base::Digest key_of(const ProgramRequest& request) {
  base::ByteWriter writer;
  write(writer, request);
  return base::hash({"af/program-request/1", writer.take()});
}

base::Status check_request(const ProgramRequest& request) {
  constexpr std::size_t most_inputs = 64;
  constexpr std::uint64_t most_cpu_ms = 30'000, most_memory = std::uint64_t{2} << 30,
                          most_output = 1u << 20;
  constexpr std::size_t most_input_bytes = 8u << 20;
  // All output of a batch must fit into a frame.
  constexpr std::uint64_t most_output_of_all = 16u << 20;
  const auto refuse = [](const char* what) {
    return base::Error{base::Code::plugin, std::string("asks the sandbox for ") + what,
                       AF_CAUSE_PLUGIN_CONTRACT};
  };
  const sandbox::RunLimits& limits = request.limits;
  std::size_t bytes = 0;
  for (const auto& input : request.inputs) bytes += input.size();
  if (request.inputs.empty() || request.inputs.size() > most_inputs)
    return refuse("no run at all, or for more than 64");
  if (bytes > most_input_bytes) return refuse("more than 8 MiB of input");
  if (request.program.source.size() > most_input_bytes)
    return refuse("a program of more than 8 MiB");
  if (limits.cpu_ms == 0 || limits.cpu_ms > most_cpu_ms)
    return refuse("no time at all, or more than 30 s");
  if (limits.memory_bytes < (16u << 20) || limits.memory_bytes > most_memory) {
    return refuse("less memory than 16 MiB, or more than 2 GiB");
  }
  if (limits.output_bytes > most_output) return refuse("more than 1 MiB of output");
  if (limits.output_bytes * request.inputs.size() > most_output_of_all)
    return refuse("more than 16 MiB of output");
  return base::Done{};
}

std::string setting_of(const ProgramRuns& runs) {
  std::string settings;
  for (const auto& [key, batch] : runs.done) {
    for (const auto& run : batch) {
      if (run.setting.empty() || settings.find(run.setting) != std::string::npos) continue;
      settings += (settings.empty() ? "" : "; ") + run.setting;
    }
  }
  return settings;
}

}  // namespace af::plugin
