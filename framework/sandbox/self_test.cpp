#include "sandbox/self_test.h"

namespace af::sandbox {
namespace {

Trial python(std::string name, std::string source, Verdict verdict, std::string output,
             Limits limits = {}) {
  return {std::move(name),
          {{"python3", std::move(source), {}}, "2 3\n", limits},
          verdict,
          std::move(output)};
}

/// Tries each expression; prints the names of those that worked.
std::string attempt_all(const std::string& attempts) {
  return "import os, socket\n"
         "def attempt(name, action):\n"
         "  try: action()\n"
         "  except (OSError, ImportError): return\n"
         "  print(name)\n" +
         attempts;
}

std::vector<Trial> build() {
  Limits quick;
  quick.cpu_ms = 100;
  Limits small = quick;
  small.cpu_ms = 5000;
  small.memory_bytes = 64u << 20;
  return {
      python("a program runs", "a, b = map(int, input().split())\nprint(a + b)", Verdict::ok,
             "5\n"),
      python("nothing of this machine can be read",
             attempt_all("for path in ['/etc/passwd', '/proc/self/environ', '/root', '/home', "
                         "'/var', '/sys']:\n"
                         "  attempt(path, lambda: os.listdir(path))\n"
                         "  attempt(path, lambda: open(path).read())\n"
                         "for fd in range(3, 256): attempt(str(fd), lambda: os.fstat(fd))\n"),
             Verdict::ok, ""),
      python("nothing can be written",
             attempt_all("for path in ['/tmp/x', '/work/x', 'x', '/x', '/dev/shm/x']:\n"
                         "  attempt(path, lambda: open(path, 'w'))\n"),
             Verdict::ok, ""),
      python("there is no network",
             attempt_all("for family in range(1, 46): attempt(f'family {family}', lambda: "
                         "socket.socket(family))\n"),
             Verdict::ok, ""),
      python("there are no other processes",
             attempt_all("attempt('fork', os.fork)\n"
                         "attempt('exec', lambda: os.execv('/lib64/ld-linux-x86-64.so.2', ['x']))\n"
                         "attempt('kill', lambda: os.kill(0, 9))\n"
                         "attempt('kill all', lambda: os.kill(-1, 9))\n"),
             Verdict::ok, ""),
      python("CPU time is limited", "while True: pass", Verdict::time_limit, "", quick),
      python("memory is limited", "a = []\nwhile True: a.append(bytearray(1 << 20))",
             Verdict::memory_limit, "", small),
      python("a changed builtin lasts for one run",
             "import builtins\nbuiltins.len = None\nimport math\nmath.pi = 3", Verdict::ok, ""),
      python("the next run knows nothing of it", "import math\nprint(len('ab'), math.pi > 3.14)",
             Verdict::ok, "2 True\n"),
  };
}

}  // namespace

const std::vector<Trial>& self_test() {
  static const std::vector<Trial> trials = build();
  return trials;
}

}  // namespace af::sandbox
