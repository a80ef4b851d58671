// SPDX-License-Identifier: MIT
#include "sandbox/self_test.h"

namespace af::sandbox {
namespace {

/// Precedes programs that must achieve nothing: `attempt` prints the name of what worked.
const std::string attempt_helper = R"py(
import os, socket
def attempt(name, action):
  try: action()
  except (OSError, ImportError): return
  print(name)
)py";

constexpr const char* add_numbers = R"py(
a, b = map(int, input().split())
print(a + b)
)py";

constexpr const char* read_the_machine = R"py(
for path in ['/etc/passwd', '/proc/self/environ', '/root', '/home', '/var', '/sys']:
  attempt(path, lambda: os.listdir(path))
  attempt(path, lambda: open(path).read())
for fd in range(3, 256): attempt(str(fd), lambda: os.fstat(fd))
)py";

constexpr const char* write_files = R"py(
for path in ['/tmp/x', '/work/x', 'x', '/x', '/dev/shm/x']:
  attempt(path, lambda: open(path, 'w'))
)py";

constexpr const char* open_sockets = R"py(
for family in range(1, 46): attempt(f'family {family}', lambda: socket.socket(family))
)py";

constexpr const char* reach_processes = R"py(
attempt('fork', os.fork)
attempt('exec', lambda: os.execv('/lib64/ld-linux-x86-64.so.2', ['x']))
attempt('kill', lambda: os.kill(0, 9))
attempt('kill all', lambda: os.kill(-1, 9))
)py";

constexpr const char* use_up_memory = R"py(
a = []
while True: a.append(bytearray(1 << 20))
)py";

constexpr const char* change_builtins = R"py(
import builtins
builtins.len = None
import math
math.pi = 3
)py";

constexpr const char* check_builtins = R"py(
import math
print(len('ab'), math.pi > 3.14)
)py";

SelfTestCase python(std::string name, std::string source, RunVerdict verdict, std::string output,
                    RunLimits limits = {}) {
  return {std::move(name),
          {{"python3", std::move(source), {}}, "2 3\n", limits},
          verdict,
          std::move(output)};
}

/// A program whose every attempt must fail.
SelfTestCase harmless(std::string name, const char* attempts) {
  return python(std::move(name), attempt_helper + attempts, RunVerdict::ok, "");
}

std::vector<SelfTestCase> build() {
  RunLimits quick;
  quick.cpu_ms = 100;
  RunLimits small;
  small.cpu_ms = 5000;
  small.memory_bytes = 64u << 20;
  return {
      python("a program runs", add_numbers, RunVerdict::ok, "5\n"),
      harmless("nothing of this machine can be read", read_the_machine),
      harmless("nothing can be written", write_files),
      harmless("there is no network", open_sockets),
      harmless("there are no other processes", reach_processes),
      python("CPU time is limited", "while True: pass", RunVerdict::time_limit, "", quick),
      python("memory is limited", use_up_memory, RunVerdict::memory_limit, "", small),
      python("a changed builtin lasts for one run", change_builtins, RunVerdict::ok, ""),
      python("the next run has the original builtins", check_builtins, RunVerdict::ok, "2 True\n"),
  };
}

}  // namespace

const std::vector<SelfTestCase>& self_test() {
  static const std::vector<SelfTestCase> cases = build();
  return cases;
}

}  // namespace af::sandbox
