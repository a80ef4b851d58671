// SPDX-License-Identifier: MIT
/// The record in SQLite, for reading.
#pragma once

#include <filesystem>
#include <memory>

#include "sqlite/database.h"
#include "store/store.h"

namespace af::store {

/// Reads a file that others may write at the same time; see `open_reader`. A call sees one state of
/// the record; `rollouts` fails with Code::io when a writer appeared meanwhile.
class SqliteReader : public Reader {
 public:
  /// See open_reader() in open.h.
  [[nodiscard]] static base::Result<std::unique_ptr<Reader>> open(
      const std::filesystem::path& file);

  base::Result<std::vector<Window>> windows() override;
  base::Result<std::optional<Window>> last_window() override;
  base::Status rollouts(std::int64_t window, Texts texts,
                        const std::function<void(const Rollout&)>& take) override;
  base::Result<std::map<State, std::int64_t>> counts(std::int64_t window) override;
  base::Result<std::optional<Rollout>> rollout(std::int64_t id) override;
  base::Result<std::vector<Score>> scores(std::int64_t window) override;
  base::Result<std::vector<Weight>> weights(std::int64_t window) override;
  base::Result<std::optional<Decision>> decision(std::int64_t window) override;
  base::Result<std::optional<Submission>> submission(std::int64_t window) override;

 private:
  struct Connection {
    sqlite::Database database;
    int version;  ///< of the schema: an older record lacks some columns
  };
  SqliteReader(std::filesystem::path file, Connection connection)
      : file_(std::move(file)), connection_(std::move(connection)) {}

  [[nodiscard]] static base::Result<Connection> connect(const std::filesystem::path& file);
  /// The version of the record, after connecting anew if a writer has appeared.
  [[nodiscard]] base::Result<int> version();
  /// False when a writer appeared meanwhile, so that the rows may be of two states.
  [[nodiscard]] base::Result<bool> query(const std::string& sql, std::int64_t parameter,
                                         const std::function<void(const sqlite::Statement&)>& take);
  /// All rows of a query, which may depend on the version; queries again until they are of one
  /// state.
  template <class Row>
  [[nodiscard]] base::Result<std::vector<Row>> all(const std::function<std::string(int)>& sql,
                                                   std::int64_t parameter,
                                                   Row (*read)(const sqlite::Statement&));
  template <class Row>
  [[nodiscard]] base::Result<std::vector<Row>> all(const std::string& sql, std::int64_t parameter,
                                                   Row (*read)(const sqlite::Statement&));

  std::filesystem::path file_;
  Connection connection_;
};

}  // namespace af::store
