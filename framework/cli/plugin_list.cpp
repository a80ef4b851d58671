// SPDX-License-Identifier: MIT
/// af plugin list.
#include "cli/command.h"
#include "plugin/boundary/library.h"
#include "plugin/boundary/note.h"

namespace af::cli {
namespace {

base::Result<int> run_plugin_list(Invocation& invocation) {
  const auto config = invocation.load_config();
  if (!config) return config.error();
  std::vector<std::vector<std::string>> rows = {{"id", "kind", "ABI", "SDK", "state", "file"}};
  base::Json list = base::Json::array();
  std::error_code ignored;
  for (const auto& folder : app::plugin_folders(*config)) {
    for (const char* subfolder : {"environments", "backends"}) {
      for (const auto& file : std::filesystem::directory_iterator(folder / subfolder, ignored)) {
        if (file.path().extension() != ".so") continue;
        const auto note = plugin::read_note(file.path());
        const auto fits =
            note ? plugin::check_note(*note, file.path()) : base::Status(note.error());
        const std::string state = fits ? "good" : "refused";
        const std::string id = note ? plugin::id_of(*note) : "–";
        const std::string kind = !note                               ? "–"
                                 : note->kind == AF_KIND_ENVIRONMENT ? "environment"
                                                                     : "backend";
        const std::string abi =
            !note ? "–" : std::to_string(note->abi_major) + "." + std::to_string(note->abi_minor);
        rows.push_back({id, kind, abi, note ? plugin::sdk_version_of(*note) : "–", state,
                        file.path().string()});
        list.push_back({{"id", id},
                        {"kind", kind},
                        {"abi", abi},
                        {"state", state},
                        {"file", file.path().string()},
                        {"reason", fits ? "" : fits.error().message}});
        if (!fits && !invocation.json) rows.push_back({"", "", "", "", "", fits.error().message});
      }
    }
  }
  if (invocation.json) {
    invocation.out->json(list);
  } else {
    invocation.out->print(table(rows));
  }
  return 0;
}

}  // namespace

Command plugin_list_command() {
  return {.name = "plugin list",
          .summary = "Plugins on the plugin path, by their notes; nothing is loaded.",
          .examples = {"af plugin list"},
          .run = run_plugin_list};
}

}  // namespace af::cli
