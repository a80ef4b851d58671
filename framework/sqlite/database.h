/// SQLite with RAII and Results. Threads: a Database belongs to one thread at a time.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace af::sqlite {

class Database;

/// A prepared statement; reset by `run` and when it goes away.
class Statement {
 public:
  Statement& bind(int index, std::int64_t value);
  Statement& bind(int index, double value);
  /// Borrowed until the next `reset`.
  Statement& bind(int index, std::string_view value);
  Statement& bind_null(int index);

  /// Steps to the next row: true if there is one, false at the end.
  [[nodiscard]] base::Result<bool> next();
  /// Runs to the end and resets.
  [[nodiscard]] base::Status run();
  void reset();

  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] double real(int column) const;
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] bool is_null(int column) const;

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const noexcept { ::sqlite3_finalize(statement); }
  };
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

class Database {
 public:
  enum class Mode { create, existing, read_only };
  /// Opens in WAL mode with full synchronisation: what was committed survives a crash of the
  /// machine.
  [[nodiscard]] static base::Result<Database> open(const std::filesystem::path& file, Mode mode);

  [[nodiscard]] base::Result<Statement> prepare(std::string_view sql);
  /// Runs statements without parameters.
  [[nodiscard]] base::Status run(const char* sql);
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] int changes() const noexcept { return ::sqlite3_changes(handle_.get()); }
  [[nodiscard]] std::int64_t last_id() const noexcept {
    return ::sqlite3_last_insert_rowid(handle_.get());
  }
  /// The last failure, with the file's name and advice. Disk trouble has cause AF_CAUSE_DISK.
  [[nodiscard]] base::Error error() const;

 private:
  struct Close {
    void operator()(sqlite3* handle) const noexcept { ::sqlite3_close_v2(handle); }
  };
  std::unique_ptr<sqlite3, Close> handle_;
  std::string name_;
};

/// Brings a database to the newest version: runs the scripts that it has not seen, each in a
/// transaction of its own. `application` marks whose file it is. Refuses a file of another
/// application or a newer version.
[[nodiscard]] base::Status migrate(Database& database, std::int32_t application,
                                   const std::vector<const char*>& scripts);

}  // namespace af::sqlite
