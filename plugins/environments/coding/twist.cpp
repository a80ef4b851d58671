// SPDX-License-Identifier: MIT
/// What makes a problem one that nobody has seen: its numbers are changed before, and its result
/// afterwards.
#include <affine/sdk/random.hpp>
#include <utility>

#include "grading/fill.hpp"
#include "problem.hpp"

namespace coding {
namespace {

using affine::Random;
using grading::fill;

Integer modulo(Integer a, Integer n) { return ((a % n) + n) % n; }

std::string renamed(std::string source) {
  const std::string from = "def solve(", to = "def base(";
  if (const auto at = source.find(from); at != std::string::npos)
    source.replace(at, from.size(), to);
  return source;
}

/// What a twist draws: list[i] gets p * i % q added, a result r becomes (u * r + v) % w.
struct Twist {
  Integer p, q, u, v, w;
};

Twist draw_twist(Random& random) {
  const Integer p = random.between(2, 40), q = random.between(1, 40) + 1;
  const Integer u = random.between(2, 999), v = random.between(0, 9999);
  return {p, q, u, v, random.between(10'007, 99'991)};
}

/// The arguments as the base problem gets them.
std::vector<Value> prepared(std::vector<Value> arguments, const Twist& twist) {
  for (auto& argument : arguments) {
    auto* list = std::get_if<List>(&argument);
    if (list == nullptr) continue;
    for (Integer i = 0; auto& number : *list) number += twist.p * i++ % twist.q;
  }
  return arguments;
}

/// The answer from the base problem's result; of a list the sum of (i + 1) * r[i] counts.
Integer finished(const Value& result, const Twist& twist) {
  Integer r = 0;
  if (const auto* list = std::get_if<List>(&result)) {
    for (Integer place = 1; const Integer number : *list) {
      r = modulo(r + place++ * modulo(number, twist.w), twist.w);
    }
  } else {
    r = modulo(std::get<Integer>(result), twist.w);
  }
  return modulo(twist.u * r + twist.v, twist.w);
}

}  // namespace

Problem twisted(Problem problem, Random& random) {
  const Twist twist = draw_twist(random);
  std::string names, before;
  for (const auto& parameter : problem.parameters) {
    names += (names.empty() ? "" : ", ") + parameter.name;
    if (parameter.type != Type::list) continue;
    problem.statement =
        fill(
            "First add the remainder of {p} * i when divided by {q} to each {name}[i] (positions i "
            "are counted from 0). Then: ",
            {{"p", twist.p}, {"q", twist.q}, {"name", parameter.name}}) +
        problem.statement;
    before += fill(R"py(
    {name} = [x + {p} * i % {q} for i, x in enumerate({name})]
)py",
                   {{"name", parameter.name}, {"p", twist.p}, {"q", twist.q}});
  }
  const bool summed = problem.result.find("list") != std::string::npos;
  problem.statement += fill(
      " Let r be {result}{sum}. The answer is ({u} * {which} + {v}) modulo {w}.",
      {{"result", problem.result},
       {"sum",
        summed ? ", and s the sum of (i + 1) * r[i] over its positions i, counted from 0" : ""},
       {"which", summed ? "s" : "r"},
       {"u", twist.u},
       {"v", twist.v},
       {"w", twist.w}});
  problem.result = "the answer, an integer";
  const std::string sum = summed ? fill(R"py(
    r = sum((i + 1) * x for i, x in enumerate(r))
)py",
                                        {})
                                 : "";
  const std::string after = fill(R"py(
def solve({names}):
{before}    r = base({names})
{sum}    return ({u} * r + {v}) % {w}
)py",
                                 {{"names", names},
                                  {"before", before},
                                  {"sum", sum},
                                  {"u", twist.u},
                                  {"v", twist.v},
                                  {"w", twist.w}});
  for (auto* source : {&problem.python, &problem.slow, &problem.wrong}) {
    if (!source->empty()) *source = renamed(*source) + after;
  }
  problem.answer =
      [twist, base = std::move(problem.answer)](const std::vector<Value>& arguments) -> Value {
    return finished(base(prepared(arguments, twist)), twist);
  };
  return problem;
}

}  // namespace coding
