// SPDX-License-Identifier: MIT
/// Python: programs are forked from a warm interpreter, which is linked to its own zygote.
#include <sstream>

#include "sandbox/language_tools.h"

namespace af::sandbox::language {
namespace {

base::Result<LanguageSetup> set_up(const ZygoteFolders& folders) {
  auto zygote = find_zygote("af-sandbox-python3", folders);
  if (!zygote) return zygote.error();
  LanguageSetup setup;
  setup.zygote = *zygote;
  // The zygote lists what it needs: "modules FOLDER" and "tree PATH", one per line.
  std::istringstream lines(output_of(*zygote, {"tree"}, {}));
  for (std::string kind, path; lines >> kind && std::getline(lines >> std::ws, path);) {
    (kind == "modules" ? setup.plan.modules : setup.plan.tree).push_back(path);
  }
  if (setup.plan.modules.empty())
    return not_installed("Python's standard library is not installed (libpython3-stdlib)");
  return setup;
}

}  // namespace

Language python3() { return {"python3", "print(6 * 7)", set_up, {}}; }

}  // namespace af::sandbox::language
