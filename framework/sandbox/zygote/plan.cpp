// SPDX-License-Identifier: MIT
#include "sandbox/zygote/plan.h"

#include <charconv>
#include <sstream>

namespace af::sandbox {
namespace {

/// Appends "key value" as one line. Backslashes and line breaks in the value are escaped.
void put(std::string& text, const char* key, const std::string& value) {
  text += std::string(key) + ' ';
  for (const char c : value) {
    if (c == '\\') {
      text += "\\\\";
    } else if (c == '\n') {
      text += "\\n";
    } else {
      text += c;
    }
  }
  text += '\n';
}

/// The value that `put` wrote; nothing if an escape is broken.
std::optional<std::string> unescaped(std::string_view text) {
  std::string value;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      value += text[i];
      continue;
    }
    if (++i == text.size() || (text[i] != '\\' && text[i] != 'n')) return {};
    value += text[i] == 'n' ? '\n' : '\\';
  }
  return value;
}

}  // namespace

std::string write_plan(const Plan& plan) {
  std::string text;
  put(text, "namespaces", std::to_string(plan.namespaces ? 1 : 0));
  put(text, "landlock", std::to_string(plan.landlock ? 1 : 0));
  put(text, "own_ids", std::to_string(plan.own_ids ? 1 : 0));
  put(text, "run_id", std::to_string(plan.run_id));
  for (const auto& path : plan.tree) put(text, "tree", path);
  for (const auto& link : plan.links) put(text, "link", link);
  for (const auto& path : plan.devices) put(text, "device", path);
  for (const auto& word : plan.command) put(text, "command", word);
  for (const auto& path : plan.modules) put(text, "modules", path);
  return text;
}

std::optional<Plan> read_plan(const std::string& text) {
  Plan plan;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const auto space = line.find(' ');
    if (space == std::string::npos) return {};
    const std::string key = line.substr(0, space);
    const auto decoded = unescaped(std::string_view(line).substr(space + 1));
    if (!decoded) return {};
    const std::string& value = *decoded;
    if (key == "namespaces") {
      plan.namespaces = value == "1";
    } else if (key == "landlock") {
      plan.landlock = value == "1";
    } else if (key == "own_ids") {
      plan.own_ids = value == "1";
    } else if (key == "run_id") {
      const auto [end, error] =
          std::from_chars(value.data(), value.data() + value.size(), plan.run_id);
      if (error != std::errc{} || end != value.data() + value.size()) return {};
    } else if (key == "tree") {
      plan.tree.push_back(value);
    } else if (key == "link") {
      plan.links.push_back(value);
    } else if (key == "device") {
      plan.devices.push_back(value);
    } else if (key == "command") {
      plan.command.push_back(value);
    } else if (key == "modules") {
      plan.modules.push_back(value);
    } else {
      return {};
    }
  }
  return plan;
}

}  // namespace af::sandbox
