#include "sqlite/database.h"

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

base::Result<Database> Database::open(const std::filesystem::path& file, Mode mode) {
  Database database;
  database.name_ = file.string();
  int flags = SQLITE_OPEN_NOMUTEX;
  flags |= mode == Mode::read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  if (mode == Mode::create) flags |= SQLITE_OPEN_CREATE;
  sqlite3* handle = nullptr;
  const int code = ::sqlite3_open_v2(file.c_str(), &handle, flags, nullptr);
  database.handle_.reset(handle);
  if (code != SQLITE_OK) return database.error();
  ::sqlite3_busy_timeout(handle, 10'000);
  if (mode != Mode::read_only) {
    for (const char* pragma :
         {"PRAGMA page_size = 16384", "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL",
          "PRAGMA foreign_keys = ON", "PRAGMA wal_autocheckpoint = 4000"}) {
      if (auto status = database.run(pragma); !status) return status.error();
    }
  }
  return database;
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

base::Error Database::error() const { return error_of(handle_.get(), name_); }

base::Status migrate(Database& database, std::int32_t application,
                     const std::vector<const char*>& scripts) {
  const auto pragma = [&](const char* name) -> base::Result<std::int64_t> {
    auto statement = database.prepare(std::string("PRAGMA ") + name);
    if (!statement) return statement.error();
    if (auto row = statement->next(); !row) return row.error();
    return statement->integer(0);
  };
  const auto found_application = pragma("application_id");
  if (!found_application) return found_application.error();
  const auto found_version = pragma("user_version");
  if (!found_version) return found_version.error();
  const auto version = static_cast<std::size_t>(*found_version);
  if ((*found_application != 0 || version != 0) && *found_application != application) {
    return base::Error{
        base::Code::usage,
        database.name() + ": the database belongs to another program: choose another file"};
  }
  if (version > scripts.size()) {
    return base::Error{
        base::Code::usage,
        database.name() + ": the database was written by a newer af: update this one"};
  }
  for (std::size_t i = version; i < scripts.size(); ++i) {
    const std::string script = "BEGIN IMMEDIATE;" + std::string(scripts[i]) +
                               ";PRAGMA application_id = " + std::to_string(application) +
                               ";PRAGMA user_version = " + std::to_string(i + 1) + ";COMMIT";
    if (auto status = database.run(script.c_str()); !status) {
      [[maybe_unused]] const auto undone = database.run("ROLLBACK");
      return status.error();
    }
  }
  return base::Done{};
}

}  // namespace af::sqlite
