/// The file system that programs see: a tiny read-only root with nothing in it but what the plan
/// lists.
#pragma once

#include "sandbox/zygote/plan.h"

namespace af::sandbox {

/// Builds the root and moves into it, for good. Needs a mount namespace of its own. A failure is
/// told on `status`.
void enter_private_root(const Plan& plan, int status);

/// Puts a small file system on the working folder for one run, with the files that `extra` holds
/// (u32 length of name, u32 length of content, name, content; repeated), writable only if
/// `scratch_bytes` is above 0. Needs the right to mount.
void mount_work_folder(int extra, std::uint64_t scratch_bytes, int status);

}  // namespace af::sandbox
