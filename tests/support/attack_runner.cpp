// SPDX-License-Identifier: MIT
/// Runs the programs of tests/attacks through the sandbox, each followed by a harmless probe in the
/// same slot.
///
/// usage: attack_runner AF ACCEPTED-LAYERS PORT CANARY FILE…
///
/// PORT is the port of a loopback server that must never be reached. CANARY is a text that must not
/// appear in any output. Prints a line for each program that did not end as it must; the exit
/// status is 1 if there was one.
#include <unistd.h>

#include <algorithm>
#include <utility>  // Boost 1.74's awaitable header needs it first

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <iostream>
#include <sstream>

#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "sandbox/sandbox.h"

using namespace af;
using sandbox::RunVerdict;

namespace {

struct Attack {
  std::string name, source, output;
  std::vector<std::string> verdicts;
  sandbox::RunLimits limits;
  std::size_t input_bytes = 0;
  bool has_output = false, namespaces = false;
};

/// Precedes programs with the option `attempt`: prints the name of what worked.
constexpr const char* helper = R"py(def attempt(name, action):
    try: action()
    except (OSError, ImportError, ValueError): return
    print(name)
)py";

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
  return text;
}

void read_options(const std::string& text, Attack& attack) {
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const auto equals = word.find('=');
    const std::string key = word.substr(0, equals);
    const std::uint64_t value =
        equals == std::string::npos ? 0 : std::stoull(word.substr(equals + 1));
    if (key == "cpu") attack.limits.cpu_ms = value;
    if (key == "wall") attack.limits.wall_ms = value;
    if (key == "mem") attack.limits.memory_bytes = value << 20;
    if (key == "out") attack.limits.output_bytes = value;
    if (key == "stdin") attack.input_bytes = value;
    if (key == "namespaces") attack.namespaces = true;
    if (key == "attempt") {
      attack.source = helper;
      attack.has_output = true;
    }
  }
}

std::vector<Attack> read_attacks(const std::string& file, const std::string& port) {
  std::vector<Attack> attacks;
  const auto text = base::read_file(file, base::max_input_bytes);
  if (!text) throw std::runtime_error(text.error().message);
  std::istringstream stream(*text);
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with("### ")) {
      auto parts = base::split(line.substr(4), '|');
      parts.resize(3);
      Attack attack;
      attack.name = std::string(base::trimmed(parts[0]));
      for (const auto& verdict : base::split(base::trimmed(parts[1]), ',')) {
        attack.verdicts.push_back(replaced(verdict, "_", " "));
      }
      read_options(parts[2], attack);
      attacks.push_back(std::move(attack));
    } else if (line.starts_with("#>")) {
      attacks.back().has_output = true;
      if (line.size() > 3) attacks.back().output += line.substr(3) + "\n";
    } else {
      attacks.back().source += line + "\n";
    }
  }
  for (auto& attack : attacks) attack.source = replaced(attack.source, "CANARY_PORT", port);
  return attacks;
}

/// What is wrong with the run; empty if it ended as it must.
std::string fault_of(const Attack& attack, const sandbox::Run& run, const std::string& canary) {
  const std::string verdict(name_of(run.verdict));
  const auto& allowed = attack.verdicts;
  if (std::find(allowed.begin(), allowed.end(), verdict) == allowed.end()) {
    return "ended with " + verdict + " (" + run.detail + "): " + run.errors.substr(0, 600);
  }
  if (attack.has_output && run.output != attack.output)
    return "printed '" + run.output.substr(0, 600) + "'";
  for (const auto* text : {&run.output, &run.errors}) {
    if (text->find(canary) != std::string::npos) return "found the canary";
  }
  return {};
}

base::Awaitable<int> run_all(std::shared_ptr<sandbox::Sandbox> box, std::vector<Attack> attacks,
                             std::string canary) {
  int failures = 0, count = 0;
  const auto layers = co_await box->probe();
  if (!layers) {
    std::cout << "FAIL the sandbox does not start: " << layers.error().message << '\n';
    co_return 1;
  }
  std::cout << "layers " << to_text(*layers) << std::endl;
  for (const auto& attack : attacks) {
    if (attack.namespaces && !layers->has(sandbox::Layer::namespaces)) continue;
    ++count;
    const auto complain = [&](const std::string& what) {
      ++failures;
      std::cout << "FAIL " << attack.name << ": " << what << std::endl;
    };
    std::vector<std::string> inputs(1, std::string(attack.input_bytes, 'x'));
    sandbox::Program program{"python3", attack.source, {}};
    const auto runs = co_await box->run(std::move(program), std::move(inputs), attack.limits);
    if (!runs) {
      complain(runs.error().message);
      continue;
    }
    if (const std::string fault = fault_of(attack, runs->front(), canary); !fault.empty())
      complain(fault);
    std::vector<std::string> probe_inputs(1, "20 22\n");
    sandbox::Program probe{"python3", "a, b = map(int, input().split())\nprint(a + b)\n", {}};
    const auto after =
        co_await box->run(std::move(probe), std::move(probe_inputs), sandbox::RunLimits());
    if (!after || after->front().verdict != RunVerdict::ok || after->front().output != "42\n") {
      complain("the next run went wrong: " +
               (after ? after->front().detail : after.error().message));
    }
  }
  std::cout << count << " programs, " << failures << " failures" << std::endl;
  co_return failures;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 6) return 2;
  const auto accepted = sandbox::layers_from_text(arguments[2]);
  if (!accepted) return 2;
  std::vector<Attack> attacks;
  for (int i = 5; i < count; ++i) {
    for (auto& attack : read_attacks(arguments[i], arguments[3]))
      attacks.push_back(std::move(attack));
  }
  boost::asio::io_context context(1);
  const auto box = std::make_shared<sandbox::Sandbox>(
      context, sandbox::Options{arguments[1], *accepted, 1}, base::make_log(0));
  int failures = 1;
  auto work = [&]() -> base::Awaitable<void> {
    failures = co_await run_all(box, std::move(attacks), arguments[4]);
    box->stop();
    context.stop();
  };
  boost::asio::co_spawn(context, work(), boost::asio::detached);
  context.run();
  return failures == 0 ? 0 : 1;
}
