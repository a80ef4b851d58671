// SPDX-License-Identifier: MIT
/// Tiny programs a second on one core, through the same calls as a slot of the sandbox makes: with
/// every layer of this machine, and with a zygote that only forks. Prints one JSON object.
///
/// usage: sandbox_rate layers|fork RUNS FOLDER-OF-THE-ZYGOTES
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "sandbox/languages.h"
#include "sandbox/watch.h"
#include "sandbox/zygote_process.h"

using namespace af::sandbox;
using Clock = std::chrono::steady_clock;

namespace {

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "sandbox_rate: %s\n", why.c_str());
  std::exit(1);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) give_up("usage: sandbox_rate layers|fork RUNS FOLDER");
  const bool layered = std::string(arguments[1]) == "layers";
  const int runs = std::atoi(arguments[2]);
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(0, &one);
  ::sched_setaffinity(0, sizeof(one), &one);

  auto setup = set_up("python3", {arguments[3]});
  if (!setup) give_up(setup.error().message);
  LayerSet layers;
  std::optional<Cgroup> cgroup;
  std::optional<CgroupView> view;
  if (layered) {
    layers.add(Layer::namespaces);
    layers.add(Layer::landlock);
    if (::geteuid() == 0) layers.add(Layer::own_ids);
    if (auto made = Cgroup::create(900)) {
      cgroup = std::move(*made);
      view.emplace(cgroup->path());
    }
  } else {
    setup->zygote = std::string(arguments[3]) + "/fork_zygote";
  }
  auto zygote = ZygoteProcess::start(*setup, layers, 0, view ? &*view : nullptr);
  if (!zygote) give_up(zygote.error().message);
  const Program program{"python3", "a, b = map(int, input().split())\nprint(a + b)\n", {}};
  const RunLimits limits;
  std::vector<double> milliseconds;
  const auto start = Clock::now();
  for (int i = 0; i < runs; ++i) {
    const auto begun = Clock::now();
    bool lost = false;
    const auto watched = zygote->spawn(program, "20 22\n", limits);
    if (!watched) give_up(watched.error().message);
    const Observation seen = watch(*watched, limits, -1, lost);
    if (seen.output != "42\n" || seen.facts.exit_status != 0)
      give_up("a run went wrong: " + seen.errors);
    milliseconds.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begun).count());
  }
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  std::sort(milliseconds.begin(), milliseconds.end());
  const auto at = [&](double part) {
    return milliseconds[static_cast<std::size_t>(part * (runs - 1))];
  };
  std::printf("{\"rate\": %.1f, \"p50\": %.2f, \"p99\": %.2f}\n", runs / seconds, at(0.5),
              at(0.99));
  return 0;
}
