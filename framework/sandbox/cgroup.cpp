// SPDX-License-Identifier: MIT
#include "sandbox/cgroup.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <optional>
#include <sstream>
#include <vector>

namespace af::sandbox {
namespace {

namespace fs = std::filesystem;
constexpr const char* prefix = "affine-";
/// The cgroup into which this process moves where version 2 wants that.
constexpr const char* host_leaf = "affine-host";

bool put(const fs::path& file, const std::string& text) {
  const int fd = ::open(file.c_str(), O_WRONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool written = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  const int error = errno;
  ::close(fd);
  errno = error;
  return written;
}

std::string get(const fs::path& file) {
  std::ifstream stream(file);
  std::stringstream text;
  text << stream.rdbuf();
  return text.str();
}

/// Whether a name is "affine-PID-SLOT-RANDOM".
bool is_name_of_cgroup(const std::string& name) {
  int end = 0;
  std::sscanf(name.c_str(), "affine-%*u-%*u-%*6[A-Za-z0-9]%n", &end);
  return end > 0 && static_cast<std::size_t>(end) == name.size();
}

/// The folder with a lock that ends with the descriptor, or with this process; none if somebody
/// else holds it or the folder has gone.
Descriptor lock_folder(const fs::path& folder) {
  Descriptor lock(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  std::error_code error;
  const bool locked = lock.good() && ::flock(lock.get(), LOCK_EX | LOCK_NB) == 0;
  // It may have been removed between the two calls.
  return locked && fs::exists(folder, error) ? std::move(lock) : Descriptor();
}

/// Where the hierarchy that controls memory is mounted: "cgroup … memory" in version 1, "cgroup2"
/// in version 2.
std::optional<fs::path> mount_point(bool unified) {
  std::ifstream mounts("/proc/self/mountinfo");
  for (std::string line; std::getline(mounts, line);) {
    const auto dash = line.find(" - ");
    if (dash == std::string::npos) continue;
    std::istringstream before(line), after(line.substr(dash + 3));
    std::string skipped, point, type, source, options;
    before >> skipped >> skipped >> skipped >> skipped >> point;
    after >> type >> source >> options;
    if (unified ? type == "cgroup2"
                : type == "cgroup" && options.find("memory") != std::string::npos)
      return point;
  }
  return {};
}

/// The cgroup that this process is in.
std::optional<fs::path> own_folder(bool unified) {
  const auto root = mount_point(unified);
  if (!root) return {};
  std::ifstream memberships("/proc/self/cgroup");
  for (std::string line; std::getline(memberships, line);) {
    const auto first = line.find(':'), second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const bool mine = unified ? controllers.empty()
                              : ("," + controllers + ",").find(",memory,") != std::string::npos;
    if (!mine) continue;
    fs::path folder = *root / fs::path(line.substr(second + 1)).relative_path();
    // After enable_memory_below this process is in a child of its cgroup.
    if (folder.filename() == host_leaf) folder = folder.parent_path();
    std::error_code error;
    return fs::is_directory(folder, error) ? folder : *root;
  }
  return {};
}

/// Folders in which cgroups with a memory controller may be possible, the best first: the cgroup of
/// this process; for root also the top of the hierarchy.
std::vector<fs::path> candidates() {
  if (const auto own = own_folder(false)) return {*own};
  std::vector<fs::path> folders;
  if (const auto own = own_folder(true)) folders.push_back(*own);
  if (const auto top = mount_point(true); top && ::geteuid() == 0) folders.push_back(*top);
  return folders;
}

/// Enables the memory controller for children of the folder. Version 2 allows that only in a cgroup
/// without processes, so this process moves to a child of it, and back if that does not help.
bool enable_memory_below(const fs::path& folder) {
  std::error_code error;
  if (!fs::exists(folder / "cgroup.controllers", error)) return true;  // version 1
  if (get(folder / "cgroup.subtree_control").find("memory") != std::string::npos) return true;
  if (get(folder / "cgroup.controllers").find("memory") == std::string::npos) return false;
  if (put(folder / "cgroup.subtree_control", "+memory")) return true;
  const fs::path leaf = folder / host_leaf;
  const std::string self = std::to_string(::getpid());
  ::mkdir(leaf.c_str(), 0755);
  if (put(leaf / "cgroup.procs", self) && put(folder / "cgroup.subtree_control", "+memory"))
    return true;
  put(folder / "cgroup.procs", self);
  ::rmdir(leaf.c_str());
  return false;
}

/// The number after "oom_kill" in a file of the kernel's counters.
std::uint64_t kills_in(const fs::path& file) {
  std::istringstream counters(get(file));
  std::string key;
  for (std::uint64_t count = 0; counters >> key >> count;) {
    if (key == "oom_kill") return count;
  }
  return 0;
}

}  // namespace

base::Result<Cgroup> Cgroup::create(unsigned slot) {
  std::string why = "this process has no memory cgroup that it may divide";
  // Processes of two containers may have the same id, so the name ends in random letters.
  const std::string name =
      prefix + std::to_string(::getpid()) + "-" + std::to_string(slot) + "-XXXXXX";
  for (const auto& folder : candidates()) {
    if (!enable_memory_below(folder)) continue;
    Cgroup cgroup({}, {});
    // Another `af` may take the folder for stale before it is locked.
    for (int attempt = 0; attempt < 10 && !cgroup.lock_.good(); ++attempt) {
      std::string path = folder / name;
      if (::mkdtemp(path.data()) == nullptr) break;
      cgroup = Cgroup(path, lock_folder(path));
    }
    if (!cgroup.lock_.good()) {
      why = "cannot create and lock " + (folder / name).string() + ": " + std::strerror(errno);
    } else if (!CgroupView(cgroup.path_).set_limit(std::uint64_t{1} << 40)) {
      why = "cannot limit memory in " + cgroup.path_.string() + ": " + std::strerror(errno);
    } else {
      return cgroup;
    }
  }
  return base::Error{base::Code::failed, why, AF_CAUSE_SANDBOX_UNAVAILABLE};
}

bool Cgroup::exists() const noexcept {
  std::error_code error;
  return fs::exists(path_, error);
}

Cgroup::~Cgroup() {
  if (path_.empty()) return;
  // A process that was just killed leaves its cgroup a moment later.
  for (int i = 0; i < 100 && ::rmdir(path_.c_str()) != 0 && errno == EBUSY; ++i) ::usleep(2000);
}

void remove_stale_cgroups() {
  std::error_code error;
  for (const auto& folder : candidates()) {
    for (const auto& entry : fs::directory_iterator(folder, error)) {
      if (!is_name_of_cgroup(entry.path().filename())) continue;
      if (const Descriptor lock = lock_folder(entry.path()); lock.good()) {
        ::rmdir(entry.path().c_str());  // fails while there are processes in it
      }
    }
  }
}

CgroupView::CgroupView(fs::path path) : path_(std::move(path)) {
  std::error_code error;
  unified_ = fs::exists(path_ / "cgroup.controllers", error);
}

bool CgroupView::add(pid_t pid) const { return put(path_ / "cgroup.procs", std::to_string(pid)); }

bool CgroupView::set_limit(std::uint64_t bytes) {
  if (bytes == limit_) return true;
  const std::string text = std::to_string(bytes);
  const char* const both = unified_ ? "memory.swap.max" : "memory.memsw.limit_in_bytes";
  // The limit with swap may never be below the one without; machines without swap accounting have
  // no such file.
  if (bytes > limit_) put(path_ / both, unified_ ? "0" : text);
  if (!put(path_ / (unified_ ? "memory.max" : "memory.limit_in_bytes"), text)) return false;
  put(path_ / both, unified_ ? "0" : text);
  limit_ = bytes;
  return true;
}

std::uint64_t CgroupView::kills() const {
  return kills_in(path_ / (unified_ ? "memory.events" : "memory.oom_control"));
}

std::uint64_t memory_kills_of_machine() { return kills_in("/proc/vmstat"); }

}  // namespace af::sandbox
