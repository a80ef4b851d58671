// SPDX-License-Identifier: MIT
/// JavaScript: the machine's Node.js, if it is installed.
#include <fcntl.h>
#include <sys/ioctl.h>

#include "sandbox/language_tools.h"

namespace af::sandbox::language {
namespace {

/// Runs the program, which is open as descriptor 3, as a script.
constexpr const char* start_script = R"js(
const fs = require('fs');
const source = fs.readFileSync(3, 'utf8');
fs.closeSync(3);
globalThis.require = require;
require('vm').runInThisContext(source, 'main.js');
)js";

base::Result<LanguageSetup> set_up(const ZygoteFolders& folders) {
  auto setup = interpreter_setup("node", {"-e", start_script}, folders);
  if (!setup) return setup;
  setup->policy.calls = {"capget",        "sched_getscheduler", "sched_getparam", "pkey_alloc",
                         "pkey_mprotect", "pkey_free",          "pwrite64"};
  setup->policy.ioctls = {FIONBIO};
  setup->policy.fcntls = {F_SETFL};
  setup->limit_address_space = false;
  return setup;
}

}  // namespace

Language javascript() { return {"javascript", "console.log(6 * 7)", set_up, {}}; }

}  // namespace af::sandbox::language
