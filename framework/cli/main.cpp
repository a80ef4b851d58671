// SPDX-License-Identifier: MIT
/// The `af` program.
#include <boost/program_options.hpp>
#include <clocale>
#include <cstdlib>
#include <iostream>
#include <memory>

#include "base/text.h"
#include "cli/command.h"
#include "plugin/child/server.h"
#include "sandbox/supervisor.h"

namespace {

namespace po = boost::program_options;
using af::base::Result;
using af::cli::Command;
using af::cli::Invocation;

/// "-vv" and its kin become a number; everything else stays.
int take_verbosity(std::vector<std::string>& words) {
  int verbosity = 0;
  std::erase_if(words, [&](const std::string& word) {
    const bool short_form = word.size() >= 2 && word.size() <= 4 && word[0] == '-' &&
                            word.find_first_not_of('v', 1) == std::string::npos;
    if (short_form) verbosity += static_cast<int>(word.size()) - 1;
    if (word == "--verbose") ++verbosity;
    return short_form || word == "--verbose";
  });
  return verbosity;
}

/// Global options before the command go behind it, where one parser reads all.
std::vector<std::string> command_first(const std::vector<std::string>& words) {
  std::size_t at = 0;
  while (at < words.size() && words[at].starts_with("-")) {
    at += words[at] == "--config" ? 2u : 1u;
  }
  if (at >= words.size()) return words;
  std::vector<std::string> turned(words.begin() + static_cast<std::ptrdiff_t>(at), words.end());
  turned.insert(turned.end(), words.begin(), words.begin() + static_cast<std::ptrdiff_t>(at));
  return turned;
}

/// The command that the first one or two words name; removes them.
Result<const Command*> find_command(std::vector<std::string>& words) {
  const std::string one = words.front();
  const std::string two = words.size() > 1 ? one + " " + words[1] : one;
  std::vector<std::string> names;
  for (const auto& command : af::cli::commands()) {
    names.push_back(command.name);
    if (command.name != one && command.name != two) continue;
    const bool both = command.name != one;
    words.erase(words.begin(), words.begin() + (both ? 2 : 1));
    return &command;
  }
  std::string beginnings;
  for (const auto& name : names) {
    if (name.starts_with(one + " ")) beginnings += "\n  af " + name;
  }
  if (!beginnings.empty())
    return af::cli::usage("'af " + one + "' needs one more word:" + beginnings);
  const std::string near = af::base::nearest(two, names);
  const std::string nearest = near.empty() ? af::base::nearest(one, names) : near;
  return af::cli::usage("no command '" + af::base::printable(one) + "'; " +
                        (nearest.empty() ? "" : "did you mean 'af " + nearest + "'? ") +
                        "`af --help` lists all");
}

Result<bool> parse(const std::vector<std::string>& words, Invocation& invocation) {
  po::options_description description, hidden;
  for (const auto* options : {&invocation.command->options, &af::cli::global_options()}) {
    for (const auto& option : *options) {
      if (option.value.empty()) {
        description.add_options()(option.name.c_str(), po::bool_switch());
      } else {
        description.add_options()(option.name.c_str(), po::value<std::vector<std::string>>());
      }
    }
  }
  hidden.add_options()("argument", po::value<std::vector<std::string>>());
  po::options_description both;
  both.add(description).add(hidden);
  po::positional_options_description positions;
  positions.add("argument", -1);
  try {
    using Style = po::command_line_style::style_t;
    const int style = Style::allow_long | Style::long_allow_adjacent | Style::long_allow_next;
    po::variables_map values;
    po::store(po::command_line_parser(words).options(both).positional(positions).style(style).run(),
              values);
    for (const auto& [name, value] : values) {
      if (name == "argument") {
        invocation.arguments = value.as<std::vector<std::string>>();
      } else if (value.value().type() == typeid(bool)) {
        if (value.as<bool>()) invocation.options.emplace(name, "");
      } else {
        for (const auto& text : value.as<std::vector<std::string>>()) {
          invocation.options.emplace(name, text);
        }
      }
    }
  } catch (const po::error& error) {
    return af::cli::usage(std::string(error.what()) + "; see `af " + invocation.command->name +
                          " --help`");
  }
  const std::size_t count = invocation.arguments.size();
  if (!invocation.has("help") &&
      (count < invocation.command->least || count > invocation.command->most)) {
    const std::string& arguments = invocation.command->arguments;
    return af::cli::usage("usage: af " + invocation.command->name +
                          (arguments.empty() ? "" : " " + arguments) + "; see `af " +
                          invocation.command->name + " --help`");
  }
  return true;
}

Result<int> run(std::vector<std::string> words, Invocation& invocation) {
  invocation.verbosity = take_verbosity(words);
  invocation.log = af::base::make_log(invocation.verbosity);
  words = command_first(words);
  if (words.empty() || words.front() == "--help" || words.front() == "-h" ||
      words.front() == "help") {
    invocation.out->print(af::cli::overview());
    return words.empty() ? 2 : 0;
  }
  if (words.front() == "--version") {
    invocation.out->line("af " AFFINE_VERSION);
    return 0;
  }
  const auto command = find_command(words);
  if (!command) return command.error();
  invocation.command = *command;
  if (const auto parsed = parse(words, invocation); !parsed) return parsed.error();
  invocation.json = invocation.has("json");
  if (invocation.has("help")) {
    invocation.out->print(af::cli::help_of(**command));
    return 0;
  }
  return (*command)->run(invocation);
}

}  // namespace

int main(int count, char** arguments) {
  std::vector<std::string> words(arguments + 1, arguments + count);
  // A plugin's own process: descriptor 3 is its host.
  if (words.size() == 2 && words[0] == "plugin-host") {
    return af::plugin::serve_plugin(3, std::strtoull(words[1].c_str(), nullptr, 10));
  }
  // A slot of the sandbox, likewise.
  if (words.size() == 5 && words[0] == "sandbox-slot") {
    const auto accepted = af::sandbox::layers_from_text(words[1]);
    if (!accepted) return 2;
    const auto number = static_cast<unsigned>(std::strtoul(words[2].c_str(), nullptr, 10));
    return af::sandbox::serve_runs(3, {*accepted, number, words[3], words[4]});
  }
  af::cli::Output out;
  Invocation invocation;
  invocation.out = &out;
  try {
    auto status = run(std::move(words), invocation);
    if (status && out.failed()) {
      status = af::base::Error{af::base::Code::io,
                               "the results could not be written: is the disk full?"};
    }
    if (status) return *status;
    out.clear_status();
    if (!status.error().message.empty()) std::cerr << "af: " << status.error().message << '\n';
    return af::cli::exit_status(status.error());
  } catch (const std::exception& error) {
    out.clear_status();
    std::cerr << "af: internal error: " << error.what() << "; please report it\n";
    return 1;
  }
}
