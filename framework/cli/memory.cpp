// SPDX-License-Identifier: MIT
#include "cli/memory.h"

#ifdef AFFINE_JEMALLOC
#include <jemalloc/jemalloc.h>

/// Read by jemalloc at start. Few arenas: the program has few threads.
extern "C" {
extern const char* malloc_conf;
const char* malloc_conf = "narenas:1,lg_tcache_max:14";
}
#endif

namespace af::cli {

void release_free_memory() {
#ifdef AFFINE_JEMALLOC
  ::mallctl("thread.tcache.flush", nullptr, nullptr, nullptr, 0);
  ::mallctl("arena.4096.purge", nullptr, nullptr, nullptr, 0);  // 4096: all arenas
#endif
}

}  // namespace af::cli
