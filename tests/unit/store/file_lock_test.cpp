// SPDX-License-Identifier: MIT
#include "store/file_lock.h"

#include <sched.h>
#include <sys/mount.h>

#include "support/capability.h"
#include "support/catch.h"
#include "support/temp.h"

using namespace af;

TEST_CASE("the lock belongs to the file, however it is called") {
  test::TempFolder folder;
  const auto file = folder.file("a.db");
  std::filesystem::create_symlink(file, folder.file("link.db"));
  auto lock = std::make_unique<base::Result<store::FileLock>>(store::FileLock::take(file));
  REQUIRE(lock->ok());
  const auto reason = [](const std::filesystem::path& spelling) {
    const auto second = store::FileLock::take(spelling);
    return second ? std::string() : second.error().message;
  };
  const std::string locked = "another af";
  CHECK(reason(file).find(locked) != std::string::npos);
  CHECK(reason(folder.file("link.db")).find(locked) != std::string::npos);
  CHECK(reason(folder.path() / ".." / folder.path().filename() / "a.db").find(locked) !=
        std::string::npos);
  CHECK(reason(std::filesystem::relative(file)).find(locked) != std::string::npos);
  std::filesystem::create_hard_link(file, folder.file("hard.db"));
  CHECK(reason(folder.file("hard.db")).find("hard links") != std::string::npos);
  std::filesystem::remove(folder.file("hard.db"));
  std::filesystem::remove(folder.file("link.db"));
  std::filesystem::rename(file, folder.file("moved.db"));
  CHECK(reason(folder.file("moved.db")).find(locked) != std::string::npos);
  lock.reset();
  CHECK(reason(folder.file("moved.db")).empty());
  CHECK(reason("/dev/null").find("no regular file") != std::string::npos);
}

TEST_CASE("the lock is found behind a bind mount") {
  if (::unshare(CLONE_NEWNS) != 0) {
    test::skip_without("mounts", "this process may not have mounts of its own");
    return;
  }
  const test::TempFolder folder, other;
  const auto lock = store::FileLock::take(folder.file("a.db"));
  REQUIRE(lock.ok());
  REQUIRE(::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0);
  REQUIRE(::mount(folder.path().c_str(), other.path().c_str(), nullptr, MS_BIND, nullptr) == 0);
  const auto second = store::FileLock::take(other.file("a.db"));
  REQUIRE(::umount(other.path().c_str()) == 0);
  REQUIRE_FALSE(second.ok());
  CHECK(second.error().message.find("another af") != std::string::npos);
}
