/// Commands: one file each. A table per command gives its options, help, completion and manual
/// page.
#pragma once

#include <utility>  // Boost 1.74's awaitable header needs it first

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/runtime.h"
#include "base/async.h"
#include "base/json.h"
#include "base/log.h"
#include "base/result.h"
#include "cli/output.h"
#include "config/config.h"

namespace af::cli {

struct OptionSpec {
  std::string name;   ///< without dashes
  std::string value;  ///< placeholder of its value; empty for a switch
  std::string help;
  bool many = false;  ///< may be given several times
};

struct Command;

/// What a command was called with. Lives as long as the command runs.
class Invocation {
 public:
  const Command* command = nullptr;
  std::vector<std::string> arguments;  ///< positional
  std::multimap<std::string, std::string> options;
  int verbosity = 0;
  bool json = false;
  Output* out = nullptr;
  base::Log log;

  [[nodiscard]] bool has(const std::string& option) const { return options.contains(option); }
  [[nodiscard]] std::optional<std::string> option(const std::string& name) const;
  [[nodiscard]] std::vector<std::string> all(const std::string& name) const;
  /// A whole number within bounds, or Code::usage.
  [[nodiscard]] base::Result<std::int64_t> number(const std::string& name, std::int64_t fallback,
                                                  std::int64_t least, std::int64_t most) const;
  [[nodiscard]] base::Result<config::Settings> settings() const;
  /// --config, else affine.yaml in the working directory, else the configuration that is built in.
  [[nodiscard]] base::Result<config::Config> load_config() const;
};

/// Runs to the end; gives the exit status, or an error that is printed and mapped to one.
using Run = base::Result<int> (*)(Invocation&);

struct Command {
  std::string name;  ///< "validate", or two words such as "env list"
  std::string arguments, summary, details;
  std::vector<OptionSpec> options;
  std::vector<std::string> examples;
  std::size_t least = 0, most = 0;  ///< positional arguments
  Run run = nullptr;
};

[[nodiscard]] const std::vector<Command>& commands();
[[nodiscard]] const std::vector<OptionSpec>& global_options();
[[nodiscard]] std::string help_of(const Command& command);
[[nodiscard]] std::string overview();

/// Runs a coroutine to its end on a context of its own; what it throws is thrown here.
template <class T>
[[nodiscard]] T run_to_end(boost::asio::io_context& context, base::Awaitable<T> work);

/// The id of a rollout; nothing if the text is none.
[[nodiscard]] std::optional<std::int64_t> as_id(const std::string& text);
[[nodiscard]] int exit_status(const base::Error& error);
[[nodiscard]] base::Error usage(std::string message);

// One function a command; each in its own file.
base::Result<int> run_set(Invocation&);
base::Result<int> run_unset(Invocation&);
base::Result<int> run_get(Invocation&);
base::Result<int> run_init(Invocation&);
base::Result<int> run_doctor(Invocation&);
base::Result<int> run_config_check(Invocation&);
base::Result<int> run_config_show(Invocation&);
base::Result<int> run_config_schema(Invocation&);
base::Result<int> run_validate(Invocation&);
base::Result<int> run_eval(Invocation&);
base::Result<int> run_env_list(Invocation&);
base::Result<int> run_env_show(Invocation&);
base::Result<int> run_env_sample(Invocation&);
base::Result<int> run_env_play(Invocation&);
base::Result<int> run_env_grade(Invocation&);
base::Result<int> run_env_table(Invocation&);
base::Result<int> run_plugin_list(Invocation&);
base::Result<int> run_score(Invocation&);
base::Result<int> run_results_list(Invocation&);
base::Result<int> run_results_show(Invocation&);
base::Result<int> run_results_export(Invocation&);
base::Result<int> run_audit(Invocation&);
base::Result<int> run_rank(Invocation&);
base::Result<int> run_miners(Invocation&);
base::Result<int> run_weights_show(Invocation&);
base::Result<int> run_sandbox_probe(Invocation&);
base::Result<int> run_sandbox_exec(Invocation&);
base::Result<int> run_completion(Invocation&);
base::Result<int> run_man(Invocation&);

}  // namespace af::cli
