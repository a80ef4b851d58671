// SPDX-License-Identifier: MIT
#include <algorithm>
#include <map>

#include "operation.hpp"

namespace deduction {
namespace {

using affine::Random;

std::string text(std::int64_t n) { return std::to_string(n); }

Operation merge(Random& random) {
  const auto kind = random.below(4);
  const char* const english[] = {"the sum of", "the largest of", "the last of", "the first of"};
  const char* const python[] = {"d.get(a, 0) + b", "max(d.get(a, b), b)", "b", "d.get(a, b)"};
  return on<Table>(
      std::string("Merge the records that have the same name into one, at the place of the first "
                  "of them; its "
                  "number is ") +
          english[kind] + " their numbers.",
      std::string("d = {}\nfor a, b in x:\n    d[a] = ") + python[kind] + "\nx = list(d.items())\n",
      [kind](const Table& x) {
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
  return on<Table>(std::string("Sort the records by ") + (by_number ? "number, " : "name, ") +
                       (by_number ? (down ? "largest first" : "smallest first")
                                  : (down ? "z before a" : "a before z")) +
                       "; records with equal " + (by_number ? "numbers" : "names") +
                       " keep their order.",
                   std::string("x.sort(key=lambda r: r[") + (by_number ? "1" : "0") + "]" +
                       (down ? ", reverse=True" : "") + ")\n",
                   [by_number, down](Table x) {
                     std::stable_sort(x.begin(), x.end(), [&](const auto& a, const auto& b) {
                       if (by_number) return down ? a.second > b.second : a.second < b.second;
                       return down ? a.first > b.first : a.first < b.first;
                     });
                     return x;
                   });
}

Operation keep(Random& random) {
  const std::int64_t m = random.between(2, 5), r = random.between(0, m - 1);
  return on<Table>(
      "Remove the records whose number leaves the remainder " + text(r) + " when divided by " +
          text(m) + ".",
      "x = [(a, b) for a, b in x if b % " + text(m) + " != " + text(r) + "]\n", [m, r](Table x) {
        std::erase_if(x, [&](const auto& record) { return modulo(record.second, m) == r; });
        return x;
      });
}

Operation bonus(Random& random) {
  const std::int64_t k = random.between(2, 30);
  const std::string first(1, static_cast<char>('a' + random.below(5)));
  return on<Table>(
      "Add " + text(k) + " to the number of every record whose name begins with " + first + ".",
      "x = [(a, b + " + text(k) + " if a[0] == '" + first + "' else b) for a, b in x]\n",
      [k, first](Table x) {
        for (auto& [name, number] : x) {
          if (name[0] == first[0]) number += k;
        }
        return x;
      });
}

Operation rank(Random& random) {
  const std::int64_t k = random.between(2, 9);
  return on<Table>("Counting records from 1, add " + text(k) +
                       " times its place in the list to each record's number.",
                   "x = [(a, b + " + text(k) + " * i) for i, (a, b) in enumerate(x, 1)]\n",
                   [k](Table x) {
                     for (std::size_t i = 0; i < x.size(); ++i)
                       x[i].second += k * static_cast<std::int64_t>(i + 1);
                     return x;
                   });
}

Operation carry(Random&) {
  return on<Table>(
      "Add to each record's number the number that the record before it had in the beginning of "
      "this step; the "
      "first record stays as it is.",
      "x = [(a, b + (x[i - 1][1] if i else 0)) for i, (a, b) in enumerate(x)]\n",
      [](const Table& x) {
        Table y = x;
        for (std::size_t i = 1; i < x.size(); ++i) y[i].second += x[i - 1].second;
        return y;
      });
}

Operation reverse_names(Random&) {
  return on<Table>("Reverse the letters of each name.", "x = [(a[::-1], b) for a, b in x]\n",
                   [](Table x) {
                     for (auto& record : x) std::reverse(record.first.begin(), record.first.end());
                     return x;
                   });
}

Operation shorten(Random& random) {
  const auto k = static_cast<std::size_t>(random.between(1, 2));
  return on<Table>("Keep only the first " + std::to_string(k) + (k == 1 ? " letter" : " letters") +
                       " of each name.",
                   "x = [(a[:" + std::to_string(k) + "], b) for a, b in x]\n", [k](Table x) {
                     for (auto& record : x) record.first = record.first.substr(0, k);
                     return x;
                   });
}

Operation reduce(Random& random) {
  const std::int64_t a = random.between(2, 7), m = random.between(20, 99);
  return on<Table>("Replace each number by its " + text(a) + "-fold, modulo " + text(m) + ".",
                   "x = [(a, " + text(a) + " * b % " + text(m) + ") for a, b in x]\n",
                   [a, m](Table x) {
                     for (auto& record : x) record.second = modulo(a * record.second, m);
                     return x;
                   });
}

Operation total(Random& random) {
  const bool count = random.chance(0.4);
  return on<Table>(
      std::string("Append a record with the name total and ") +
          (count ? "the number of records so far." : "the sum of all numbers so far."),
      std::string("x.append(('total', ") + (count ? "len(x)" : "sum(b for _, b in x)") + "))\n",
      [count](Table x) {
        std::int64_t sum = 0;
        for (const auto& record : x) sum += record.second;
        x.emplace_back("total", count ? static_cast<std::int64_t>(x.size()) : sum);
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
