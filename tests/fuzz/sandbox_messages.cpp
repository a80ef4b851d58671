// SPDX-License-Identifier: MIT
/// The messages between a slot's supervisor and the host, and the plan of a zygote.
#include "sandbox/messages.h"
#include "sandbox/zygote/plan.h"

using namespace af::sandbox;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto job = decode_job(bytes)) {
    if (encode(*job) != bytes) __builtin_trap();
  }
  if (const auto run = decode_run(bytes)) {
    if (encode(*run) != bytes) __builtin_trap();
  }
  if (const auto plan = read_plan(std::string(bytes))) {
    const auto again = read_plan(write_plan(*plan));
    if (!again || again->tree != plan->tree || again->run_id != plan->run_id) __builtin_trap();
  }
  return 0;
}
