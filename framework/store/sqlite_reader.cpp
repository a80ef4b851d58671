#include "store/schema.h"
#include "store/store.h"

namespace af::store {
namespace {

using base::Result;

constexpr const char* window_columns =
    "SELECT number, opened_block, block_hash, secret_hash, plan, closed, closed_block, "
    "rows_digest, "
    "coalesce(secret, '') FROM window LEFT JOIN secret ON window.number = secret.window ";

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

std::string select_rollouts(Reader::Texts texts) {
  return std::string(
             "SELECT id, window, environment, generator_version, task, level, seed, task_digest, "
             "uid, hotkey, "
             "model, revision, reported_model, request_id, attempts, ") +
         (texts == Reader::Texts::with ? "conversation, replies" : "'', ''") +
         ", state, score, extraction, cause, detail, metrics, prompt_tokens, completion_tokens, "
         "reasoning_tokens, "
         "first_byte_us, total_us, ended_ms, sandbox, digest FROM rollout ";
}

State state_named(const std::string& name) {
  return name == "scored" ? State::scored : name == "failed" ? State::failed : State::void_;
}

Rollout read_rollout(const sqlite::Statement& row) {
  Rollout r;
  int column = 0;
  const auto integer = [&] { return row.integer(column++); };
  const auto text = [&] { return row.text(column++); };
  r.id = integer();
  r.window = integer();
  r.environment = text();
  r.generator_version = integer();
  r.task = integer();
  r.level = integer();
  r.seed = text();
  r.task_digest = text();
  r.uid = integer();
  r.hotkey = text();
  r.model = text();
  r.revision = text();
  r.reported_model = text();
  r.request_id = text();
  r.attempts = integer();
  r.conversation = text();
  r.replies = text();
  r.state = state_named(text());
  r.score = row.real(column++);
  r.extraction = integer();
  // A name that is unknown has been altered by hand; the digest will say so.
  r.cause = base::cause_named(text()).value_or(0xFFFFFFFFu);
  r.detail = text();
  r.metrics = text();
  r.prompt_tokens = integer();
  r.completion_tokens = integer();
  r.reasoning_tokens = integer();
  r.first_byte_us = integer();
  r.total_us = integer();
  r.ended_ms = integer();
  r.sandbox = text();
  r.digest = text();
  return r;
}

/// All rows of a statement through `read`.
template <class Row, class Read>
Result<std::vector<Row>> all(Result<sqlite::Statement> statement, std::int64_t window, Read read) {
  if (!statement) return statement.error();
  statement->bind(1, window);
  std::vector<Row> rows;
  for (;;) {
    const auto more = statement->next();
    if (!more) return more.error();
    if (!*more) return rows;
    rows.push_back(read(*statement));
  }
}

template <class Row>
Result<std::optional<Row>> first(Result<std::vector<Row>> rows) {
  if (!rows) return rows.error();
  if (rows->empty()) return std::optional<Row>();
  return std::optional<Row>(std::move(rows->front()));
}

}  // namespace

Result<Reader> Reader::open(const std::filesystem::path& file) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) {
    return base::Error{base::Code::not_found,
                       file.string() + ": no such database; `af validate` creates it"};
  }
  auto database = sqlite::Database::open(file, sqlite::Database::Mode::existing);
  if (!database) return database.error();
  if (auto status = sqlite::migrate(*database, application_id, migrations()); !status)
    return status.error();
  return Reader(std::move(*database));
}

Result<std::vector<Window>> Reader::windows() {
  return all<Window>(
      database_.prepare(std::string(window_columns) + "WHERE ?1 = 0 ORDER BY number"), 0,
      read_window);
}

Result<std::optional<Window>> Reader::last_window() {
  return first(all<Window>(
      database_.prepare(std::string(window_columns) + "WHERE ?1 = 0 ORDER BY number DESC LIMIT 1"),
      0, read_window));
}

base::Status Reader::rollouts(std::int64_t window, Texts texts,
                              const std::function<void(const Rollout&)>& take) {
  // The order of the index: nothing is sorted, and other windows are not touched.
  auto statement = database_.prepare(select_rollouts(texts) +
                                     "WHERE window = ?1 ORDER BY environment, task, hotkey");
  if (!statement) return statement.error();
  statement->bind(1, window);
  for (;;) {
    const auto more = statement->next();
    if (!more) return more.error();
    if (!*more) return base::Done{};
    take(read_rollout(*statement));
  }
}

Result<std::optional<Rollout>> Reader::rollout(std::int64_t id) {
  return first(all<Rollout>(database_.prepare(select_rollouts(Texts::with) + "WHERE id = ?1"), id,
                            read_rollout));
}

Result<std::map<State, std::int64_t>> Reader::counts(std::int64_t window) {
  const auto rows = all<std::pair<State, std::int64_t>>(
      database_.prepare("SELECT state, count(*) FROM rollout WHERE window = ?1 GROUP BY state"),
      window, [](const sqlite::Statement& row) {
        return std::pair(state_named(row.text(0)), row.integer(1));
      });
  if (!rows) return rows.error();
  std::map<State, std::int64_t> counts = {
      {State::scored, 0}, {State::failed, 0}, {State::void_, 0}};
  for (const auto& [state, count] : *rows) counts[state] += count;
  return counts;
}

Result<std::vector<Score>> Reader::scores(std::int64_t window) {
  return all<Score>(
      database_.prepare("SELECT window, uid, hotkey, commit_block, environment, average, "
                        "total_samples, rank, mean, standard_error, samples FROM score "
                        "WHERE window = ?1 ORDER BY uid, environment"),
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

Result<std::vector<Weight>> Reader::weights(std::int64_t window) {
  return all<Weight>(
      database_.prepare(
          "SELECT window, uid, hotkey, weight FROM weight WHERE window = ?1 ORDER BY uid"),
      window, [](const sqlite::Statement& row) {
        return Weight{row.integer(0), row.integer(1), row.integer(3), row.text(2)};
      });
}

Result<std::optional<Decision>> Reader::decision(std::int64_t window) {
  return first(all<Decision>(database_.prepare("SELECT window, rule, report, submitted, "
                                               "submitted_block FROM decision WHERE window = ?1"),
                             window, [](const sqlite::Statement& row) {
                               return Decision{row.integer(0), row.text(1), row.text(2),
                                               row.integer(3) != 0, row.integer(4)};
                             }));
}

}  // namespace af::store
