// SPDX-License-Identifier: MIT
/// Many mixed runs: counts what is left behind, and how often a program got another verdict than it
/// must.
///
/// usage: sandbox_soak AF ACCEPTED-LAYERS RUNS LOAD
///
/// LOAD threads burn CPU meanwhile. Prints one JSON object; exit status 1 if anything leaked or
/// differed.
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <utility>  // Boost 1.74's awaitable header needs it first

#include <boost/asio/co_spawn.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <thread>

#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/sanitizer.h"
#include "sandbox/sandbox.h"

using namespace af;
using sandbox::RunVerdict;

namespace {

/// How much the process may grow. AddressSanitizer keeps freed memory for a while.
constexpr std::size_t slack_kib = (base::has_address_sanitizer ? 1024 : 16) * 1024;

struct Kind {
  const char* source;
  RunVerdict verdict;
  const char* output;
  sandbox::RunLimits limits{};
  int weight = 1;
};

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> all = {
      {"print(sum(map(int, input().split())))", RunVerdict::ok, "42\n", {}, 40},
      {"import json\nprint(json.dumps([1, 'a']))", RunVerdict::ok, "[1, \"a\"]\n", {}, 10},
      {"import sys\nprint('x')\nsys.exit(4)", RunVerdict::runtime_error, "x\n", {}, 10},
      {"raise ValueError", RunVerdict::runtime_error, "", {}, 10},
      {"print('x' * 5000)", RunVerdict::output_limit, nullptr, {.output_bytes = 1000}, 10},
      {"import os\nos.fork()", RunVerdict::runtime_error, "", {}, 5},
      {"open('/tmp/x', 'w')", RunVerdict::runtime_error, "", {}, 5},
      {"import threading\nt = threading.Thread(target=print, args=(1,))\nt.start()",
       RunVerdict::ok,
       "1\n",
       {},
       5},
      {"while True: pass", RunVerdict::time_limit, "", {.cpu_ms = 30}, 2},
      {"a = []\nwhile True: a.append(bytearray(1 << 20))",
       RunVerdict::memory_limit,
       "",
       {.memory_bytes = 48u << 20},
       2},
      {"import time\ntime.sleep(100)",
       RunVerdict::time_limit,
       "",
       {.cpu_ms = 1000, .wall_ms = 1000},
       1},
  };
  return all;
}

std::size_t entries(const std::string& folder) {
  std::error_code error;
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder, error))
    ++count;
  return count;
}

std::size_t mount_count() {
  const auto table = base::read_file("/proc/self/mountinfo", base::max_input_bytes);
  return table ? static_cast<std::size_t>(std::count(table->begin(), table->end(), '\n')) : 0;
}

/// Descriptors, processes, memory and mounts of a process and all that descend from it.
struct Footprint {
  std::size_t processes = 0, zombies = 0, descriptors = 0, memory_kib = 0;
};

void add_process(pid_t pid, Footprint& sum) {
  const std::string folder = "/proc/" + std::to_string(pid);
  ++sum.processes;
  sum.descriptors += entries(folder + "/fd");
  std::ifstream status(folder + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("RssAnon:")) sum.memory_kib += std::stoull(line.substr(8));
    if (line.starts_with("State:") && line.find('Z') != std::string::npos) ++sum.zombies;
  }
  std::ifstream children(folder + "/task/" + std::to_string(pid) + "/children");
  for (pid_t child = 0; children >> child;) add_process(child, sum);
}

Footprint footprint() {
  Footprint sum;
  add_process(::getpid(), sum);
  return sum;
}

base::Json to_json(const Footprint& f) {
  return {{"processes", f.processes},
          {"zombies", f.zombies},
          {"descriptors", f.descriptors},
          {"memory_mib", static_cast<double>(f.memory_kib) / 1024}};
}

/// Runs of one kind, whose verdicts and outputs must all be the same. The number that were not.
base::Awaitable<std::size_t> run_kind(sandbox::Sandbox& box, const Kind& kind, std::size_t count) {
  std::vector<std::string> inputs(count, "20 22\n");
  sandbox::Program program{"python3", kind.source, {}};
  const auto runs = co_await box.run(std::move(program), std::move(inputs), kind.limits);
  if (!runs) {
    std::cerr << runs.error().message << '\n';
    co_return count;
  }
  std::size_t wrong = 0;
  for (const auto& run : *runs) {
    if (run.verdict == kind.verdict && (kind.output == nullptr || run.output == kind.output))
      continue;
    if (++wrong <= 3)
      std::cerr << kind.source << ": " << name_of(run.verdict) << ", " << run.detail << '\n';
  }
  co_return wrong;
}

base::Awaitable<int> soak(sandbox::Sandbox& box, std::size_t wanted) {
  std::size_t done = 0, wrong = 0;
  // What is loaded once is not a leak.
  for (const auto& kind : kinds()) wrong += co_await run_kind(box, kind, 8);
  const Footprint before = footprint();
  const std::size_t mounts = mount_count(), files = entries("/tmp");
  const auto start = std::chrono::steady_clock::now();
  while (done < wanted) {
    for (const auto& kind : kinds()) {
      const auto count = static_cast<std::size_t>(kind.weight) * 5;
      wrong += co_await run_kind(box, kind, count);
      done += count;
    }
  }
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  // What has just ended may take a moment to go, and what is left for ever never does.
  const auto busy = [&](const Footprint& now) {
    return now.processes > before.processes || now.zombies > 0 ||
           now.descriptors > before.descriptors + 4;
  };
  Footprint after = footprint();
  while (busy(after)) {
    std::cerr << "waits for what ended to go: " << to_json(after).dump() << std::endl;
    std::this_thread::sleep_for(std::chrono::seconds(1));
    after = footprint();
  }
  const bool leaked = after.memory_kib > before.memory_kib + slack_kib || mount_count() != mounts ||
                      (files == 0 && entries("/tmp") > 0);  // in a folder of our own
  const base::Json result = {
      {"runs", done},     {"seconds", seconds},        {"wrong", wrong},
      {"leaked", leaked}, {"before", to_json(before)}, {"after", to_json(after)}};
  std::cout << result.dump() << std::endl;
  co_return wrong == 0 && !leaked ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 5) return 2;
  const auto accepted = sandbox::layers_from_text(arguments[2]);
  if (!accepted) return 2;
  std::atomic<bool> stop{false};
  std::vector<std::thread> load;
  boost::asio::io_context context(1);
  const auto box = std::make_shared<sandbox::Sandbox>(
      context, sandbox::Options{arguments[1], *accepted, 2}, base::make_log(0));
  int status = 1;
  auto work = [&]() -> base::Awaitable<void> {
    for (int i = std::atoi(arguments[4]); i-- > 0;) {
      load.emplace_back([&stop] {
        while (!stop) {
        }
      });
    }
    status = co_await soak(*box, std::stoull(arguments[3]));
  };
  boost::asio::co_spawn(context, work(), [&](std::exception_ptr) {
    box->stop();
    context.stop();
  });
  context.run();
  stop = true;
  for (auto& thread : load) thread.join();
  return status;
}
