// SPDX-License-Identifier: MIT
#include "sandbox/filter_rules.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace af::sandbox {

struct scmp_arg_cmp equals(unsigned argument, std::uint64_t value) {
  return {argument, SCMP_CMP_EQ, value, 0};
}

struct scmp_arg_cmp masked(unsigned argument, std::uint64_t mask, std::uint64_t value) {
  return {argument, SCMP_CMP_MASKED_EQ, mask, value};
}

FilterRules::FilterRules() : filter_(::seccomp_init(SCMP_ACT_ERRNO(EPERM)), ::seccomp_release) {
  if (!filter_) {
    error_ = ENOMEM;
    return;
  }
  // The numbers of another architecture, x32 included, mean other calls.
  note(::seccomp_attr_set(filter_.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS));
  ::seccomp_attr_set(filter_.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2);
}

void FilterRules::allow(std::initializer_list<int> calls) {
  for (const int call : calls) add(SCMP_ACT_ALLOW, call);
}

void FilterRules::allow(int call, const Comparisons& comparisons) {
  add(SCMP_ACT_ALLOW, call, comparisons);
}

void FilterRules::allow_named(const std::string& name) {
  const int call = ::seccomp_syscall_resolve_name(name.c_str());
  if (call == __NR_SCMP_ERROR) {
    note(-EINVAL);
  } else {
    add(SCMP_ACT_ALLOW, call);
  }
}

void FilterRules::answer(int error, std::initializer_list<int> calls) {
  for (const int call : calls) add(SCMP_ACT_ERRNO(static_cast<std::uint32_t>(error)), call);
}

void FilterRules::kill(std::initializer_list<int> calls) {
  for (const int call : calls) add(SCMP_ACT_KILL_PROCESS, call);
}

base::Result<std::string> FilterRules::compile() {
  const int file = ::memfd_create("filter", MFD_CLOEXEC);
  if (file < 0) note(-errno);
  if (error_ == 0) note(::seccomp_export_bpf(filter_.get(), file));
  std::string bytes;
  if (error_ == 0) {
    bytes.resize(static_cast<std::size_t>(::lseek(file, 0, SEEK_END)));
    if (::pread(file, bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
      note(-EIO);
  }
  if (file >= 0) ::close(file);
  if (error_ == 0) return bytes;
  return base::Error{
      base::Code::failed,
      std::string("cannot make the sandbox's system call filter: ") + std::strerror(error_),
      AF_CAUSE_SANDBOX_UNAVAILABLE};
}

void FilterRules::add(std::uint32_t action, int call, const Comparisons& comparisons) {
  if (error_ != 0) return;
  const int result = ::seccomp_rule_add_array(
      filter_.get(), action, call, static_cast<unsigned>(comparisons.size()), comparisons.data());
  // A call that this architecture does not have cannot be made.
  if (result != -EDOM) note(result);
}

void FilterRules::note(int result) {
  if (result < 0 && error_ == 0) error_ = -result;
}

}  // namespace af::sandbox
