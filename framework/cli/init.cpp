// SPDX-License-Identifier: MIT
/// af init.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "cli/command.h"

namespace af::cli {
namespace {

base::Result<int> run_init(Invocation& invocation) {
  const std::filesystem::path folder = invocation.arguments.empty() ? "." : invocation.arguments[0];
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return base::Error{base::Code::io, folder.string() + ": " + error.message()};
  const auto file = folder / "affine.yaml";
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (fd < 0) {
    return base::Error{base::Code::failed, file.string() + ": " + std::strerror(errno) +
                                               (errno == EEXIST ? "; it is left as it is" : "")};
  }
  const std::string text = config::embedded_source().text;
  const bool written = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  ::close(fd);
  if (!written)
    return base::Error{base::Code::io,
                       file.string() + ": cannot be written; make room on the disk"};
  invocation.out->line("wrote " + file.string() + "; try: af validate --config " + file.string() +
                       " --windows 1");
  return 0;
}

}  // namespace

Command init_command() {
  return {.name = "init",
          .arguments = "[DIR]",
          .summary = "Write a commented starter configuration.",
          .examples = {"af init my-validator"},
          .most = 1,
          .run = run_init};
}

}  // namespace af::cli
