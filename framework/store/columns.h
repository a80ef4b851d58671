// SPDX-License-Identifier: MIT
/// The columns of a rollout, each described once. The table's migrations, insert and select, the
/// digest, the export and `af results show` all follow from `rollout_columns`.
///
/// A new column is one line at the end, with the next version of the schema and a `fallback`: the
/// migration to that version follows from it. If the digest covers it, it gets the next
/// digest version: rows in which the column is empty or 0 keep the digest that they had without it.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <variant>

#include "store/rows.h"

namespace af::sqlite {
class Statement;
}

namespace af::store {

/// How `af results show` prints a column.
enum class Show {
  no,
  always,
  if_set,  ///< unless it is empty or 0
};

/// One column of the table of rollouts, and how every reader and writer treats it.
struct Column {
  using Member = std::variant<std::int64_t Rollout::*, std::string Rollout::*, double Rollout::*,
                              State Rollout::*, base::Cause Rollout::*>;

  std::string_view name;  ///< in the table and in exports
  Member member;
  std::string_view type;  ///< SQL type with its constraints
  int digest = 0;         ///< the version of the digest that first covers it; 0: none does
  Show show = Show::if_set;
  bool large = false;              ///< left out where a reader wants no texts
  int since = 1;                   ///< the version of the schema that introduced it
  std::string_view fallback = {};  ///< SQL literal for rows from before `since`
};

/// One function object of several, to visit `Column::member` with.
template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
/// Deduces the types of the functions; clang 14 needs to be told.
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

constexpr std::string_view integer_type = "INTEGER NOT NULL";
constexpr std::string_view text_type = "TEXT NOT NULL";

/// In the order of the table and, within one version, of the digest.
inline constexpr auto rollout_columns = std::to_array<Column>({
    {"id", &Rollout::id, "INTEGER PRIMARY KEY", 0, Show::no},
    {"window", &Rollout::window, "INTEGER NOT NULL REFERENCES window(number)", 1, Show::always},
    {"environment", &Rollout::environment, text_type, 1, Show::always},
    {"generator_version", &Rollout::generator_version, integer_type, 1},
    {"task", &Rollout::task, integer_type, 1, Show::always},
    {"level", &Rollout::level, integer_type, 1, Show::always},
    {"seed", &Rollout::seed, text_type, 1},
    {"task_digest", &Rollout::task_digest, text_type, 1},
    {"uid", &Rollout::uid, integer_type, 1, Show::always},
    {"hotkey", &Rollout::hotkey, text_type, 1},
    {"model", &Rollout::model, text_type, 1},
    {"revision", &Rollout::revision, text_type, 1},
    {"reported_model", &Rollout::reported_model, text_type, 1},
    {"request_id", &Rollout::request_id, text_type, 1},
    {"attempts", &Rollout::attempts, integer_type, 1, Show::always},
    {"conversation", &Rollout::conversation, text_type, 1, Show::no, true},
    {"replies", &Rollout::replies, text_type, 1, Show::no, true},
    // With IN instead of OR, SQLite would build a table of its own for every insert.
    {"state", &Rollout::state,
     "TEXT NOT NULL CHECK (state = 'scored' OR state = 'failed' OR state = 'void')", 1,
     Show::always},
    {"score", &Rollout::score,
     "REAL CHECK ((state = 'scored') = (score IS NOT NULL) AND (score IS NULL OR score BETWEEN 0 "
     "AND 1))",
     1, Show::always},
    {"extraction", &Rollout::extraction, integer_type, 1},
    {"cause", &Rollout::cause, text_type, 1},
    {"detail", &Rollout::detail, text_type, 1},
    {"metrics", &Rollout::metrics, text_type, 1},
    {"prompt_tokens", &Rollout::prompt_tokens, integer_type, 1},
    {"completion_tokens", &Rollout::completion_tokens, integer_type, 1},
    {"reasoning_tokens", &Rollout::reasoning_tokens, integer_type, 1},
    {"first_byte_us", &Rollout::first_byte_us, integer_type, 1},
    {"total_us", &Rollout::total_us, integer_type, 1},
    {"ended_ms", &Rollout::ended_ms, integer_type, 1},
    {"digest", &Rollout::digest, text_type, 0},
    {"sandbox", &Rollout::sandbox, text_type, 2, Show::if_set, false, 2, "''"},
});

/// `CREATE TABLE rollout` as version 1 of the schema had it.
[[nodiscard]] std::string create_rollout_table();
/// The statements that add the columns of a later version; empty when it added none.
[[nodiscard]] std::string add_rollout_columns(int version);

/// Inserts a rollout unless its window, environment, task and hotkey are there already.
[[nodiscard]] const std::string& insert_rollout_sql();
/// Binds all that `insert_rollout_sql` needs. The rollout outlives the statement's run.
void bind_rollout(sqlite::Statement& statement, const Rollout& rollout);

/// `SELECT … FROM rollout `, for a database of a version of the schema. Without `texts` large
/// columns are empty.
[[nodiscard]] std::string select_rollouts_sql(int version, bool texts);
/// A row of `select_rollouts_sql`.
[[nodiscard]] Rollout read_rollout(const sqlite::Statement& row);

}  // namespace af::store
