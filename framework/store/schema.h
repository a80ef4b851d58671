/// The tables of the system of record; docs/formats.md explains them. Only ever append scripts. (A
/// check with IN would make SQLite build a table of its own for every insert.)
#pragma once

#include <vector>

namespace af::store {

constexpr int application_id = 0x61666631;  ///< "aff1"

inline const std::vector<const char*>& migrations() {
  static const std::vector<const char*> scripts = {R"sql(
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
CREATE TABLE rollout (
  id INTEGER PRIMARY KEY,
  window INTEGER NOT NULL REFERENCES window(number),
  environment TEXT NOT NULL,
  generator_version INTEGER NOT NULL,
  task INTEGER NOT NULL,
  level INTEGER NOT NULL,
  seed TEXT NOT NULL,
  task_digest TEXT NOT NULL,
  uid INTEGER NOT NULL,
  hotkey TEXT NOT NULL,
  model TEXT NOT NULL,
  revision TEXT NOT NULL,
  reported_model TEXT NOT NULL,
  request_id TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  conversation TEXT NOT NULL,
  replies TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state = 'scored' OR state = 'failed' OR state = 'void'),
  score REAL CHECK ((state = 'scored') = (score IS NOT NULL) AND (score IS NULL OR score BETWEEN 0 AND 1)),
  extraction INTEGER NOT NULL,
  cause TEXT NOT NULL,
  detail TEXT NOT NULL,
  metrics TEXT NOT NULL,
  prompt_tokens INTEGER NOT NULL,
  completion_tokens INTEGER NOT NULL,
  reasoning_tokens INTEGER NOT NULL,
  first_byte_us INTEGER NOT NULL,
  total_us INTEGER NOT NULL,
  ended_ms INTEGER NOT NULL,
  digest TEXT NOT NULL
);
CREATE UNIQUE INDEX rollout_once ON rollout (window, environment, task, hotkey);
CREATE TRIGGER rollout_never_changes BEFORE UPDATE ON rollout
  BEGIN SELECT RAISE(ABORT, 'rollouts never change'); END;
CREATE TRIGGER rollout_never_goes BEFORE DELETE ON rollout
  BEGIN SELECT RAISE(ABORT, 'rollouts are never deleted'); END;
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
)sql",
                                                   R"sql(
ALTER TABLE rollout ADD COLUMN sandbox TEXT NOT NULL DEFAULT '';
)sql"};
  return scripts;
}

}  // namespace af::store
