// SPDX-License-Identifier: MIT
/// The `sat` environment: find a satisfying assignment, or say that there is none. The bytes of its
/// tasks are described in instance.hpp.
#include <affine/sdk/environment.hpp>
#include <array>

#include "answer.hpp"
#include "formula.hpp"
#include "instance.hpp"

namespace {

using sat::Formula;
using sat::Instance;
using sat::Values;

constexpr std::array levels = {8, 12, 16, 20, 30, 50, 80};
// Balanced planting is hardest a little below the threshold of random 3-SAT (4.267).
constexpr int planted_clauses(int variables) { return variables * 42 / 10; }
// About half of all uniform formulas of these sizes are satisfiable at ratio 4.5.
constexpr int mixed_clauses(int variables) { return variables * 45 / 10; }

std::string say(const std::optional<Values>& witness) {
  return witness ? sat::write_answer(*witness) : "UNSAT";
}
std::string block(const Instance& instance, const std::string& a, const std::string& b) {
  if (!instance.mixed()) return "<answer>" + a + "</answer>";
  return "<answer>\nA: " + a + "\nB: " + b + "\n</answer>";
}

/// Splits "A: … B: …"; the labels may be in either case, in this order.
std::optional<std::array<std::string_view, 2>> split_pair(std::string_view text) {
  const std::size_t a = text.find_first_of("Aa");
  if (a == std::string_view::npos || text.find_first_not_of(" \t\r\n") != a) return {};
  const std::size_t a_colon = text.find(':', a);
  if (a_colon != a + 1) return {};
  const std::size_t b_colon = std::min(text.find("B:", a_colon), text.find("b:", a_colon));
  if (b_colon == std::string_view::npos) return {};
  return {{text.substr(a + 2, b_colon - a - 2), text.substr(b_colon + 2)}};
}

Values random_values(int variables, affine::Random& random) {
  Values values(static_cast<std::size_t>(variables) + 1);
  for (std::size_t v = 1; v < values.size(); ++v) values[v] = random.below(2) == 1;
  return values;
}

Values majority(const Formula& formula) {
  std::vector<int> balance(static_cast<std::size_t>(formula.variables) + 1);
  for (const auto& clause : formula.clauses) {
    for (const int literal : clause) {
      balance[static_cast<std::size_t>(std::abs(literal))] += literal > 0 ? 1 : -1;
    }
  }
  Values values;
  for (const int sum : balance) values.push_back(sum >= 0);
  return values;
}

class Sat {
 public:
  struct Options {
    std::string mode = "planted";
    static affine::Fields<Options> fields() {
      affine::Fields<Options> fields;
      fields.add("mode", &Options::mode,
                 {.help = "planted: one satisfiable formula; mixed: two formulas of which at least "
                          "one is satisfiable, and both must be answered right",
                  .choices = {"planted", "mixed"}});
      return fields;
    }
  };

  static affine::EnvironmentInfo info() {
    affine::EnvironmentInfo info;
    info.name = "Boolean satisfiability";
    info.summary = "Find an assignment that satisfies a 3-SAT formula.";
    info.generator_version = 2;
    for (const int n : levels) info.levels.push_back({std::to_string(n) + " variables"});
    return info;
  }

  explicit Sat(Options options) : mixed_(options.mode == "mixed") {}

  affine::Task make(std::uint32_t level, affine::Random& random, const affine::Call& call) const {
    Instance instance;
    instance.variables = levels[level];
    instance.style = static_cast<std::size_t>(random.below(sat::styles));
    if (!mixed_) {
      instance.plant = random_values(instance.variables, random);
      instance.satisfiable.push_back(true);
      instance.formulas.push_back(sat::planted(
          instance.variables, planted_clauses(instance.variables), instance.plant, random));
      return sat::encode(instance);
    }
    // Never two unsatisfiable formulas: then a witness is always needed and no fixed reply is
    // right.
    const std::uint64_t kind = random.below(3);
    for (const bool satisfiable : {kind != 1, kind != 2}) {
      for (;;) {
        call.check_cancelled();
        auto formula = sat::uniform(instance.variables, mixed_clauses(instance.variables), random);
        if (sat::decide(formula).has_value() != satisfiable) continue;
        instance.formulas.push_back(std::move(formula));
        instance.satisfiable.push_back(satisfiable);
        break;
      }
    }
    return sat::encode(instance);
  }

  std::string prompt(const affine::TaskView& task) const {
    const Instance instance = sat::decode(task);
    const std::string last = "x" + std::to_string(instance.variables);
    if (!instance.mixed()) {
      return "Find truth values for the variables x1 to " + last +
             " that make this Boolean formula true. At least one solution exists.\n\n" +
             sat::print(instance.formulas[0], instance.style) +
             "\n\nThink as long as you like. End with one answer block that gives every variable, "
             "in this form:\n<answer>x1=True, x2=False, …</answer>\n";
    }
    return "Here are two Boolean formulas over the variables x1 to " + last +
           ". Each has its own solution or none; at least one of them has a solution. For each "
           "formula give truth values that make it true, or say UNSAT if there are none. Both must "
           "be right.\n\nFormula A:\n" +
           sat::print(instance.formulas[0], instance.style) + "\n\nFormula B:\n" +
           sat::print(instance.formulas[1], instance.style) +
           "\n\nThink as long as you like. End with one answer block in this form:\n"
           "<answer>\nA: x1=True, x2=False, …\nB: UNSAT\n</answer>\n";
  }

  affine::Verdict grade(const affine::TaskView& task, const affine::Reply& reply,
                        const affine::Call& call) const {
    const Instance instance = sat::decode(task);
    const auto answer = call.last_block(reply.text, "answer");
    if (!answer) return affine::Verdict::missing("no <answer>…</answer> block");
    std::vector<std::string_view> parts = {*answer};
    if (instance.mixed()) {
      const auto pair = split_pair(*answer);
      if (!pair) return affine::Verdict::malformed("expected lines \"A: …\" and \"B: …\"");
      parts.assign(pair->begin(), pair->end());
    }
    for (std::size_t i = 0; i < parts.size(); ++i) {
      auto verdict = judge(instance, i, parts[i]);
      if (verdict.score < 1.0) return verdict;
    }
    return affine::Verdict::right();
  }

  std::string solve(const affine::TaskView& task) const {
    const Instance instance = sat::decode(task);
    return block(instance, say(instance.witness(0)),
                 say(instance.witness(instance.formulas.size() - 1)));
  }

  affine::Replies baselines(const affine::TaskView& task, affine::Random& random) const {
    const Instance instance = sat::decode(task);
    const auto both = [&](auto&& values) {
      return block(instance, sat::write_answer(values(instance.formulas.front())),
                   sat::write_answer(values(instance.formulas.back())));
    };
    affine::Replies replies;
    replies.emplace_back("all_true", both([](const Formula& f) {
                           return Values(static_cast<std::size_t>(f.variables) + 1, true);
                         }));
    replies.emplace_back(
        "random", both([&](const Formula& f) { return random_values(f.variables, random); }));
    replies.emplace_back("majority", both(majority));
    replies.emplace_back("unsat", block(instance, "UNSAT", "UNSAT"));
    const bool first = random.below(2) == 0;
    const Values guess = majority(instance.formulas[first ? 0 : instance.formulas.size() - 1]);
    const std::string witness = sat::write_answer(guess);
    replies.emplace_back(
        "coin_flip", first ? block(instance, witness, "UNSAT") : block(instance, "UNSAT", witness));
    return replies;
  }

  affine::Replies mutants(const affine::TaskView& task, affine::Random& random) const {
    const Instance instance = sat::decode(task);
    const auto first = instance.witness(0);
    const std::string a = say(first), b = say(instance.witness(instance.formulas.size() - 1));
    // Falsify one whole clause of the first formula.
    Values broken = first.value_or(random_values(instance.variables, random));
    for (const int literal : random.pick(instance.formulas.front().clauses)) {
      broken[static_cast<std::size_t>(std::abs(literal))] = literal < 0;
    }
    const std::string wrong = sat::write_answer(broken);
    return {{"one_clause_false", block(instance, wrong, b)},
            {"contradiction", block(instance, a + ", x1=True, x1=False", b)},
            {"no_block", a + "\n" + b},
            {"empty_block", block(instance, "", "")},
            {"later_block_wins", block(instance, a, b) + "\n" + block(instance, wrong, b)},
            {"inside_reasoning", "<think>" + block(instance, a, b) + "</think>I do not know."},
            {"unclosed_block", "<answer>" + a}};
  }

  /// Formulas with variables renamed in order of first use.
  std::string canonical(const affine::TaskView& task) const {
    const Instance instance = sat::decode(task);
    std::string form;
    for (const Formula& formula : instance.formulas) {
      std::vector<int> name(static_cast<std::size_t>(formula.variables) + 1);
      int next = 0;
      for (const auto& clause : formula.clauses) {
        for (const int literal : clause) {
          int& renamed = name[static_cast<std::size_t>(std::abs(literal))];
          if (renamed == 0) renamed = ++next;
          form += std::to_string(literal < 0 ? -renamed : renamed) + " ";
        }
      }
      form += '\n';
    }
    return form;
  }

 private:
  static affine::Verdict judge(const Instance& instance, std::size_t i, std::string_view text) {
    const sat::Answer answer = sat::read_answer(text, instance.variables);
    if (const auto* unreadable = std::get_if<sat::Unreadable>(&answer)) {
      return affine::Verdict::malformed(unreadable->why);
    }
    if (const auto* contradiction = std::get_if<sat::Contradiction>(&answer)) {
      return affine::Verdict::ambiguous(contradiction->why);
    }
    if (std::holds_alternative<sat::Unsatisfiable>(answer)) {
      return instance.satisfiable[i] ? affine::Verdict::wrong("the formula has a solution")
                                     : affine::Verdict::right();
    }
    return sat::satisfies(instance.formulas[i], std::get<sat::Assignment>(answer))
               ? affine::Verdict::right()
               : affine::Verdict::wrong("a clause is false");
  }

  bool mixed_;
};

}  // namespace

AFFINE_ENVIRONMENT("sat", Sat)
