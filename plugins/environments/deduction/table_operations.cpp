// SPDX-License-Identifier: MIT
#include <algorithm>
#include <map>

#include "operation.hpp"

namespace deduction {
namespace {

using affine::Random;

Operation merge(Random& random) {
  const auto kind = random.below(4);
  const char* const english[] = {"the sum of", "the largest of", "the last of", "the first of"};
  const char* const python[] = {"d.get(a, 0) + b", "max(d.get(a, b), b)", "b", "d.get(a, b)"};
  return on<Table>(
      "Merge the records that have the same name into one, at the place of the first of them; its "
      "number is {which} their numbers.",
      R"py(
d = {}
for a, b in x:
    d[a] = {number}
x = list(d.items())
)py",
      {{"which", english[kind]}, {"number", python[kind]}}, [kind](const Table& x) {
        Table y;
        for (const auto& [name, number] : x) {
          const auto known =
              std::find_if(y.begin(), y.end(), [&n = name](const auto& r) { return r.first == n; });
          if (known == y.end()) {
            y.emplace_back(name, number);
          } else if (kind == 0) {
            known->second += number;
          } else if (kind == 1) {
            known->second = std::max(known->second, number);
          } else if (kind == 2) {
            known->second = number;
          }
        }
        return y;
      });
}

Operation sort(Random& random) {
  const bool by_number = random.chance(0.6), down = random.chance(0.5);
  const char* const numbers[] = {"smallest first", "largest first"};
  const char* const names[] = {"a before z", "z before a"};
  return on<Table>(
      "Sort the records by {key}, {order}; records with equal {key}s keep their order.",
      R"py(x.sort(key=lambda r: r[{index}]{reverse}))py",
      {{"key", by_number ? "number" : "name"},
       {"order", (by_number ? numbers : names)[down ? 1 : 0]},
       {"index", by_number ? 1 : 0},
       {"reverse", down ? ", reverse=True" : ""}},
      [by_number, down](Table x) {
        std::stable_sort(x.begin(), x.end(), [&](const auto& a, const auto& b) {
          if (by_number) return down ? a.second > b.second : a.second < b.second;
          return down ? a.first > b.first : a.first < b.first;
        });
        return x;
      });
}

Operation keep(Random& random) {
  const Integer m = random.between(2, 5), r = random.between(0, m - 1);
  return on<Table>(
      "Remove the records whose number leaves the remainder {r} when divided by {m}.",
      R"py(x = [(a, b) for a, b in x if b % {m} != {r}])py", {{"m", m}, {"r", r}}, [m, r](Table x) {
        std::erase_if(x, [&](const auto& record) { return modulo(record.second, m) == r; });
        return x;
      });
}

Operation bonus(Random& random) {
  const Integer k = random.between(2, 30);
  const std::string first(1, static_cast<char>('a' + random.below(5)));
  return on<Table>("Add {k} to the number of every record whose name begins with {first}.",
                   R"py(x = [(a, b + {k} if a[0] == '{first}' else b) for a, b in x])py",
                   {{"k", k}, {"first", first}}, [k, first](Table x) {
                     for (auto& [name, number] : x) {
                       if (name[0] == first[0]) number += k;
                     }
                     return x;
                   });
}

Operation rank(Random& random) {
  const Integer k = random.between(2, 9);
  return on<Table>(
      "Counting records from 1, add {k} times its place in the list to each record's number.",
      R"py(x = [(a, b + {k} * i) for i, (a, b) in enumerate(x, 1)])py", {{"k", k}}, [k](Table x) {
        for (Integer place = 1; auto& record : x) record.second += k * place++;
        return x;
      });
}

Operation carry(Random&) {
  return on<Table>(
      "Add to each record's number the number that the record before it had in the beginning of "
      "this step; the first record stays as it is.",
      R"py(x = [(a, b + (x[i - 1][1] if i else 0)) for i, (a, b) in enumerate(x)])py", {},
      [](const Table& x) {
        Table y = x;
        for (std::size_t i = 1; i < x.size(); ++i) y[i].second += x[i - 1].second;
        return y;
      });
}

Operation reverse_names(Random&) {
  return on<Table>("Reverse the letters of each name.", R"py(x = [(a[::-1], b) for a, b in x])py",
                   {}, [](Table x) {
                     for (auto& record : x) std::reverse(record.first.begin(), record.first.end());
                     return x;
                   });
}

Operation shorten(Random& random) {
  const Integer k = random.between(1, 2);
  return on<Table>("Keep only the first {k} {letters} of each name.",
                   R"py(x = [(a[:{k}], b) for a, b in x])py",
                   {{"k", k}, {"letters", k == 1 ? "letter" : "letters"}}, [k](Table x) {
                     for (auto& record : x) {
                       record.first = record.first.substr(0, static_cast<std::size_t>(k));
                     }
                     return x;
                   });
}

Operation reduce(Random& random) {
  const Integer a = random.between(2, 7), m = random.between(20, 99);
  return on<Table>("Replace each number by its {a}-fold, modulo {m}.",
                   R"py(x = [(a, {a} * b % {m}) for a, b in x])py", {{"a", a}, {"m", m}},
                   [a, m](Table x) {
                     for (auto& record : x) record.second = modulo(a * record.second, m);
                     return x;
                   });
}

Operation total(Random& random) {
  const bool count = random.chance(0.4);
  return on<Table>(
      "Append a record with the name total and {what}.", R"py(x.append(('total', {value})))py",
      {{"what", count ? "the number of records so far" : "the sum of all numbers so far"},
       {"value", count ? "len(x)" : "sum(b for _, b in x)"}},
      [count](Table x) {
        Integer sum = 0;
        for (const auto& record : x) sum += record.second;
        x.emplace_back("total", count ? static_cast<Integer>(x.size()) : sum);
        return x;
      });
}

}  // namespace

Operation draw_table_operation(Random& random) {
  constexpr Draw all[] = {merge, sort,          keep,    bonus,  rank,
                          carry, reverse_names, shorten, reduce, total};
  return all[random.below(std::size(all))](random);
}

}  // namespace deduction
