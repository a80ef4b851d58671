// SPDX-License-Identifier: MIT
/// af sandbox probe, exec.
#include <unistd.h>

#include <iostream>

#include "base/file.h"
#include "base/text.h"
#include "cli/run.h"
#include "sandbox/languages.h"
#include "sandbox/sandbox.h"

namespace af::cli {
namespace {

using base::Awaitable;
using base::Json;
using base::Result;

/// Runs `work(sandbox)` on a sandbox as the configuration describes it, which ends afterwards.
template <class T, class Work>
Result<T> with_sandbox(Invocation& invocation, Work work) {
  const auto config = invocation.load_config();
  if (!config) return config.error();
  boost::asio::io_context context(1);
  const auto sandbox = app::make_sandbox(context, config->sandbox, invocation.log);
  auto result = run_to_end(context, work(*sandbox));
  sandbox->stop();
  return result;
}

/// What `af sandbox probe` found.
struct Probe {
  sandbox::LayerSet layers;
  /// Name of each language, and its runtime or why it cannot be run.
  std::vector<std::pair<std::string, std::string>> languages;
};

Awaitable<Result<Probe>> probe(sandbox::Sandbox& sandbox) {
  const auto layers = co_await sandbox.probe();
  if (!layers) co_return layers.error();
  Probe found{*layers, {}};
  for (const auto& language : sandbox::languages()) {
    sandbox::Program program{language.name, language.sample, {}};
    const auto runs =
        co_await sandbox.run(std::move(program), std::vector<std::string>(1), sandbox::RunLimits());
    std::string text;
    if (!runs) {
      text = "cannot be run: " + runs.error().message;
    } else if (const auto& run = runs->front();
               run.verdict != sandbox::RunVerdict::ok || run.output != "42\n") {
      text = "does not run: " + std::string(name_of(run.verdict)) + ", " + run.detail + " " +
             base::printable(base::shortened(run.errors, 300));
    } else {
      text = run.setting.substr(run.setting.find(", ") + 2);
    }
    found.languages.emplace_back(language.name, text);
  }
  co_return found;
}

Result<sandbox::RunLimits> limits_of(const Invocation& invocation) {
  sandbox::RunLimits limits;
  const auto cpu = invocation.number("cpu", 10'000, 1, 3'600'000);
  const auto wall = invocation.number("wall", 0, 0, 36'000'000);
  const auto memory = invocation.number("memory", 512, 16, 1 << 20);
  const auto output = invocation.number("output", 1 << 20, 0, 16 << 20);
  for (const auto* number : {&cpu, &wall, &memory, &output}) {
    if (!*number) return number->error();
  }
  limits.cpu_ms = static_cast<std::uint64_t>(*cpu);
  limits.wall_ms = static_cast<std::uint64_t>(*wall);
  limits.memory_bytes = static_cast<std::uint64_t>(*memory) << 20;
  limits.output_bytes = static_cast<std::uint64_t>(*output);
  return limits;
}

/// The bytes as they are, but without a program's control characters on a terminal.
std::string shown(const std::string& bytes, bool terminal) {
  return terminal ? base::printable_lines(bytes) : bytes;
}

void report(const Invocation& invocation, const sandbox::Run& run) {
  if (invocation.json) {
    invocation.out->json({{"verdict", name_of(run.verdict)},
                          {"detail", run.detail},
                          {"exit_status", run.exit_status},
                          {"signal", run.signal_number},
                          {"output", base::to_utf8(run.output)},
                          {"errors", base::to_utf8(run.errors)},
                          {"cpu_ms", static_cast<double>(run.cpu_us) / 1000},
                          {"wall_ms", static_cast<double>(run.wall_us) / 1000},
                          {"peak_mib", static_cast<double>(run.peak_bytes) / (1 << 20)},
                          {"setting", run.setting}});
    return;
  }
  invocation.out->print(shown(run.output, invocation.out->is_terminal()));
  std::cerr << shown(run.errors, ::isatty(2) == 1) << "verdict: " << name_of(run.verdict)
            << (run.detail.empty() ? "" : " (" + run.detail + ")") << "; " << run.cpu_us / 1000
            << " ms CPU, " << run.wall_us / 1000 << " ms, " << (run.peak_bytes >> 20) << " MiB; "
            << run.setting << '\n';
}

base::Result<int> run_sandbox_probe(Invocation& invocation) {
  const auto found = with_sandbox<Probe>(invocation, probe);
  if (!found) return found.error();
  std::vector<std::vector<std::string>> rows;
  Json layers = Json::object(), languages = Json::object();
  for (const auto layer : sandbox::all_layers) {
    const bool on = found->layers.has(layer);
    layers[std::string(name_of(layer))] = on;
    rows.push_back(
        {std::string(name_of(layer)), on ? "on" : "missing, and accepted by the configuration"});
  }
  rows.push_back({"always", "system call filter, limits, no capabilities, no new privileges"});
  rows.push_back({"self-test", "passed"});
  for (const auto& [name, text] : found->languages) {
    languages[name] = text;
    rows.push_back({name, text});
  }
  if (invocation.json) {
    invocation.out->json({{"layers", layers}, {"languages", languages}});
  } else {
    invocation.out->print(table(rows));
  }
  return 0;
}

base::Result<int> run_sandbox_exec(Invocation& invocation) {
  sandbox::Program program{invocation.option("language").value_or("python3"), {}, {}};
  if (sandbox::find_language(program.language) == nullptr) {
    return usage("no language '" + base::printable(program.language) + "'; there are " +
                 sandbox::language_names());
  }
  auto source = base::read_input(invocation.arguments[0], base::max_input_bytes);
  if (!source) return source.error();
  program.source = std::move(*source);
  auto input = invocation.has("input")
                   ? base::read_input(*invocation.option("input"), base::max_input_bytes)
                   : Result<std::string>(std::string());
  if (!input) return input.error();
  for (const auto& name : invocation.all("file")) {
    auto content = base::read_input(name, base::max_input_bytes);
    if (!content) return content.error();
    program.files.push_back({std::filesystem::path(name).filename().string(), std::move(*content)});
  }
  const auto limits = limits_of(invocation);
  if (!limits) return limits.error();
  const auto runs = with_sandbox<std::vector<sandbox::Run>>(
      invocation,
      [&](sandbox::Sandbox& sandbox) { return sandbox.run(program, {*input}, *limits); });
  if (!runs) return runs.error();
  report(invocation, runs->front());
  return runs->front().verdict == sandbox::RunVerdict::ok ? 0 : 1;
}

}  // namespace

Command sandbox_probe_command() {
  return {.name = "sandbox probe",
          .summary = "Which layers the sandbox has on this machine, and whether it holds.",
          .details =
              "Starts it as the configuration says and runs the self-test. Exit status 1 if a "
              "layer is missing that sandbox.accept_missing does not name, or if a program does "
              "not end as it must.",
          .examples = {"af sandbox probe"},
          .run = run_sandbox_probe};
}

Command sandbox_exec_command() {
  return {.name = "sandbox exec",
          .arguments = "FILE",
          .summary = "Run a program as a model's program is run.",
          .details =
              "Its output goes to standard output, the verdict to standard error. Exit status 0 if "
              "the verdict is ok, else 1.",
          .options = {{"language", "NAME",
                       "python3 (default) or another that `af sandbox probe` lists."},
                      {"input", "FILE",
                       "Its standard input; - for ours. Without it the input is empty."},
                      {"file", "FILE", "A file that it finds in its working folder.", true},
                      {"cpu", "MS", "Limit on CPU time (default 10000)."},
                      {"wall", "MS", "Limit on time (default: three times the CPU time and 5000)."},
                      {"memory", "MIB", "Limit on memory (default 512)."},
                      {"output", "BYTES", "Limit on its output (default 1048576)."}},
          .examples = {"af sandbox exec answer.py --input case.txt"},
          .least = 1,
          .most = 1,
          .run = run_sandbox_exec};
}

}  // namespace af::cli
