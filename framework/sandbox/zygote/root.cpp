// SPDX-License-Identifier: MIT
#include "sandbox/zygote/root.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sandbox/zygote/step.h"

namespace af::sandbox {
namespace {

/// Where the new root is built. Every Linux has this folder, and nothing that is bound is below it.
const std::string stage = "/tmp";

void make_parents(const std::string& path) {
  for (auto slash = path.find('/', 1); slash != std::string::npos;
       slash = path.find('/', slash + 1)) {
    ::mkdir(path.substr(0, slash).c_str(), 0755);
  }
}

/// Flags that a mount inherited from a more privileged namespace; a remount must repeat them.
unsigned long locked_flags(const char* path) {
  struct statvfs info {};
  if (::statvfs(path, &info) != 0) return 0;
  unsigned long flags = 0;
  if ((info.f_flag & ST_NOEXEC) != 0) flags |= MS_NOEXEC;
  if ((info.f_flag & ST_NOATIME) != 0) flags |= MS_NOATIME;
  if ((info.f_flag & ST_NODIRATIME) != 0) flags |= MS_NODIRATIME;
  if ((info.f_flag & ST_RELATIME) != 0) flags |= MS_RELATIME;
  return flags;
}

void bind(const std::string& path, bool device, int status) {
  struct stat info {};
  must(::stat(path.c_str(), &info) == 0, status, "find a file of the tree");
  const std::string target = stage + path;
  make_parents(target);
  if (S_ISDIR(info.st_mode)) {
    ::mkdir(target.c_str(), 0755);
  } else {
    const int file = ::open(target.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0444);
    must(file >= 0, status, "make a place for a file of the tree");
    ::close(file);
  }
  must(::mount(path.c_str(), target.c_str(), nullptr, MS_BIND, nullptr) == 0, status,
       "bind a file of the tree");
  const unsigned long flags =
      MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | (device ? 0 : MS_NODEV);
  must(
      ::mount(nullptr, target.c_str(), nullptr, flags | locked_flags(target.c_str()), nullptr) == 0,
      status, "make a file of the tree read-only");
}

std::uint32_t read_number(const std::string& bytes, std::size_t at) {
  std::uint32_t value = 0;
  std::memcpy(&value, bytes.data() + at, sizeof(value));
  return value;
}

}  // namespace

void enter_private_root(const Plan& plan, int status) {
  must(::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0, status,
       "make mounts private");
  must(::mount("affine", stage.c_str(), "tmpfs", MS_NOSUID | MS_NODEV,
               "size=1m,nr_inodes=2048,mode=755") == 0,
       status, "mount the root");
  for (const auto& path : plan.tree) bind(path, false, status);
  for (const auto& path : plan.devices) bind(path, true, status);
  for (const auto& link : plan.links) {
    const auto space = link.find(' ');
    const std::string name = stage + link.substr(0, space);
    make_parents(name);
    must(::symlink(link.substr(space + 1).c_str(), name.c_str()) == 0, status, "make a link");
  }
  for (const char* folder : {"/tmp", work_folder}) ::mkdir((stage + folder).c_str(), 0755);
  must(::chdir(stage.c_str()) == 0 && ::syscall(SYS_pivot_root, ".", ".") == 0, status,
       "pivot_root");
  must(::umount2(".", MNT_DETACH) == 0 && ::chdir("/") == 0, status, "leave the old root");
  must(::mount(nullptr, "/", nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV,
               nullptr) == 0,
       status, "make the root read-only");
}

void mount_work_folder(int extra, std::uint64_t scratch_bytes, int status) {
  std::string bytes;
  struct stat info {};
  if (extra >= 0 && ::fstat(extra, &info) == 0) {
    bytes.resize(static_cast<std::size_t>(info.st_size));
    must(::pread(extra, bytes.data(), bytes.size(), 0) == info.st_size, status,
         "read the files of the run");
  }
  const std::string options =
      "mode=1777,nr_inodes=256,size=" + std::to_string(scratch_bytes + bytes.size() + 65536);
  must(
      ::mount("work", work_folder, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, options.c_str()) == 0,
      status, "mount the working folder");
  must(::chdir(work_folder) == 0, status, "enter the working folder");
  for (std::size_t at = 0; at + 8 <= bytes.size();) {
    const std::size_t name_size = read_number(bytes, at), size = read_number(bytes, at + 4);
    must(at + 8 + name_size + size <= bytes.size(), status, "read the files of the run");
    const std::string name = bytes.substr(at + 8, name_size);
    const int file =
        ::open(name.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0444);
    const bool written = file >= 0 && ::write(file, bytes.data() + at + 8 + name_size, size) ==
                                          static_cast<ssize_t>(size);
    must(written && ::close(file) == 0, status, "write a file of the run");
    at += 8 + name_size + size;
  }
  if (scratch_bytes > 0) return;
  must(::mount(nullptr, work_folder, nullptr,
               MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) == 0,
       status, "make the working folder read-only");
}

}  // namespace af::sandbox
