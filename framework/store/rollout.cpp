// SPDX-License-Identifier: MIT
#include <algorithm>

#include "base/hasher.h"
#include "base/text.h"
#include "store/columns.h"

namespace af::store {
namespace {

using base::Error;
using base::Json;

constexpr int newest_digest = [] {
  int newest = 0;
  for (const auto& column : rollout_columns) newest = std::max(newest, column.digest);
  return newest;
}();

/// Whether a column that the digest covers from `version` on is neither empty nor 0. A state is
/// never empty.
bool has_values_of(const Rollout& rollout, int version) {
  const Overloaded filled{[&](std::string Rollout::*member) { return !(rollout.*member).empty(); },
                          [&](std::int64_t Rollout::*member) { return rollout.*member != 0; },
                          [&](base::Cause Rollout::*member) { return rollout.*member != 0; },
                          [&](double Rollout::*member) { return rollout.*member != 0; },
                          [](State Rollout::*) { return true; }};
  return std::any_of(rollout_columns.begin(), rollout_columns.end(), [&](const Column& column) {
    return column.digest == version && std::visit(filled, column.member);
  });
}

/// The digest of one version, over that of the version before and the version's columns. `before`
/// itself when all these columns are empty or 0.
base::Digest digest_of_version(const Rollout& rollout, int version, const base::Digest& before) {
  if (version > 1 && !has_values_of(rollout, version)) return before;
  base::Hasher hasher;
  hasher.add("af/rollout/" + std::to_string(version));
  if (version > 1) hasher.add(base::bytes_of(before));
  const auto add_number = [&](std::int64_t value) { hasher.add(std::to_string(value)); };
  const Overloaded add{[&](std::int64_t Rollout::*member) { add_number(rollout.*member); },
                       [&](std::string Rollout::*member) { hasher.add(rollout.*member); },
                       [&](double Rollout::*member) { hasher.add(base::exact(rollout.*member)); },
                       [&](State Rollout::*member) { hasher.add(name_of(rollout.*member)); },
                       [&](base::Cause Rollout::*member) { add_number(rollout.*member); }};
  for (const auto& column : rollout_columns) {
    if (column.digest == version) std::visit(add, column.member);
  }
  return hasher.digest();
}

/// Reads a member; fails on a value that the table would not admit, and throws on one of the wrong
/// type.
base::Status read_member(const Json& value, const Column& column, Rollout& r) {
  const char* wrong = nullptr;
  const Overloaded read{
      [&](std::int64_t Rollout::*member) { r.*member = base::whole_number(value); },
      [&](std::string Rollout::*member) { r.*member = value; },
      [&](double Rollout::*member) {
        r.*member = r.state == State::scored ? value.get<double>() : 0.0;
        if (!(r.*member >= 0.0 && r.*member <= 1.0)) wrong = "a score outside [0,1]";
      },
      [&](State Rollout::*member) {
        const auto state = state_named(value.get<std::string>());
        if (!state) wrong = "unknown state of a rollout";
        r.*member = state.value_or(State::void_);
      },
      [&](base::Cause Rollout::*member) {
        const auto cause = base::cause_named(value.get<std::string>());
        if (!cause) wrong = "unknown cause in a rollout";
        r.*member = cause.value_or(AF_CAUSE_NONE);
      }};
  std::visit(read, column.member);
  if (wrong != nullptr) return Error{base::Code::failed, wrong};
  return base::Done{};
}

}  // namespace

std::string digest_of(const Rollout& rollout) {
  base::Digest digest{};
  for (int version = 1; version <= newest_digest; ++version)
    digest = digest_of_version(rollout, version, digest);
  return base::hex(digest);
}

Json to_json(const Rollout& r) {
  Json json = {{"type", "rollout"}};
  for (const auto& column : rollout_columns) {
    Json& value = json[std::string(column.name)];
    const Overloaded write{[&](std::int64_t Rollout::*member) { value = r.*member; },
                           [&](std::string Rollout::*member) { value = r.*member; },
                           [&](double Rollout::*member) {
                             if (r.state == State::scored) value = r.*member;
                           },
                           [&](State Rollout::*member) { value = name_of(r.*member); },
                           [&](base::Cause Rollout::*member) { value = base::name_of(r.*member); }};
    std::visit(write, column.member);
  }
  return json;
}

base::Result<Rollout> rollout_from_json(const Json& json) {
  std::string name;
  try {
    Rollout r;
    for (const auto& column : rollout_columns) {
      name = column.name;
      // Exports from before the column have no such key.
      if (column.since > 1 && !json.contains(name)) continue;
      if (auto status = read_member(json.at(name), column, r); !status) return status.error();
    }
    return r;
  } catch (const std::exception& error) {
    return Error{base::Code::failed, "not a rollout: " + name + ": " + error.what()};
  }
}

}  // namespace af::store
