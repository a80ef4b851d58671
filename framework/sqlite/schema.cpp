// SPDX-License-Identifier: MIT
#include "sqlite/schema.h"

namespace af::sqlite {
namespace {

using base::Code;
using base::Error;
using base::Result;
using base::Status;

/// 0 for a database without tables, which nobody has claimed.
Result<std::int64_t> checked_version(Database& database, const Schema& schema) {
  const auto application = database.number("PRAGMA application_id");
  if (!application) return application.error();
  const auto version = database.number("PRAGMA user_version");
  if (!version) return version.error();
  const auto tables = database.number("SELECT count(*) FROM sqlite_master");
  if (!tables) return tables.error();
  const bool unclaimed = *application == 0 && *version == 0 && *tables == 0;
  if (!unclaimed && *application != schema.application) {
    return Error{Code::usage, database.name() +
                                  ": the database belongs to another program: choose another file"};
  }
  if (*version > static_cast<std::int64_t>(schema.scripts.size())) {
    return Error{Code::usage,
                 database.name() + ": the database was written by a newer af: update this one"};
  }
  return *version;
}

}  // namespace

Status check_owner(const std::filesystem::path& file, const Schema& schema) {
  std::error_code failed;
  if (!std::filesystem::exists(file, failed)) return base::Done{};
  auto database = Database::open_read_only(file);
  // Changes that wait in a log without its index can only be read after opening for writing.
  if (!database && database.error().code == Code::usage)
    database = Database::open_read_only(file, Database::Log::ignore);
  if (!database) return database.error();
  const auto version = checked_version(*database, schema);
  return version ? Status(base::Done{}) : version.error();
}

Result<Database> open_or_create(const std::filesystem::path& file, const Schema& schema) {
  // Opening for writing already changes a file.
  if (auto status = check_owner(file, schema); !status) return status.error();
  auto database = Database::open(file);
  if (!database) return database.error();
  const auto version = checked_version(*database, schema);
  if (!version) return version.error();
  for (auto i = static_cast<std::size_t>(*version); i < schema.scripts.size(); ++i) {
    const std::string script = "BEGIN IMMEDIATE;" + schema.scripts[i] +
                               ";PRAGMA application_id = " + std::to_string(schema.application) +
                               ";PRAGMA user_version = " + std::to_string(i + 1) + ";COMMIT";
    if (auto status = database->run(script.c_str()); !status) {
      [[maybe_unused]] const auto undone = database->run("ROLLBACK");
      return status.error();
    }
  }
  return database;
}

Result<int> version_of(Database& database, const Schema& schema) {
  const auto version = checked_version(database, schema);
  if (!version) return version.error();
  if (*version == 0) {
    return Error{Code::not_found, database.name() + ": the database is still empty"};
  }
  return static_cast<int>(*version);
}

}  // namespace af::sqlite
