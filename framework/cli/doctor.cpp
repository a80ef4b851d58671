/// af doctor.
#include <sys/statvfs.h>
#include <unistd.h>

#include <ctime>
#include <filesystem>

#include "cli/run.h"
#include "plugin/boundary/library.h"

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

Finding check_clock() {
  // A clock from before this program was written is wrong; tasks do not depend on it, the ledger
  // does.
  constexpr std::time_t built = 1'767'225'600;  // 2026-01-01
  const bool good = std::time(nullptr) > built;
  return {"clock", good ? "good" : "bad",
          good ? "after the program's own date" : "set the clock (NTP)"};
}

}  // namespace

base::Result<int> run_doctor(Invocation& invocation) {
  std::vector<Finding> findings;
  const auto settings = invocation.settings();
  if (!settings) return settings.error();
  auto config = invocation.load_config();
  if (config) {
    findings.push_back({"configuration", "good", config->source.name});
    boost::asio::io_context context(1);
    pipeline::Runtime runtime;
    runtime.config = *config;
    runtime.log = invocation.log;
    const auto environments = run_to_end(context, pipeline::load_environments(context, runtime));
    findings.push_back({"environments", environments ? "good" : "bad",
                        environments ? std::to_string(runtime.environments.size()) +
                                           " loaded, in their processes where isolation says so"
                                     : environments.error().message});
    const auto backends = pipeline::load_backends(runtime, *settings);
    findings.push_back({"backends", backends ? "good" : "bad",
                        backends ? std::to_string(runtime.backends.size()) + " loaded"
                                 : backends.error().message});
    const auto layers = run_to_end(context, runtime.sandbox->probe());
    findings.push_back({"sandbox", layers ? "good" : "warning",
                        layers ? "holds, with the layers " + to_text(*layers)
                               : layers.error().message +
                                     "\nenvironments that run programs will void their tasks"});
    runtime.stop();
    findings.push_back({"chain", "good", config->chain.kind + " ledger in " + config->chain.file});
    findings.push_back(check_disk(config->store.file));
  } else {
    findings.push_back({"configuration", "bad", config.error().message});
  }
  findings.push_back(check_clock());
  for (const char* name : {"CHUTES_API_KEY", "HF_TOKEN", "R2_WRITE_ACCESS_KEY_ID"}) {
    const auto setting = settings->find(name);
    findings.push_back(
        {name, setting ? "good" : "warning", setting ? "set in " + setting->origin : "not set"});
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

}  // namespace af::cli
