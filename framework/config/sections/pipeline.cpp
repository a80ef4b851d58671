// SPDX-License-Identifier: MIT
#include "config/sections/pipeline.h"

#include "base/hash.h"

namespace af::config {
namespace {

std::optional<std::string> check_seed(const base::Json& seed) {
  const std::string text = seed;
  if (text.empty() || base::seed_from_hex(text)) return {};
  return "expected 64 hexadecimal digits";
}

}  // namespace

base::Fields<PipelineConfig> PipelineConfig::fields() {
  using Self = PipelineConfig;
  base::Fields<Self> fields;
  fields.add("window_blocks", &Self::window_blocks,
             {.help = "Blocks from the start of one window to the next.",
              .minimum = 1,
              .maximum = 1'000'000});
  fields.add("concurrency", &Self::concurrency,
             {.help = "Rollouts at the same time, shared out evenly among the miners, so that slow "
                      "ones do not hold up others.",
              .minimum = 1,
              .maximum = 100'000});
  fields.add(
      "per_miner", &Self::per_miner,
      {.help = "Most rollouts at the same time for one miner.", .minimum = 1, .maximum = 10'000});
  fields.add("attempts", &Self::attempts,
             {.help = "Tries of one exchange before an endpoint's failure counts.",
              .minimum = 1,
              .maximum = 100});
  fields.add("retry_seconds", &Self::retry_seconds,
             {.help = "Longest time of all tries of one exchange, waiting included.",
              .minimum = 0,
              .maximum = 86'400});
  fields.add(
      "rollout_seconds", &Self::rollout_seconds,
      {.help = "Longest time of one exchange with a model.", .minimum = 0.1, .maximum = 86'400});
  fields.add("miner_seconds", &Self::miner_seconds,
             {.help = "Time in which a miner's model must answer all its tasks of a window, asked "
                      "`per_miner` at once; what is left then fails as a timeout.",
              .minimum = 1,
              .maximum = 604'800});
  fields.add("stop_seconds", &Self::stop_seconds,
             {.help = "Time that rollouts get to finish when the program is told to stop.",
              .minimum = 0,
              .maximum = 3600});
  fields.add("max_tokens", &Self::max_tokens,
             {.help = "Token limit of one reply; 0: the server's own.",
              .minimum = 0,
              .maximum = 10'000'000});
  fields.add("temperature", &Self::temperature,
             {.help = "Sampling temperature.", .minimum = 0, .maximum = 2});
  fields.add("top_p", &Self::top_p, {.help = "Nucleus sampling.", .minimum = 0, .maximum = 1});
  fields.add("seed", &Self::seed,
             {.help = "64 hexadecimal digits from which all secrets follow, for repeatable runs; "
                      "never on a real chain.",
              .check = check_seed});
  return fields;
}

}  // namespace af::config
