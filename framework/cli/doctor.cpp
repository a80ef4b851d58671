// SPDX-License-Identifier: MIT
/// af doctor.
#include <sys/statvfs.h>
#include <unistd.h>

#include <filesystem>

#include "app/open_chain.h"
#include "cli/run.h"

namespace af::cli {
namespace {

using base::Json;

/// One line of the report.
struct Finding {
  std::string what, state, advice;  ///< state: good, warning or bad
};

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

Finding check_disk(const std::filesystem::path& file) {
  struct statvfs info {};
  const auto folder = std::filesystem::absolute(file).parent_path();
  if (::statvfs(folder.c_str(), &info) != 0)
    return {"disk", "bad", folder.string() + " does not exist"};
  const auto free_mib = static_cast<std::uint64_t>(info.f_bavail) * info.f_frsize >> 20;
  const std::string text = std::to_string(free_mib) + " MiB free in " + folder.string();
  if (::access(folder.c_str(), W_OK) != 0)
    return {"disk", "bad", folder.string() + " may not be written"};
  return {"disk", free_mib < 1024 ? "warning" : "good", text};
}

/// The chain as it is; a ledger that does not exist yet is made by `af validate`.
Finding check_chain(const app::Runtime& runtime) {
  const auto chain = app::open_chain(runtime.config.chain, runtime.clock);
  if (!chain && chain.error().code == base::Code::not_found) {
    return {"chain", "warning", chain.error().message};
  }
  if (!chain) return {"chain", "bad", chain.error().message};
  boost::asio::io_context context(1);
  const auto head = run_to_end(context, (*chain)->head());
  if (!head) return {"chain", "bad", head.error().message};
  return {"chain", "good",
          runtime.config.chain.kind + ", at block " + std::to_string(head->number)};
}

base::Result<int> run_doctor(Invocation& invocation) {
  std::vector<Finding> findings;
  const auto settings = invocation.settings();
  if (!settings) return settings.error();
  auto config = invocation.load_config();
  if (config) {
    findings.push_back({"configuration", "good", config->source.name});
    boost::asio::io_context context(1);
    app::Runtime runtime(context, *config, invocation.log);
    const auto environments = run_to_end(context, runtime.load_environments());
    findings.push_back({"environments", environments ? "good" : "bad",
                        environments ? std::to_string(runtime.environments.size()) +
                                           " loaded, in their processes where isolation says so"
                                     : environments.error().message});
    const auto backends = runtime.load_backends(*settings);
    findings.push_back({"backends", backends ? "good" : "bad",
                        backends ? std::to_string(runtime.backends.size()) + " loaded"
                                 : backends.error().message});
    const auto layers = run_to_end(context, runtime.sandbox->probe());
    findings.push_back({"sandbox", layers ? "good" : "warning",
                        layers ? "holds, with the layers " + to_text(*layers)
                               : layers.error().message +
                                     "\nenvironments that run programs will void their tasks"});
    runtime.stop();
    findings.push_back(check_chain(runtime));
    findings.push_back(check_disk(config->store.file));
  } else {
    findings.push_back({"configuration", "bad", config.error().message});
  }
  std::vector<std::vector<std::string>> rows;
  Json list = Json::array();
  bool good = true;
  for (const auto& finding : findings) {
    good = good && finding.state != "bad";
    rows.push_back({finding.state, finding.what, first_line(finding.advice)});
    list.push_back({{"what", finding.what}, {"state", finding.state}, {"text", finding.advice}});
  }
  if (invocation.json) {
    invocation.out->json(list);
  } else {
    invocation.out->print(table(rows));
  }
  return good ? 0 : 1;
}

}  // namespace

Command doctor_command() {
  return {.name = "doctor",
          .summary = "What works on this machine.",
          .examples = {"af doctor"},
          .run = run_doctor};
}

}  // namespace af::cli
