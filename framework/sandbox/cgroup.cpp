// SPDX-License-Identifier: MIT
#include "sandbox/cgroup.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <fstream>
#include <optional>
#include <sstream>
#include <vector>

namespace af::sandbox {
namespace {

namespace fs = std::filesystem;
constexpr const char* prefix = "affine-";

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

/// A number for the pid namespace of this process. Containers that share a cgroup hierarchy have
/// processes with the same ids.
std::uint64_t own_pid_namespace() {
  struct stat info {};
  return ::stat("/proc/self/ns/pid", &info) == 0 ? info.st_ino : 0;
}

/// Longer than from the creation of a cgroup to its first process.
constexpr std::time_t long_enough = 3600;

/// Whether no `af` has use for a cgroup any more. In another pid namespace only its age tells that:
/// one that is in use has processes and cannot be removed.
bool is_stale(const fs::path& cgroup) {
  std::istringstream name(cgroup.filename().string().substr(std::strlen(prefix)));
  std::uint64_t space = 0;
  pid_t pid = 0;
  char dash = 0;
  if (!(name >> space >> dash >> pid) || pid <= 0) return false;
  if (space == own_pid_namespace()) return ::kill(pid, 0) != 0 && errno == ESRCH;
  struct stat info {};
  return ::stat(cgroup.c_str(), &info) == 0 && std::time(nullptr) - info.st_mtime > long_enough;
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
    if (folder.filename() == std::string(prefix) + "host") folder = folder.parent_path();
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
  const fs::path leaf = folder / (std::string(prefix) + "host");
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
  const auto failed = [](const std::string& what) {
    return base::Error{base::Code::failed, what, AF_CAUSE_SANDBOX_UNAVAILABLE};
  };
  std::string why = "this process has no memory cgroup that it may divide";
  for (const auto& folder : candidates()) {
    if (!enable_memory_below(folder)) continue;
    Cgroup cgroup(folder / (prefix + std::to_string(own_pid_namespace()) + "-" +
                            std::to_string(::getpid()) + "-" + std::to_string(slot)));
    const std::string path = cgroup.path().string();
    if (::mkdir(path.c_str(), 0755) != 0 && errno != EEXIST) {
      why = "mkdir " + path + ": " + std::strerror(errno);
    } else if (!CgroupView(path).set_limit(std::uint64_t{1} << 40)) {
      why = "cannot limit memory in " + path + ": " + std::strerror(errno);
    } else {
      return cgroup;
    }
  }
  return failed(why);
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
      const bool ours = entry.path().filename().string().starts_with(prefix);
      if (ours && is_stale(entry.path())) ::rmdir(entry.path().c_str());
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
