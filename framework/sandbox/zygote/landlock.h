/// Landlock: what a process may do with files, whatever the file system looks like (Linux 5.13 and
/// newer).
#pragma once

#include <string>
#include <vector>

namespace af::sandbox {

/// The version of Landlock that this kernel speaks; 0: none.
[[nodiscard]] int landlock_version();

/// What may be touched, with all that lies beneath. Paths that do not exist are left out.
struct Access {
  std::vector<std::string> readable;
  std::vector<std::string> listable;  ///< only which names there are
  std::vector<std::string> writable;
  bool executable = false;  ///< what is readable can be run too
};

/// A rule set that allows this and nothing else. -1 with errno on failure; the caller closes it.
[[nodiscard]] int landlock_rules(const Access& access);

/// Confines the calling process to the rules, for good. Needs no_new_privs.
[[nodiscard]] bool landlock_confine(int rules);

}  // namespace af::sandbox
