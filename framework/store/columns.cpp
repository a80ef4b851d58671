// SPDX-License-Identifier: MIT
#include "store/columns.h"

#include "sqlite/database.h"

namespace af::store {
namespace {

std::string definition(const Column& column) {
  return std::string(column.name) + " " + std::string(column.type);
}

bool given_by_database(const Column& column) { return column.name == "id"; }

std::string make_insert() {
  std::string names, places;
  for (const auto& column : rollout_columns) {
    if (given_by_database(column)) continue;
    names += (names.empty() ? "" : ", ") + std::string(column.name);
    places += places.empty() ? "?" : ",?";
  }
  return "INSERT INTO rollout (" + names + ") VALUES (" + places +
         ") ON CONFLICT (window, environment, task, hotkey) DO NOTHING";
}

}  // namespace

std::string create_rollout_table() {
  std::string columns;
  for (const auto& column : rollout_columns) {
    if (column.since > 1) continue;
    columns += (columns.empty() ? "\n  " : ",\n  ") + definition(column);
  }
  return "CREATE TABLE rollout (" + columns + "\n);\n";
}

std::string add_rollout_columns(int version) {
  std::string script;
  for (const auto& column : rollout_columns) {
    if (column.since != version || version == 1) continue;
    script += "ALTER TABLE rollout ADD COLUMN " + definition(column) + " DEFAULT " +
              std::string(column.fallback) + ";\n";
  }
  return script;
}

const std::string& insert_rollout_sql() {
  static const std::string sql = make_insert();
  return sql;
}

void bind_rollout(sqlite::Statement& statement, const Rollout& r) {
  int index = 0;
  const Overloaded bind{
      [&](std::int64_t Rollout::*member) { statement.bind(index, r.*member); },
      [&](std::string Rollout::*member) { statement.bind(index, std::string_view(r.*member)); },
      [&](double Rollout::*member) {
        // The score, the only real number, has a meaning only in this state.
        if (r.state == State::scored) {
          statement.bind(index, r.*member);
        } else {
          statement.bind_null(index);
        }
      },
      [&](State Rollout::*member) { statement.bind(index, name_of(r.*member)); },
      [&](base::Cause Rollout::*member) { statement.bind(index, base::name_of(r.*member)); }};
  for (const auto& column : rollout_columns) {
    if (given_by_database(column)) continue;
    ++index;
    std::visit(bind, column.member);
  }
}

std::string select_rollouts_sql(int version, bool texts) {
  std::string columns;
  for (const auto& column : rollout_columns) {
    std::string_view term = column.name;
    if (column.since > version) term = column.fallback;
    if (column.large && !texts) term = "''";
    columns += (columns.empty() ? "" : ", ") + std::string(term);
  }
  return "SELECT " + columns + " FROM rollout ";
}

Rollout read_rollout(const sqlite::Statement& row) {
  Rollout r;
  int index = 0;
  const Overloaded read{[&](std::int64_t Rollout::*member) { r.*member = row.integer(index); },
                        [&](std::string Rollout::*member) { r.*member = row.text(index); },
                        [&](double Rollout::*member) { r.*member = row.real(index); },
                        // The table admits no other names.
                        [&](State Rollout::*member) {
                          r.*member = state_named(row.text(index)).value_or(State::void_);
                        },
                        // An unknown name was altered by hand; the digest then differs.
                        [&](base::Cause Rollout::*member) {
                          r.*member = base::cause_named(row.text(index)).value_or(0xFFFFFFFFu);
                        }};
  for (const auto& column : rollout_columns) {
    std::visit(read, column.member);
    ++index;
  }
  return r;
}

}  // namespace af::store
