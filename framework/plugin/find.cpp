// SPDX-License-Identifier: MIT
#include "plugin/find.h"

#include <sys/auxv.h>

#include "base/text.h"

namespace af::plugin {

using base::Code;
using base::Error;

base::Result<std::filesystem::path> find_plugin(const std::string& name, AfKind kind,
                                                const std::vector<std::filesystem::path>& folders) {
  std::error_code ignored;
  if (name.find('/') != std::string::npos) {
    if (std::filesystem::exists(name, ignored)) return std::filesystem::path(name);
    return Error{Code::not_found, name + ": no such file", AF_CAUSE_CONFIG};
  }
  const std::string below =
      std::string(kind == AF_KIND_ENVIRONMENT ? "environments/" : "backends/") + name + ".so";
  std::string searched;
  std::vector<std::string> known;
  for (const auto& folder : folders) {
    if (std::filesystem::exists(folder / below, ignored)) return folder / below;
    searched += "\n  " + (folder / below).string();
    const auto parent = (folder / below).parent_path();
    for (const auto& entry : std::filesystem::directory_iterator(parent, ignored)) {
      known.push_back(entry.path().stem().string());
    }
  }
  const std::string near = base::nearest(name, known);
  return Error{Code::not_found,
               "no plugin named '" + base::printable(name) + "'" +
                   (near.empty() ? "" : "; did you mean '" + near + "'?") +
                   "; searched:" + searched,
               AF_CAUSE_CONFIG};
}

std::filesystem::path own_program() {
  std::filesystem::path running = "/proc/self/exe";
  std::error_code error;
  if (std::filesystem::exists(running, error)) return running;
  const auto* name =
      reinterpret_cast<const char*>(::getauxval(AT_EXECFN));  // NOLINT(performance-no-int-to-ptr)
  return std::filesystem::absolute(name == nullptr ? "af" : name);
}

std::vector<std::filesystem::path> own_plugin_folders() {
  std::error_code error;
  const auto folder = std::filesystem::canonical(own_program(), error).parent_path();
  return {folder / "plugins", folder.parent_path() / "lib/affine/plugins"};
}

}  // namespace af::plugin
