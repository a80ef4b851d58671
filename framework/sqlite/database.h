// SPDX-License-Identifier: MIT
/// SQLite with RAII and Results. Threads: a Database belongs to one thread at a time.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace af::sqlite {

class Database;

/// A prepared statement; reset by `run` and when it goes away.
class Statement {
 public:
  /// Give a value to parameter `index`, counted from 1.
  Statement& bind(int index, std::int64_t value);
  /// Binds a number to parameter `index`, from 1.
  Statement& bind(int index, double value);
  /// Borrowed until the next `reset`.
  Statement& bind(int index, std::string_view value);
  /// The same, as bytes.
  Statement& bind_blob(int index, std::string_view value);
  /// Binds NULL to parameter `index`, from 1.
  Statement& bind_null(int index);

  /// Steps to the next row: true if there is one, false at the end.
  [[nodiscard]] base::Result<bool> next();
  /// Runs to the end and resets.
  [[nodiscard]] base::Status run();
  /// Back to the start, without values.
  void reset();

  /// Columns of the current row, from 0. Values of another type are converted as SQLite does.
  [[nodiscard]] std::int64_t integer(int column) const;
  /// The value of a column of the current row, from 0.
  [[nodiscard]] double real(int column) const;
  /// The value of a column of the current row, from 0.
  [[nodiscard]] std::string text(int column) const;
  /// Whether a column of the current row is NULL.
  [[nodiscard]] bool is_null(int column) const;

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const noexcept { ::sqlite3_finalize(statement); }
  };
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// One connection to one file.
class Database {
 public:
  /// Opens a file for writing, or creates it, in WAL mode with full synchronisation: what was
  /// committed survives a crash of the machine. Changes the file: `open_or_create` in schema.h
  /// checks first whose it is.
  [[nodiscard]] static base::Result<Database> open(const std::filesystem::path& file);

  /// Whether changes in the write-ahead log are seen, or only what the file itself holds.
  enum class Log { read, ignore };
  /// Opens an existing file for reading and changes no byte of it or beside it, so that this also
  /// works on a read-only file system. A file without a writer is read as it is; while its
  /// write-ahead log holds changes, the log is read too, with the index of whoever wrote it
  /// (`<file>-shm`). Code::not_found when there is no file; Code::usage, with advice, when the log
  /// holds changes and its index is missing, does not fit or is held by a stopped program.
  [[nodiscard]] static base::Result<Database> open_read_only(const std::filesystem::path& file,
                                                             Log log = Log::read);

  /// Whether a file that was opened by `open_read_only` has got a writer since, whose changes this
  /// connection may not see whole: open it again.
  [[nodiscard]] bool is_stale() const;

  /// The statement must not outlive the database.
  [[nodiscard]] base::Result<Statement> prepare(std::string_view sql);
  /// Runs statements without parameters.
  [[nodiscard]] base::Status run(const char* sql);
  /// Runs a query without parameters and returns its first value; 0 where there is no row.
  [[nodiscard]] base::Result<std::int64_t> number(const char* sql);
  /// The file, as it was named when it was opened; for messages.
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  /// The id of the row that was inserted last.
  [[nodiscard]] std::int64_t last_id() const noexcept {
    return ::sqlite3_last_insert_rowid(handle_.get());
  }
  /// The last failure, with the file's name and advice. Disk trouble has cause AF_CAUSE_DISK.
  [[nodiscard]] base::Error error() const;

 private:
  struct Close {
    void operator()(sqlite3* handle) const noexcept { ::sqlite3_close_v2(handle); }
  };
  /// What a file looked like when it was opened without locks.
  struct Stamp {
    std::int64_t size = 0, seconds = 0, nanoseconds = 0;
    bool operator==(const Stamp&) const = default;
  };
  [[nodiscard]] static base::Result<Database> connect(std::string name, const std::string& uri,
                                                      int flags);
  [[nodiscard]] static std::optional<Stamp> stamp_of(const std::string& file);

  std::unique_ptr<sqlite3, Close> handle_;
  std::string name_;
  std::optional<Stamp> stamp_;  // only while it is read without locks
};

}  // namespace af::sqlite
