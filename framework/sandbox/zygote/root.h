// SPDX-License-Identifier: MIT
/// The file system that programs see: a small read-only root that holds only what the plan lists.
#pragma once

#include "sandbox/zygote/plan.h"

namespace af::sandbox {

/// Builds the root and makes it the root of the calling process; the old one is unmounted. Needs a
/// mount namespace of its own. A failure is reported on the descriptor `status` and ends the
/// process.
void enter_private_root(const Plan& plan, int status);

/// Mounts a small file system on the working folder for one run and enters it. It holds the files
/// of the descriptor `extra` (-1: none): u32 length of name, u32 length of content, name, content,
/// repeated, in the machine's byte order. It is writable only if `scratch_bytes` is above 0. Needs
/// the right to mount. Failures are reported as above.
void mount_work_folder(int extra, std::uint64_t scratch_bytes, int status);

}  // namespace af::sandbox
