// SPDX-License-Identifier: MIT
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

/// An option or switch of a command.
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

  /// Whether an option or switch was given; names are without dashes.
  [[nodiscard]] bool has(const std::string& option) const { return options.contains(option); }
  /// The value of an option, the first if it was given several times; nothing if it was not given.
  [[nodiscard]] std::optional<std::string> option(const std::string& name) const;
  /// All values of an option, in order.
  [[nodiscard]] std::vector<std::string> all(const std::string& name) const;
  /// A whole number within bounds, or Code::usage.
  [[nodiscard]] base::Result<std::int64_t> number(const std::string& name, std::int64_t fallback,
                                                  std::int64_t least, std::int64_t most) const;
  /// The settings of this user and working directory; Code::usage when a file of them is broken.
  [[nodiscard]] base::Result<config::Settings> settings() const;
  /// --config, else affine.yaml in the working directory, else the configuration that is built in.
  [[nodiscard]] base::Result<config::Config> load_config() const;
};

/// Runs to the end; gives the exit status, or an error that is printed and mapped to one.
using Run = base::Result<int> (*)(Invocation&);

/// A command, all that its help, completion and manual page say of it, and what runs it.
struct Command {
  std::string name;  ///< "validate", or two words such as "env list"
  std::string arguments, summary, details;
  std::vector<OptionSpec> options;
  std::vector<std::string> examples;
  std::size_t least = 0, most = 0;  ///< positional arguments
  Run run = nullptr;
};

/// All commands, in the order of `af --help`.
[[nodiscard]] const std::vector<Command>& commands();
/// Options that every command has.
[[nodiscard]] const std::vector<OptionSpec>& global_options();
/// What `af COMMAND --help` prints.
[[nodiscard]] std::string help_of(const Command& command);
/// What `af --help` prints.
[[nodiscard]] std::string overview();

/// Runs a coroutine to its end on a context of its own; what it throws is thrown here.
template <class T>
[[nodiscard]] T run_to_end(boost::asio::io_context& context, base::Awaitable<T> work);

/// The id of a rollout; nothing if the text is none.
[[nodiscard]] std::optional<std::int64_t> as_id(const std::string& text);
/// The program's exit status for a failure (base/result.h says which).
[[nodiscard]] int exit_status(const base::Error& error);
/// An error in how the program was called or configured: exit status 2.
[[nodiscard]] base::Error usage(std::string message);

// One function a command; each in its own file.
base::Result<int> run_set(Invocation&);             ///< af set
base::Result<int> run_unset(Invocation&);           ///< af unset
base::Result<int> run_get(Invocation&);             ///< af get
base::Result<int> run_init(Invocation&);            ///< af init
base::Result<int> run_doctor(Invocation&);          ///< af doctor
base::Result<int> run_config_check(Invocation&);    ///< af config check
base::Result<int> run_config_show(Invocation&);     ///< af config show
base::Result<int> run_config_schema(Invocation&);   ///< af config schema
base::Result<int> run_validate(Invocation&);        ///< af validate
base::Result<int> run_eval(Invocation&);            ///< af eval
base::Result<int> run_env_list(Invocation&);        ///< af env list
base::Result<int> run_env_show(Invocation&);        ///< af env show
base::Result<int> run_env_sample(Invocation&);      ///< af env sample
base::Result<int> run_env_play(Invocation&);        ///< af env play
base::Result<int> run_env_grade(Invocation&);       ///< af env grade
base::Result<int> run_env_table(Invocation&);       ///< af env table
base::Result<int> run_plugin_list(Invocation&);     ///< af plugin list
base::Result<int> run_score(Invocation&);           ///< af score
base::Result<int> run_results_list(Invocation&);    ///< af results list
base::Result<int> run_results_show(Invocation&);    ///< af results show
base::Result<int> run_results_export(Invocation&);  ///< af results export
base::Result<int> run_audit(Invocation&);           ///< af audit
base::Result<int> run_rank(Invocation&);            ///< af rank
base::Result<int> run_miners(Invocation&);          ///< af miners
base::Result<int> run_weights_show(Invocation&);    ///< af weights show
base::Result<int> run_sandbox_probe(Invocation&);   ///< af sandbox probe
base::Result<int> run_sandbox_exec(Invocation&);    ///< af sandbox exec
base::Result<int> run_completion(Invocation&);      ///< af completion
base::Result<int> run_man(Invocation&);             ///< af man

}  // namespace af::cli
