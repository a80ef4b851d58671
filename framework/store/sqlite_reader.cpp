// SPDX-License-Identifier: MIT
#include "store/sqlite_reader.h"

#include "store/columns.h"
#include "store/open.h"
#include "store/schema.h"

namespace af::store {
namespace {

using base::Result;

constexpr const char* window_columns =
    "SELECT number, opened_block, block_hash, secret_hash, plan, closed, closed_block, "
    "rows_digest, coalesce(secret, '') FROM window LEFT JOIN secret ON window.number = "
    "secret.window ";

Window read_window(const sqlite::Statement& row) {
  Window window;
  window.number = row.integer(0);
  window.opened_block = row.integer(1);
  window.block_hash = row.text(2);
  window.secret_hash = row.text(3);
  window.plan = row.text(4);
  window.closed = row.integer(5) != 0;
  window.closed_block = row.integer(6);
  window.rows_digest = row.text(7);
  window.secret = row.text(8);
  return window;
}

template <class Row>
Result<std::optional<Row>> first(Result<std::vector<Row>> rows) {
  if (!rows) return rows.error();
  if (rows->empty()) return std::optional<Row>();
  return std::optional<Row>(std::move(rows->front()));
}

}  // namespace

Result<SqliteReader::Connection> SqliteReader::connect(const std::filesystem::path& file) {
  auto database = sqlite::Database::open_read_only(file);
  if (!database) {
    auto error = database.error();
    if (error.code == base::Code::not_found) error.message += "; `af validate` creates it";
    return error;
  }
  const auto version = sqlite::version_of(*database, schema());
  if (!version) return version.error();
  return Connection{std::move(*database), *version};
}

Result<std::unique_ptr<Reader>> SqliteReader::open(const std::filesystem::path& file) {
  auto connection = connect(file);
  if (!connection) return connection.error();
  return std::unique_ptr<Reader>(new SqliteReader(file, std::move(*connection)));
}

Result<std::unique_ptr<Reader>> open_reader(const std::filesystem::path& file) {
  return SqliteReader::open(file);
}

Result<int> SqliteReader::version() {
  if (connection_.database.is_stale()) {
    auto connection = connect(file_);
    if (!connection) return connection.error();
    connection_ = std::move(*connection);
  }
  return connection_.version;
}

Result<bool> SqliteReader::query(const std::string& sql, std::int64_t parameter,
                                 const std::function<void(const sqlite::Statement&)>& take) {
  auto statement = connection_.database.prepare(sql);
  if (!statement) return statement.error();
  statement->bind(1, parameter);
  for (;;) {
    const auto more = statement->next();
    if (!more) return more.error();
    if (!*more) return !connection_.database.is_stale();
    take(*statement);
  }
}

template <class Row>
Result<std::vector<Row>> SqliteReader::all(const std::function<std::string(int)>& sql,
                                           std::int64_t parameter,
                                           Row (*read)(const sqlite::Statement&)) {
  for (;;) {
    const auto found = version();
    if (!found) return found.error();
    std::vector<Row> rows;
    const auto whole = query(sql(*found), parameter,
                             [&](const sqlite::Statement& row) { rows.push_back(read(row)); });
    if (!whole) return whole.error();
    if (*whole) return rows;
  }
}

template <class Row>
Result<std::vector<Row>> SqliteReader::all(const std::string& sql, std::int64_t parameter,
                                           Row (*read)(const sqlite::Statement&)) {
  return all<Row>([&](int) { return sql; }, parameter, read);
}

Result<std::vector<Window>> SqliteReader::windows() {
  return all<Window>(std::string(window_columns) + "WHERE ?1 = 0 ORDER BY number", 0, read_window);
}

Result<std::optional<Window>> SqliteReader::last_window() {
  return first(all<Window>(
      std::string(window_columns) + "WHERE ?1 = 0 ORDER BY number DESC LIMIT 1", 0, read_window));
}

base::Status SqliteReader::rollouts(std::int64_t window, Texts texts,
                                    const std::function<void(const Rollout&)>& take) {
  const auto found = version();
  if (!found) return found.error();
  // The order of the index: nothing is sorted, and other windows are not touched.
  const std::string sql = select_rollouts_sql(*found, texts == Texts::with) +
                          "WHERE window = ?1 ORDER BY environment, task, hotkey";
  const auto whole =
      query(sql, window, [&](const sqlite::Statement& row) { take(read_rollout(row)); });
  if (!whole) return whole.error();
  if (*whole) return base::Done{};
  return base::Error{base::Code::io,
                     file_.string() + ": the record changed while it was read; run this again"};
}

Result<std::optional<Rollout>> SqliteReader::rollout(std::int64_t id) {
  return first(
      all<Rollout>([](int found) { return select_rollouts_sql(found, true) + "WHERE id = ?1"; }, id,
                   read_rollout));
}

Result<std::map<State, std::int64_t>> SqliteReader::counts(std::int64_t window) {
  using Count = std::pair<State, std::int64_t>;
  const auto found =
      all<Count>("SELECT state, count(*) FROM rollout WHERE window = ?1 GROUP BY state", window,
                 [](const sqlite::Statement& row) {
                   return Count(state_named(row.text(0)).value_or(State::void_), row.integer(1));
                 });
  if (!found) return found.error();
  std::map<State, std::int64_t> counts = {
      {State::scored, 0}, {State::failed, 0}, {State::void_, 0}};
  for (const auto& [state, count] : *found) counts[state] += count;
  return counts;
}

Result<std::vector<Score>> SqliteReader::scores(std::int64_t window) {
  return all<Score>(
      "SELECT window, uid, hotkey, commit_block, environment, average, total_samples, rank, mean, "
      "standard_error, samples FROM score WHERE window = ?1 ORDER BY uid, environment",
      window, [](const sqlite::Statement& row) {
        Score score;
        score.window = row.integer(0);
        score.uid = row.integer(1);
        score.hotkey = row.text(2);
        score.commit_block = row.integer(3);
        score.environment = row.text(4);
        score.average = row.real(5);
        score.total_samples = row.integer(6);
        score.rank = row.integer(7);
        score.mean = row.real(8);
        score.standard_error = row.real(9);
        score.samples = row.integer(10);
        return score;
      });
}

Result<std::vector<Weight>> SqliteReader::weights(std::int64_t window) {
  return all<Weight>(
      "SELECT window, uid, hotkey, weight FROM weight WHERE window = ?1 ORDER BY uid", window,
      [](const sqlite::Statement& row) {
        return Weight{row.integer(0), row.integer(1), row.integer(3), row.text(2)};
      });
}

Result<std::optional<Decision>> SqliteReader::decision(std::int64_t window) {
  return first(all<Decision>("SELECT window, rule, report FROM decision WHERE window = ?1", window,
                             [](const sqlite::Statement& row) {
                               return Decision{row.integer(0), row.text(1), row.text(2)};
                             }));
}

Result<std::optional<Submission>> SqliteReader::submission(std::int64_t window) {
  const auto sql = [](int found) -> std::string {
    // Before there were submissions, a decision was marked when its weights were on the chain.
    if (found < submission_version) {
      return "SELECT 0, window, 'confirmed', 0, 0, x'', '', 0, 0, submitted_block, '' "
             "FROM decision WHERE window = ?1 AND submitted = 1";
    }
    return "SELECT id, window, state, created_ms, updated_ms, bytes, hash, nonce, valid_until, "
           "block, error FROM submission WHERE window = ?1 ORDER BY id DESC LIMIT 1";
  };
  return first(all<Submission>(sql, window, [](const sqlite::Statement& row) {
    Submission s;
    s.id = row.integer(0);
    s.window = row.integer(1);
    // An unknown name was altered by hand: nothing may follow it.
    s.state = submission_state_named(row.text(2)).value_or(SubmissionState::failed);
    s.created_ms = row.integer(3);
    s.updated_ms = row.integer(4);
    s.bytes = row.text(5);
    s.hash = row.text(6);
    s.nonce = row.integer(7);
    s.valid_until = row.integer(8);
    s.block = row.integer(9);
    s.error = row.text(10);
    return s;
  }));
}

}  // namespace af::store
