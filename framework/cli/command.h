// SPDX-License-Identifier: MIT
/// Commands: one file each, which says what the command is (options, help, completion and manual
/// page follow from that) and how it runs.
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
  std::string name;                   ///< "validate", or two words such as "env list"
  std::string arguments{};            ///< positional ones, as they are shown: "[DIR]"
  std::string summary;                ///< one line
  std::string details{};              ///< further sentences of the help
  std::vector<OptionSpec> options{};  ///< its own; all have `global_options` too
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

// What each command is; defined in its own file.
[[nodiscard]] Command validate_command();        ///< af validate
[[nodiscard]] Command eval_command();            ///< af eval
[[nodiscard]] Command rank_command();            ///< af rank
[[nodiscard]] Command miners_command();          ///< af miners
[[nodiscard]] Command weights_show_command();    ///< af weights
[[nodiscard]] Command env_list_command();        ///< af env list
[[nodiscard]] Command env_show_command();        ///< af env show
[[nodiscard]] Command env_sample_command();      ///< af env sample
[[nodiscard]] Command env_play_command();        ///< af env play
[[nodiscard]] Command env_grade_command();       ///< af env grade
[[nodiscard]] Command env_table_command();       ///< af env table
[[nodiscard]] Command plugin_list_command();     ///< af plugin list
[[nodiscard]] Command config_check_command();    ///< af config check
[[nodiscard]] Command config_show_command();     ///< af config show
[[nodiscard]] Command config_schema_command();   ///< af config schema
[[nodiscard]] Command results_list_command();    ///< af results list
[[nodiscard]] Command results_show_command();    ///< af results show
[[nodiscard]] Command results_export_command();  ///< af results export
[[nodiscard]] Command score_command();           ///< af score
[[nodiscard]] Command audit_command();           ///< af audit
[[nodiscard]] Command sandbox_probe_command();   ///< af sandbox probe
[[nodiscard]] Command sandbox_exec_command();    ///< af sandbox exec
[[nodiscard]] Command doctor_command();          ///< af doctor
[[nodiscard]] Command init_command();            ///< af init
[[nodiscard]] Command set_command();             ///< af set
[[nodiscard]] Command get_command();             ///< af get
[[nodiscard]] Command unset_command();           ///< af unset
[[nodiscard]] Command completion_command();      ///< af completion
[[nodiscard]] Command man_command();             ///< af man

}  // namespace af::cli
