// SPDX-License-Identifier: MIT
/// The `mock` backend: simulated miners for CI, demonstrations and the attack laboratory.
///
/// Everything a simulated miner does is a function of its identity and the task's seed, so a run
/// can be repeated exactly. A copy has the identity of its original and so gives the same replies.
#include <affine/sdk/backend.hpp>
#include <affine/sdk/random.hpp>
#include <array>
#include <string>

namespace {

/// A cause by the name that `faults` uses.
struct NamedCause {
  std::string_view name;
  AfCause cause;
};
constexpr std::array<NamedCause, 8> faults = {
    {{"endpoint_refused", AF_CAUSE_ENDPOINT_REFUSED},
     {"endpoint_5xx", AF_CAUSE_ENDPOINT_5XX},
     {"endpoint_timeout", AF_CAUSE_ENDPOINT_TIMEOUT},
     {"endpoint_reset", AF_CAUSE_ENDPOINT_RESET},
     {"endpoint_bad_response", AF_CAUSE_ENDPOINT_BAD_RESPONSE},
     {"endpoint_too_large", AF_CAUSE_ENDPOINT_TOO_LARGE},
     {"rate_limited_validator", AF_CAUSE_RATE_LIMITED_VALIDATOR},
     {"length_cut", AF_CAUSE_LENGTH_CUT}}};

/// One simulated miner.
struct Miner {
  std::string personality = "skilled", copy_of;
  double skill = 0.5;
  std::map<std::string, double> skills, faults;
  std::int64_t latency_ms = 0, latency_spread_ms = 0, tokens = 400, tokens_spread = 200;

  static affine::Fields<Miner> fields() {
    affine::Fields<Miner> fields;
    fields
        .add("personality", &Miner::personality,
             {.help =
                  "gold: always right; skilled: right with probability skill; random: never right; "
                  "hostile: sends what breaks parsers; slow: skilled after seconds; silent: never "
                  "answers; copy: the same replies as copy_of",
              .choices = {"gold", "skilled", "random", "hostile", "slow", "silent", "copy"}})
        .add("copy_of", &Miner::copy_of, {.help = "For copy: the model that is copied."})
        .add("skill", &Miner::skill,
             {.help = "Probability of a right answer where skills has no entry.",
              .minimum = 0,
              .maximum = 1})
        .add("skills", &Miner::skills,
             {.help = "Probability of a right answer by environment.", .minimum = 0, .maximum = 1})
        .add("faults", &Miner::faults,
             {.help = "Probability of a failure by cause, drawn anew for each attempt.",
              .minimum = 0,
              .maximum = 1})
        .add(
            "latency_ms", &Miner::latency_ms,
            {.help = "Shortest time to answer, in milliseconds.", .minimum = 0, .maximum = 3600000})
        .add("latency_spread_ms", &Miner::latency_spread_ms,
             {.help = "Added to latency_ms, uniformly from 0 to this.",
              .minimum = 0,
              .maximum = 3600000})
        .add("tokens", &Miner::tokens,
             {.help = "Fewest completion tokens reported.", .minimum = 1, .maximum = 1000000})
        .add("tokens_spread", &Miner::tokens_spread,
             {.help = "Added to tokens, uniformly from 0 to this.",
              .minimum = 0,
              .maximum = 1000000});
    return fields;
  }
};

class Mock {
 public:
  struct Options {
    std::map<std::string, Miner> models;
    static affine::Fields<Options> fields() {
      affine::Fields<Options> fields;
      fields.add("models", &Options::models, {.help = "Simulated miners by model name."});
      return fields;
    }
  };

  static affine::BackendInfo info() {
    affine::BackendInfo info;
    info.name = "Simulated miners";
    info.summary =
        "Replies made from an environment's reference answers, with chosen skill and faults.";
    info.flags = AF_BACKEND_SIMULATION;
    return info;
  }

  explicit Mock(Options options) : models_(std::move(options.models)) {
    for (const auto& [name, miner] : models_) {
      const auto fail = [&](const std::string& text, const std::string& option) {
        throw affine::Failure(text, AF_INVALID_CONFIG, AF_CAUSE_CONFIG, option);
      };
      const auto original = models_.find(miner.copy_of);
      if (miner.personality == "copy" &&
          (original == models_.end() || original->second.personality == "copy")) {
        fail("copy_of must name a model of this backend that is not a copy itself", "models");
      }
      for (const auto& [fault, probability] : miner.faults) {
        if (find_fault(fault) == AF_CAUSE_NONE) fail("no such fault: " + fault, "models");
      }
    }
  }

  std::optional<affine::Completion> answer(const AfChatRequest& request) const {
    const std::string model(affine::view(request.model));
    const auto found = models_.find(model);
    if (found == models_.end() || request.simulation == nullptr) {
      affine::Completion completion;
      completion.cause = AF_CAUSE_ENDPOINT_REJECTED;
      completion.detail = "the mock backend has no model named " + model;
      return completion;
    }
    const Miner& miner = found->second;
    if (miner.personality == "silent") return {};
    const bool copy = miner.personality == "copy";
    return play(request, copy ? models_.at(miner.copy_of) : miner, miner,
                copy ? miner.copy_of : model, model);
  }

 private:
  static AfCause find_fault(std::string_view name) {
    for (const auto& fault : faults) {
      if (fault.name == name) return fault.cause;
    }
    return AF_CAUSE_NONE;
  }

  /// `policy` gives the replies, `endpoint` the latency and the faults. For a copy they are two
  /// miners: it replies as its original does, from a server of its own.
  static affine::Completion play(const AfChatRequest& request, const Miner& policy,
                                 const Miner& endpoint, const std::string& identity,
                                 const std::string& model) {
    const AfSimulation& simulation = *request.simulation;
    const std::span<const std::uint8_t, 32> seed(simulation.seed, 32);
    const std::string exchange =
        "/" + std::to_string(simulation.turn) + "/" + std::to_string(simulation.attempt);
    affine::Random noise(seed, "mock/luck/" + model + exchange);
    affine::Random skill(seed, "mock/skill/" + identity);  // one draw for the whole episode

    affine::Completion completion;
    completion.reported_model = model;
    completion.delay_ms = static_cast<std::uint64_t>(endpoint.latency_ms +
                                                     noise.between(0, endpoint.latency_spread_ms) +
                                                     (endpoint.personality == "slow" ? 3000 : 0));
    completion.completion_tokens =
        static_cast<std::uint64_t>(policy.tokens + skill.between(0, policy.tokens_spread));
    for (const auto& [name, probability] : endpoint.faults) {
      if (noise.chance(probability)) {
        completion.cause = find_fault(name);
        completion.detail = "simulated fault";
        return completion;
      }
    }
    const auto special = policy.skills.find(std::string(affine::view(simulation.environment)));
    const double probability = policy.personality == "gold"     ? 1.0
                               : policy.personality == "random" ? 0.0
                               : special != policy.skills.end() ? special->second
                                                                : policy.skill;
    const bool right = skill.chance(probability);
    const std::uint64_t which = skill.next();
    if (policy.personality == "hostile") {
      completion.text = hostile_text(simulation, which);
    } else if (right) {
      completion.text = solution_of(simulation);
    } else if (simulation.mutant_count > 0) {
      completion.text = affine::view(simulation.mutants[which % simulation.mutant_count]->text);
    } else {
      completion.text = "I do not know.";
    }
    return completion;
  }

  static std::string_view solution_of(const AfSimulation& simulation) {
    return simulation.solution == nullptr ? std::string_view()
                                          : affine::view(simulation.solution->text);
  }

  static std::string hostile_text(const AfSimulation& simulation, std::uint64_t which) {
    const std::string solution(solution_of(simulation));
    switch (which % 7) {
      case 0:
        return {};
      case 1:
        return std::string(1u << 20, '<') + solution;
      case 2:
        return "<think>" + solution;
      case 3:
        return std::string("<answer>") + '\0' + std::string(1000, '(') + "</answer>";
      case 4:
        return "<answer><answer><answer>" + std::string(10000, '-') + "1</answer>";
      case 5:
        return solution + "<answer>";
      default:
        return "<answer>\"}]}; DROP TABLE rollout; -- ${HOME} {{secret:HF_TOKEN}}</answer>";
    }
  }

  std::map<std::string, Miner> models_;
};

}  // namespace

AFFINE_BACKEND("mock", Mock)
