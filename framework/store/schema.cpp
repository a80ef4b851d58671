// SPDX-License-Identifier: MIT
#include "store/schema.h"

#include <algorithm>
#include <map>

#include "store/columns.h"

namespace af::store {
namespace {

constexpr std::int32_t application_id = 0x61666631;  // "aff1"

constexpr const char* window_tables = R"sql(
CREATE TABLE window (
  number INTEGER PRIMARY KEY,
  opened_block INTEGER NOT NULL,
  block_hash TEXT NOT NULL,
  secret_hash TEXT NOT NULL,
  plan TEXT NOT NULL,
  closed INTEGER NOT NULL DEFAULT 0,
  closed_block INTEGER NOT NULL DEFAULT 0,
  rows_digest TEXT NOT NULL DEFAULT ''
);
CREATE TABLE secret (
  window INTEGER PRIMARY KEY REFERENCES window(number),
  secret TEXT NOT NULL
);
)sql";

constexpr const char* rollout_rules = R"sql(
CREATE UNIQUE INDEX rollout_once ON rollout (window, environment, task, hotkey);
CREATE TRIGGER rollout_never_changes BEFORE UPDATE ON rollout
  BEGIN SELECT RAISE(ABORT, 'rollouts never change'); END;
CREATE TRIGGER rollout_never_goes BEFORE DELETE ON rollout
  BEGIN SELECT RAISE(ABORT, 'rollouts are never deleted'); END;
)sql";

constexpr const char* derived_tables = R"sql(
CREATE TABLE score (
  window INTEGER NOT NULL REFERENCES window(number),
  uid INTEGER NOT NULL,
  hotkey TEXT NOT NULL,
  commit_block INTEGER NOT NULL,
  environment TEXT NOT NULL,
  average REAL NOT NULL,
  total_samples INTEGER NOT NULL,
  rank INTEGER NOT NULL,
  mean REAL NOT NULL,
  standard_error REAL NOT NULL,
  samples INTEGER NOT NULL,
  PRIMARY KEY (window, hotkey, environment)
) WITHOUT ROWID;
CREATE TABLE decision (
  window INTEGER PRIMARY KEY REFERENCES window(number),
  rule TEXT NOT NULL,
  report TEXT NOT NULL,
  submitted INTEGER NOT NULL DEFAULT 0,
  submitted_block INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE weight (
  window INTEGER NOT NULL REFERENCES window(number),
  uid INTEGER NOT NULL,
  hotkey TEXT NOT NULL,
  weight INTEGER NOT NULL CHECK (weight BETWEEN 0 AND 65535),
  PRIMARY KEY (window, uid)
) WITHOUT ROWID;
)sql";

constexpr const char* submissions = R"sql(
CREATE TABLE submission (
  id INTEGER PRIMARY KEY,
  window INTEGER NOT NULL REFERENCES window(number),
  state TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  bytes BLOB NOT NULL DEFAULT x'',
  hash TEXT NOT NULL DEFAULT '',
  nonce INTEGER NOT NULL DEFAULT 0,
  valid_until INTEGER NOT NULL DEFAULT 0,
  block INTEGER NOT NULL DEFAULT 0,
  error TEXT NOT NULL DEFAULT ''
);
CREATE INDEX submission_of_window ON submission (window, id);
INSERT INTO submission (window, state, created_ms, updated_ms, block)
  SELECT window, 'confirmed', 0, 0, submitted_block FROM decision WHERE submitted = 1
  ORDER BY window;
ALTER TABLE decision DROP COLUMN submitted;
ALTER TABLE decision DROP COLUMN submitted_block;
)sql";

/// What leads to a version besides the new columns of rollouts, which columns.h lists. What was
/// released never changes.
const std::map<int, std::string>& changes() {
  static const std::map<int, std::string> by_version = {
      {1, window_tables + create_rollout_table() + rollout_rules + derived_tables},
      {3, submissions}};
  return by_version;
}

sqlite::Schema make_schema() {
  sqlite::Schema schema{application_id, {}};
  int newest = changes().rbegin()->first;
  for (const auto& column : rollout_columns) newest = std::max(newest, column.since);
  for (int version = 1; version <= newest; ++version) {
    const auto found = changes().find(version);
    schema.scripts.push_back((found == changes().end() ? "" : found->second) +
                             add_rollout_columns(version));
  }
  return schema;
}

}  // namespace

const sqlite::Schema& schema() {
  static const sqlite::Schema schema = make_schema();
  return schema;
}

}  // namespace af::store
