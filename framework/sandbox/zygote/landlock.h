// SPDX-License-Identifier: MIT
/// Landlock (Linux 5.13 and newer): kernel rules for what a process may do with files, whatever the
/// file system looks like.
#pragma once

#include <string>
#include <vector>

namespace af::sandbox {

/// The version of Landlock that this kernel supports; 0: none.
[[nodiscard]] int landlock_version();

/// Files and folders that may be used, folders with everything below them. Paths that do not exist
/// are skipped.
struct Access {
  std::vector<std::string> readable;
  std::vector<std::string> listable;  ///< names may be listed
  std::vector<std::string> writable;
  bool executable = false;  ///< readable files may also be executed
};

/// A rule set that allows this and nothing else: a descriptor that the caller closes. -1 with errno
/// on failure.
[[nodiscard]] int landlock_rules(const Access& access);

/// Confines the calling thread to the rules for the rest of its life. Needs no_new_privs. On
/// failure false, with errno.
[[nodiscard]] bool landlock_confine(int rules);

}  // namespace af::sandbox
