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

}  // namespace

Problem twisted(Problem problem, Random& random) {
  const Integer p = random.between(2, 40), q = random.between(1, 40);
  const Integer u = random.between(2, 999), v = random.between(0, 9999),
                w = random.between(10'007, 99'991);
  std::string names, before;
  std::vector<bool> changed;
  for (const auto& parameter : problem.parameters) {
    names += (names.empty() ? "" : ", ") + parameter.name;
    changed.push_back(parameter.type == Type::list);
    if (!changed.back()) continue;
    problem.statement =
        fill(
            "First add the remainder of {p} * i when divided by {q} to each {name}[i] (positions i "
            "are counted from 0). Then: ",
            {{"p", p}, {"q", q + 1}, {"name", parameter.name}}) +
        problem.statement;
    before += fill("    {name} = [x + {p} * i % {q} for i, x in enumerate({name})]\n",
                   {{"name", parameter.name}, {"p", p}, {"q", q + 1}});
  }
  const bool summed = problem.result.find("list") != std::string::npos;
  problem.statement +=
      " Let r be " + problem.result +
      (summed ? ", and s the sum of (i + 1) * r[i] over its positions i, counted from 0" : "") +
      ". The answer is (" + text(u) + (summed ? " * s + " : " * r + ") + text(v) + ") modulo " +
      text(w) + ".";
  problem.result = "the answer, an integer";
  const std::string after =
      fill(R"py(
def solve({names}):
{before}    r = base({names})
{sum}    return ({u} * r + {v}) % {w}
)py",
           {{"names", names},
            {"before", before},
            {"sum", summed ? "    r = sum((i + 1) * x for i, x in enumerate(r))\n" : ""},
            {"u", u},
            {"v", v},
            {"w", w}});
  for (auto* source : {&problem.python, &problem.slow, &problem.wrong}) {
    if (!source->empty()) *source = renamed(*source) + after;
  }
  problem.answer =
      [=, base = std::move(problem.answer)](const std::vector<Value>& arguments) -> Value {
    std::vector<Value> prepared = arguments;
    for (std::size_t k = 0; k < prepared.size(); ++k) {
      if (!changed[k]) continue;
      List& list = std::get<List>(prepared[k]);
      for (std::size_t i = 0; i < list.size(); ++i)
        list[i] += p * static_cast<Integer>(i) % (q + 1);
    }
    const Value result = base(prepared);
    Integer r = 0;
    if (const auto* list = std::get_if<List>(&result)) {
      for (std::size_t i = 0; i < list->size(); ++i) {
        r = modulo(r + (static_cast<Integer>(i) + 1) * modulo((*list)[i], w), w);
      }
    } else {
      r = modulo(std::get<Integer>(result), w);
    }
    return modulo(u * r + v, w);
  };
  return problem;
}

}  // namespace coding
