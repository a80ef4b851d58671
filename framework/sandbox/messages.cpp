// SPDX-License-Identifier: MIT
#include "sandbox/messages.h"

namespace af::sandbox {

std::string encode(const Job& job) {
  base::ByteWriter out;
  out.text(job.program.language);
  out.text(job.program.source);
  out.u32(static_cast<std::uint32_t>(job.program.files.size()));
  for (const auto& file : job.program.files) {
    out.text(file.name);
    out.text(file.content);
  }
  out.text(job.input);
  const RunLimits& limits = job.limits;
  for (const std::uint64_t value : {limits.cpu_ms, limits.wall_ms, limits.memory_bytes,
                                    limits.output_bytes, limits.scratch_bytes}) {
    out.u64(value);
  }
  out.u32(limits.processes);
  out.u32(limits.open_files);
  return out.take();
}

std::string encode(const Run& run) {
  base::ByteWriter out;
  out.u8(static_cast<std::uint8_t>(run.verdict));
  out.u32(static_cast<std::uint32_t>(run.exit_status));
  out.u32(static_cast<std::uint32_t>(run.signal_number));
  out.text(run.output);
  out.text(run.errors);
  for (const std::uint64_t value : {run.cpu_us, run.wall_us, run.peak_bytes}) out.u64(value);
  out.text(run.detail);
  out.text(run.setting);
  return out.take();
}

std::optional<Job> decode_job(std::string_view bytes) {
  base::ByteReader in(bytes);
  Job job;
  job.program.language = in.text();
  job.program.source = in.text();
  const std::uint32_t files = in.u32();
  for (std::uint32_t i = 0; i < files && in.good(); ++i) {
    std::string name = in.text();
    job.program.files.push_back({std::move(name), in.text()});
  }
  job.input = in.text();
  RunLimits& limits = job.limits;
  for (std::uint64_t* value : {&limits.cpu_ms, &limits.wall_ms, &limits.memory_bytes,
                               &limits.output_bytes, &limits.scratch_bytes}) {
    *value = in.u64();
  }
  limits.processes = in.u32();
  limits.open_files = in.u32();
  if (!in.done()) return {};
  return job;
}

std::optional<Run> decode_run(std::string_view bytes) {
  base::ByteReader in(bytes);
  Run run;
  const std::uint8_t verdict = in.u8();
  run.verdict = static_cast<RunVerdict>(verdict);
  run.exit_status = static_cast<std::int32_t>(in.u32());
  run.signal_number = static_cast<std::int32_t>(in.u32());
  run.output = in.text();
  run.errors = in.text();
  for (std::uint64_t* value : {&run.cpu_us, &run.wall_us, &run.peak_bytes}) *value = in.u64();
  run.detail = in.text();
  run.setting = in.text();
  if (!in.done() || verdict < 1 || verdict > static_cast<std::uint8_t>(RunVerdict::internal_error))
    return {};
  return run;
}

}  // namespace af::sandbox
