// SPDX-License-Identifier: MIT
#include "sqlite/database.h"

#include <sys/stat.h>

namespace af::sqlite {
namespace {

base::Error error_of(sqlite3* handle, const std::string& name) {
  const int code = ::sqlite3_errcode(handle) & 0xFF;
  std::string text = name + ": " + ::sqlite3_errmsg(handle);
  base::Cause cause = AF_CAUSE_NONE;
  if (code == SQLITE_FULL || code == SQLITE_IOERR) {
    cause = AF_CAUSE_DISK;
    text += "; make room on the disk";
  } else if (code == SQLITE_BUSY) {
    text += "; another program uses the file";
  } else if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB) {
    text += "; restore the file from a backup";
  } else if (code == SQLITE_CANTOPEN || code == SQLITE_READONLY || code == SQLITE_PERM) {
    text += "; check that the folder exists and may be written";
  }
  return {base::Code::io, text, cause};
}

/// A path as SQLite's URIs write it.
std::string uri_of(const std::string& path) {
  std::string uri = "file:";
  for (const char c : path) {
    constexpr const char* digits = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    if (c == '%' || c == '?' || c == '#' || byte < 0x20) {
      uri += {'%', digits[byte >> 4], digits[byte & 15]};
    } else {
      uri += c;
    }
  }
  return uri;
}

/// Whether a write-ahead log beside the file holds changes that the file itself may lack.
bool log_has_content(const std::string& file) {
  struct stat log {};
  constexpr ::off_t header_bytes = 32;
  return ::stat((file + "-wal").c_str(), &log) == 0 && log.st_size > header_bytes;
}

}  // namespace

Statement& Statement::bind(int index, std::int64_t value) {
  ::sqlite3_bind_int64(statement_.get(), index, value);
  return *this;
}
Statement& Statement::bind(int index, double value) {
  ::sqlite3_bind_double(statement_.get(), index, value);
  return *this;
}
Statement& Statement::bind(int index, std::string_view value) {
  ::sqlite3_bind_text64(statement_.get(), index, value.data() == nullptr ? "" : value.data(),
                        value.size(), SQLITE_STATIC, SQLITE_UTF8);
  return *this;
}
Statement& Statement::bind_blob(int index, std::string_view value) {
  ::sqlite3_bind_blob64(statement_.get(), index, value.data() == nullptr ? "" : value.data(),
                        value.size(), SQLITE_STATIC);
  return *this;
}
Statement& Statement::bind_null(int index) {
  ::sqlite3_bind_null(statement_.get(), index);
  return *this;
}

base::Result<bool> Statement::next() {
  const int code = ::sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  sqlite3* handle = ::sqlite3_db_handle(statement_.get());
  const char* file = ::sqlite3_db_filename(handle, "main");
  return error_of(handle, file == nullptr ? "database" : file);
}

base::Status Statement::run() {
  for (;;) {
    const auto row = next();
    if (!row) {
      reset();
      return row.error();
    }
    if (!*row) break;
  }
  reset();
  return base::Done{};
}

void Statement::reset() {
  ::sqlite3_reset(statement_.get());
  ::sqlite3_clear_bindings(statement_.get());
}

std::int64_t Statement::integer(int column) const {
  return ::sqlite3_column_int64(statement_.get(), column);
}
double Statement::real(int column) const {
  return ::sqlite3_column_double(statement_.get(), column);
}
std::string Statement::text(int column) const {
  const auto* data = reinterpret_cast<const char*>(::sqlite3_column_text(statement_.get(), column));
  const auto size = static_cast<std::size_t>(::sqlite3_column_bytes(statement_.get(), column));
  return data == nullptr ? std::string() : std::string(data, size);
}
bool Statement::is_null(int column) const {
  return ::sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

base::Result<Database> Database::connect(std::string name, const std::string& uri, int flags) {
  Database database;
  database.name_ = std::move(name);
  sqlite3* handle = nullptr;
  const int code = ::sqlite3_open_v2(uri.c_str(), &handle, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  database.handle_.reset(handle);
  if (code != SQLITE_OK) return database.error();
  ::sqlite3_busy_timeout(handle, 10'000);
  return database;
}

base::Result<Database> Database::open(const std::filesystem::path& file) {
  auto database = connect(file.string(), file.string(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  if (!database) return database.error();
  for (const char* pragma :
       {"PRAGMA page_size = 16384", "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL",
        "PRAGMA foreign_keys = ON", "PRAGMA wal_autocheckpoint = 4000"}) {
    if (auto status = database->run(pragma); !status) return status.error();
  }
  return database;
}

base::Result<Database> Database::open_read_only(const std::filesystem::path& file, Log log) {
  std::error_code failed;
  // SQLite looks for the log beside the file itself, not beside a link to it.
  const std::string name = std::filesystem::canonical(file, failed).string();
  if (failed) {
    return base::Error{base::Code::not_found, file.string() + ": no such database"};
  }
  const auto open = [&](const char* mode) {
    return connect(file.string(), uri_of(name) + mode, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
  };
  const auto stamp = stamp_of(name);
  if (log == Log::ignore || !log_has_content(name)) {
    auto database = open("?immutable=1");
    if (database) database->stamp_ = stamp.value_or(Stamp{});
    return database;
  }
  const base::Error without_index{
      base::Code::usage,
      file.string() + ": " + name + "-wal holds changes, but " + name +
          "-shm, its index, is missing, does not fit or is held by a program that stands still: "
          "put it beside the file, let that program go on, or run `af validate` once where the "
          "folder may be written"};
  if (!std::filesystem::exists(name + "-shm", failed)) return without_index;
  auto database = open("?readonly_shm=1");
  if (!database) return database.error();
  if (const auto probe = database->number("SELECT count(*) FROM sqlite_master"); !probe) {
    // A log with a damaged header, an index that only a writer could bring up to date, or one that
    // a stopped writer has kept locked for the ten seconds in which SQLite tries again.
    const int code = ::sqlite3_errcode(database->handle_.get());
    if (code == SQLITE_PROTOCOL || code == SQLITE_READONLY || code == SQLITE_CANTOPEN)
      return without_index;
    return probe.error();
  }
  return database;
}

bool Database::is_stale() const {
  if (!stamp_) return false;
  const std::string name = ::sqlite3_db_filename(handle_.get(), "main");
  return log_has_content(name) || stamp_of(name) != stamp_;
}

std::optional<Database::Stamp> Database::stamp_of(const std::string& file) {
  struct stat found {};
  if (::stat(file.c_str(), &found) != 0) return {};
  return Stamp{found.st_size, found.st_mtim.tv_sec, found.st_mtim.tv_nsec};
}

base::Result<Statement> Database::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = ::sqlite3_prepare_v2(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                        &statement, nullptr);
  if (code != SQLITE_OK) return error();
  return Statement(statement);
}

base::Status Database::run(const char* sql) {
  if (::sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) return error();
  return base::Done{};
}

base::Result<std::int64_t> Database::number(const char* sql) {
  auto statement = prepare(sql);
  if (!statement) return statement.error();
  const auto row = statement->next();
  if (!row) return row.error();
  return *row ? statement->integer(0) : 0;
}

base::Error Database::error() const { return error_of(handle_.get(), name_); }

}  // namespace af::sqlite
