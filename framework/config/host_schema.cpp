#include "config/config.h"

namespace af::config {
namespace {

using base::Json;

std::vector<Field> environment_fields() {
  return {
      {"id", Kind::text, "Unique name of this environment in results and seeds.", {}, true},
      {"plugin",
       Kind::text,
       "Plugin name on the plugin path, or a path to a shared object.",
       {},
       true},
      {"isolation",
       Kind::text,
       "child: the plugin runs in a locked-down process of its own; in_process: trusted, a little "
       "faster.",
       "child",
       false,
       {},
       {},
       {"child", "in_process"}},
      {"tasks", Kind::integer, "Tasks per window, the same for every miner.", 16, false, 1, 100000},
      {"levels", Kind::numbers,
       "Difficulty levels with their relative frequency; without it every level is equally "
       "frequent.",
       Json::object(), false, 0, 1e6},
      {"call_seconds", Kind::integer, "Longest time that one call into the plugin may take.", 10,
       false, 1, 3600},
      {"memory_mib", Kind::integer, "Memory that the plugin's process may use.", 512, false, 32,
       65536},
      {"crashes_allowed", Kind::integer,
       "Crashes within ten minutes, not counting what one miner's replies cause, after which "
       "it is put in "
       "quarantine.",
       5, false, 1, 1000},
      {"options", Kind::opaque, "Options of the plugin: see `af env show`."},
  };
}

std::vector<Field> backend_fields() {
  return {
      {"id", Kind::text, "Unique name that miners refer to.", {}, true},
      {"plugin",
       Kind::text,
       "Plugin name on the plugin path, or a path to a shared object.",
       {},
       true},
      {"base_url", Kind::text, "Where the server is, such as http://127.0.0.1:8000/v1.", ""},
      {"options", Kind::opaque, "Options of the plugin: see `af plugin list`."},
  };
}

std::vector<Field> miner_fields() {
  return {
      {"uid", Kind::integer, "Number on the subnet.", {}, true, 0, 65535},
      {"hotkey", Kind::text, "Who the miner is.", {}, true},
      {"model", Kind::text, "Model name as the backend knows it.", {}, true},
      {"revision", Kind::text, "Revision of the model that was committed.", "main"},
      {"block", Kind::integer, "Block of the commitment; the oldest wins ties.", 0, false, 0, 1e15},
      {"backend", Kind::text, "Id of the backend that serves the model.", {}, true},
      {"base_url", Kind::text,
       "The miner's own endpoint. Its failures are the miner's; those of a shared one are not. The "
       "backend's secrets "
       "are "
       "not sent to it.",
       ""},
  };
}

std::vector<Field> chain_fields() {
  return {
      {"kind", Kind::text, "local: a ledger in a SQLite file.", "local", false, {}, {}, {"local"}},
      {"file", Kind::text, "The ledger's file.", "affine-ledger.db"},
      {"clock",
       Kind::text,
       "wall: a block every block_seconds; steps: blocks pass when somebody waits for them, for "
       "repeatable "
       "runs.",
       "wall",
       false,
       {},
       {},
       {"wall", "steps"}},
      {"block_seconds", Kind::number, "Seconds a block.", 12.0, false, 0.01, 3600},
  };
}

std::vector<Field> pipeline_fields() {
  return {
      {"window_blocks", Kind::integer, "Blocks from the start of one window to the next.", 100,
       false, 1, 1000000},
      {"concurrency", Kind::integer,
       "Rollouts at the same time, shared out evenly among the miners, so that slow ones do not "
       "hold up others.",
       256, false, 1, 100000},
      {"per_miner", Kind::integer, "Most rollouts at the same time for one miner.", 16, false, 1,
       10000},
      {"attempts", Kind::integer, "Tries of one exchange before an endpoint's failure counts.", 3,
       false, 1, 100},
      {"retry_seconds", Kind::number, "Clock of all tries of one exchange, waiting included.",
       120.0, false, 0, 86400},
      {"rollout_seconds", Kind::number, "Longest time of one exchange with a model.", 600.0, false,
       0.1, 86400},
      {"miner_seconds", Kind::number,
       "Time in which a miner's model must answer all its tasks of a window, asked `per_miner` at "
       "once; what is left "
       "then fails as a timeout.",
       7200.0, false, 1, 604800},
      {"stop_seconds", Kind::number,
       "Time that rollouts get to finish when the program is told to stop.", 5.0, false, 0, 3600},
      {"max_tokens", Kind::integer, "Token limit of one reply; 0: the server's own.", 4096, false,
       0, 10000000},
      {"temperature", Kind::number, "Sampling temperature.", 0.0, false, 0, 2},
      {"top_p", Kind::number, "Nucleus sampling.", 1.0, false, 0, 1},
      {"seed", Kind::text,
       "64 hexadecimal digits from which all secrets follow, for repeatable runs; never on a real "
       "chain.",
       ""},
  };
}

std::vector<Field> net_fields() {
  return {
      {"total", Kind::integer, "Requests in flight, all hosts together.", 1024, false, 1, 100000},
      {"per_host", Kind::integer,
       "Requests in flight to one host; adapts below this on 429 and 503.", 256, false, 1, 100000},
      {"body_mib", Kind::integer, "Largest response body, after decompression.", 16, false, 1,
       1024},
      {"connect_seconds", Kind::number, "Time for name, connection and TLS.", 10.0, false, 0.05,
       600},
      {"first_byte_seconds", Kind::number, "Time from the request to the first byte of the answer.",
       300.0, false, 0.05, 86400},
      {"silence_seconds", Kind::number, "Longest pause between two pieces of an answer.", 60.0,
       false, 0.05, 86400},
      {"ca_file", Kind::text,
       "Certificates to trust; empty: SSL_CERT_FILE, CURL_CA_BUNDLE or the system's bundle.", ""},
  };
}

std::vector<Field> build() {
  return {
      {"environments",
       Kind::record_list,
       "The environments that models must do well in.",
       Json::array(),
       true,
       {},
       {},
       {},
       environment_fields()},
      {"backends",
       Kind::record_list,
       "Where models answer.",
       Json::array(),
       true,
       {},
       {},
       {},
       backend_fields()},
      {"miners",
       Kind::record_list,
       "The miners, until a chain names them.",
       Json::array(),
       false,
       {},
       {},
       {},
       miner_fields()},
      {"chain",
       Kind::record,
       "The chain that weights are written to.",
       {},
       false,
       {},
       {},
       {},
       chain_fields()},
      {"store",
       Kind::record,
       "The system of record.",
       {},
       false,
       {},
       {},
       {},
       {{"file", Kind::text, "The database's file.", "affine.db"}}},
      {"pipeline",
       Kind::record,
       "Windows, limits and sampling.",
       {},
       false,
       {},
       {},
       {},
       pipeline_fields()},
      {"scoring",
       Kind::record,
       "How results become weights.",
       {},
       false,
       {},
       {},
       {},
       {{"rule", Kind::text, "Name of the rule.", "pareto-ema", false, {}, {}, {"pareto-ema"}},
        {"alpha", Kind::number, "How much of the old average stays with each new sample.", 0.999,
         false, 0, 1}}},
      {"net", Kind::record, "The HTTP engine.", {}, false, {}, {}, {}, net_fields()},
      {"sandbox",
       Kind::record,
       "Where programs that models write are run.",
       {},
       false,
       {},
       {},
       {},
       {{"slots", Kind::integer,
         "Programs at the same time, each on a CPU of its own; 0: one less than there are CPUs, at "
         "least one.",
         0, false, 0, 1024},
        {"accept_missing", Kind::texts,
         "Layers of the sandbox that may be missing on this machine: namespaces, own_ids, "
         "landlock, cgroup. Without it "
         "a "
         "missing layer is an error; `af sandbox probe` tells which there are.",
         Json::array()}}},
      {"plugins",
       Kind::record,
       "Where plugins are found.",
       {},
       false,
       {},
       {},
       {},
       {{"path", Kind::texts, "Folders that are searched before the program's own.",
         Json::array()}}},
  };
}

}  // namespace

const std::vector<Field>& host_schema() {
  static const std::vector<Field> schema = build();
  return schema;
}

}  // namespace af::config
