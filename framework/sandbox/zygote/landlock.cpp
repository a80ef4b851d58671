// SPDX-License-Identifier: MIT
#include "sandbox/zygote/landlock.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

namespace af::sandbox {
namespace {

constexpr std::uint64_t read_rights = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t file_rights = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_EXECUTE |
                                      LANDLOCK_ACCESS_FS_WRITE_FILE | (std::uint64_t{1} << 14);

/// Rights that version `version` knows: 13 in the first, one more for each of the next two, ioctl
/// in the fifth.
std::uint64_t known_rights(int version) {
  std::uint64_t rights = (std::uint64_t{1} << 13) - 1;
  if (version >= 2) rights |= std::uint64_t{1} << 13;  // refer
  if (version >= 3) rights |= std::uint64_t{1} << 14;  // truncate
  if (version >= 5) rights |= std::uint64_t{1} << 15;  // ioctl of devices
  return rights;
}

bool allow(int rules, const char* path, std::uint64_t rights) {
  const int folder = ::open(path, O_PATH | O_CLOEXEC);
  if (folder < 0) return errno == ENOENT;
  struct stat info {};
  if (::fstat(folder, &info) == 0 && !S_ISDIR(info.st_mode)) rights &= file_rights;
  const struct landlock_path_beneath_attr rule = {rights, folder};
  const bool added =
      ::syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
  ::close(folder);
  return added;
}

}  // namespace

int landlock_version() {
  const long version =
      ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  return version < 0 ? 0 : static_cast<int>(version);
}

int landlock_rules(const Access& access) {
  const int version = landlock_version();
  // Only the first field, so that every kernel knows all that it is given.
  const struct { std::uint64_t handled_access_fs; } all = {known_rights(version)};
  const int rules = static_cast<int>(::syscall(SYS_landlock_create_ruleset, &all, sizeof(all), 0));
  if (rules < 0) return -1;
  bool good = true;
  const std::uint64_t rights = read_rights | (access.executable ? LANDLOCK_ACCESS_FS_EXECUTE : 0);
  for (const auto& path : access.readable) good = good && allow(rules, path.c_str(), rights);
  for (const auto& path : access.listable)
    good = good && allow(rules, path.c_str(), LANDLOCK_ACCESS_FS_READ_DIR);
  for (const auto& path : access.writable) {
    good = good && allow(rules, path.c_str(), known_rights(version) & ~LANDLOCK_ACCESS_FS_EXECUTE);
  }
  if (good) return rules;
  ::close(rules);
  return -1;
}

bool landlock_confine(int rules) { return ::syscall(SYS_landlock_restrict_self, rules, 0) == 0; }

}  // namespace af::sandbox
