// SPDX-License-Identifier: MIT
#include "sandbox/descriptors.h"

#include <fcntl.h>
#include <sys/mman.h>

#include <cerrno>
#include <cstring>

namespace af::sandbox {

base::Error step_error(const std::string& step, int error) {
  return {base::Code::failed, step + ": " + std::strerror(error), AF_CAUSE_SANDBOX_UNAVAILABLE};
}

base::Result<Pipe> make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return step_error("pipe", errno);
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

base::Result<Descriptor> sealed_file(std::string_view bytes) {
  Descriptor file(::memfd_create("affine", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!file.good()) return step_error("memfd_create", errno);
  for (std::string_view rest = bytes; !rest.empty();) {
    const ssize_t count = ::write(file.get(), rest.data(), rest.size());
    if (count < 0) return step_error("write to memory", errno);
    rest.remove_prefix(static_cast<std::size_t>(count));
  }
  ::lseek(file.get(), 0, SEEK_SET);
  constexpr int seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
  if (::fcntl(file.get(), F_ADD_SEALS, seals) != 0) return step_error("seal memory", errno);
  return file;
}

}  // namespace af::sandbox
