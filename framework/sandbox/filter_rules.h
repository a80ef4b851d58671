// SPDX-License-Identifier: MIT
/// A system call filter under construction: libseccomp's rules, and the program they compile to.
#pragma once

#include <seccomp.h>

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"

namespace af::sandbox {

/// Conditions on the arguments of a system call, all of which must hold.
using Comparisons = std::vector<struct scmp_arg_cmp>;

/// Argument number `argument` (from 0) equals `value`.
[[nodiscard]] struct scmp_arg_cmp equals(unsigned argument, std::uint64_t value);
/// Argument number `argument`, masked, equals `value`.
[[nodiscard]] struct scmp_arg_cmp masked(unsigned argument, std::uint64_t mask,
                                         std::uint64_t value);

/// Collects rules. What no rule names is refused with EPERM, and another architecture's calls end
/// the process. The first failure is kept and reported by `compile`. A call that this architecture
/// does not have is skipped.
class FilterRules {
 public:
  /// No rule: every system call is refused.
  FilterRules();

  /// Allows calls by libseccomp's numbers (SCMP_SYS).
  void allow(std::initializer_list<int> calls);
  /// Allows one call whose arguments compare as given.
  void allow(int call, const Comparisons& comparisons);
  /// Allows one call by its name. A name that libseccomp does not know is a failure.
  void allow_named(const std::string& name);
  /// Refuses calls with another error than EPERM.
  void answer(int error, std::initializer_list<int> calls);
  /// Ends the process that makes one of these calls.
  void kill(std::initializer_list<int> calls);

  /// The program as an array of struct sock_filter, or the first failure.
  [[nodiscard]] base::Result<std::string> compile();

 private:
  void add(std::uint32_t action, int call, const Comparisons& comparisons = {});
  void note(int result);

  std::unique_ptr<void, decltype(&::seccomp_release)> filter_;
  int error_ = 0;  ///< errno of the first failure
};

}  // namespace af::sandbox
