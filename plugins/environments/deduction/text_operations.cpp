// SPDX-License-Identifier: MIT
#include <algorithm>

#include "operation.hpp"

namespace deduction {
namespace {

using affine::Random;

constexpr std::string_view vowels = "aeiou";

std::string letter(Random& random) {
  return std::string(1, static_cast<char>('a' + random.below(8)));
}

Operation shift(Random& random) {
  const int k = static_cast<int>(random.between(1, 12));
  return on<Text>(
      "Replace each letter by the letter {k} places later in the alphabet; after z comes a.",
      R"py(x = ''.join(chr((ord(c) - 97 + {k}) % 26 + 97) for c in x))py", {{"k", k}}, [k](Text x) {
        for (char& c : x) c = static_cast<char>('a' + (c - 'a' + k) % 26);
        return x;
      });
}

Operation shift_by_position(Random& random) {
  const int m = static_cast<int>(random.between(2, 6));
  return on<Text>(
      "Counting positions from 0, replace the letter at position i by the letter (i mod {m}) "
      "places later in the alphabet; after z comes a.",
      R"py(x = ''.join(chr((ord(c) - 97 + i % {m}) % 26 + 97) for i, c in enumerate(x)))py",
      {{"m", m}}, [m](Text x) {
        for (std::size_t i = 0; i < x.size(); ++i) {
          x[i] = static_cast<char>('a' + (x[i] - 'a' + static_cast<int>(i) % m) % 26);
        }
        return x;
      });
}

Operation reverse(Random&) {
  return on<Text>("Reverse the text.", R"py(x = x[::-1])py", {},
                  [](const Text& x) { return Text(x.rbegin(), x.rend()); });
}

Operation remove(Random& random) {
  const std::string gone = letter(random);
  return on<Text>("Remove every letter {gone}.", R"py(x = x.replace('{gone}', ''))py",
                  {{"gone", gone}}, [gone](Text x) {
                    std::erase(x, gone[0]);
                    return x;
                  });
}

Operation replace(Random& random) {
  const std::string from = letter(random);
  std::string to = letter(random);
  to += letter(random);
  return on<Text>("Replace every letter {from} by the two letters {to}.",
                  R"py(x = x.replace('{from}', '{to}'))py", {{"from", from}, {"to", to}},
                  [from, to](const Text& x) {
                    Text y;
                    for (const char c : x) y += c == from[0] ? to : std::string(1, c);
                    return y;
                  });
}

Operation vowels_last(Random& random) {
  const bool first = random.chance(0.5);
  return on<Text>(
      "Move all vowels (a, e, i, o, u) to the {end} of the text; vowels keep their order among "
      "each other, and so do the other letters.",
      R"py(
v = ''.join(c for c in x if c in 'aeiou')
w = ''.join(c for c in x if c not in 'aeiou')
x = {joined}
)py",
      {{"end", first ? "beginning" : "end"}, {"joined", first ? "v + w" : "w + v"}},
      [first](Text x) {
        std::stable_partition(x.begin(), x.end(), [first](char c) {
          return (vowels.find(c) != std::string_view::npos) == first;
        });
        return x;
      });
}

Operation sort_letters(Random& random) {
  const Integer k = random.between(2, 6);
  return on<Text>(
      "Sort the first {k} letters alphabetically (all, if there are fewer); the rest stays.",
      R"py(x = ''.join(sorted(x[:{k}])) + x[{k}:])py", {{"k", k}}, [k](Text x) {
        std::sort(x.begin(), x.begin() + std::min(k, static_cast<Integer>(x.size())));
        return x;
      });
}

Operation rotate(Random& random) {
  const Integer k = random.between(1, 5);
  return on<Text>("Move the last letter to the beginning, {k} {times}.",
                  R"py(
for _ in range({k}):
    x = x[-1:] + x[:-1]
)py",
                  {{"k", k}, {"times", k == 1 ? "time" : "times"}}, [k](Text x) {
                    if (x.empty()) return x;
                    std::rotate(x.rbegin(), x.rbegin() + k % static_cast<Integer>(x.size()),
                                x.rend());
                    return x;
                  });
}

Operation keep_first(Random&) {
  return on<Text>("Remove every letter that has already appeared earlier in the text.",
                  R"py(x = ''.join(dict.fromkeys(x)))py", {}, [](const Text& x) {
                    Text y;
                    for (const char c : x) {
                      if (y.find(c) == Text::npos) y += c;
                    }
                    return y;
                  });
}

Operation mirror(Random&) {
  return on<Text>("Replace a by z, b by y, c by x, and so on through the alphabet.",
                  R"py(x = ''.join(chr(219 - ord(c)) for c in x))py", {}, [](Text x) {
                    for (char& c : x) c = static_cast<char>('a' + 'z' - c);
                    return x;
                  });
}

Operation double_at(Random& random) {
  const Integer k = static_cast<Integer>(random.below(2)) + 2;
  return on<Text>(
      "Counting positions from 1, write each letter whose position is divisible by {k} twice.",
      R"py(x = ''.join(c * 2 if i % {k} == 0 else c for i, c in enumerate(x, 1)))py", {{"k", k}},
      [k](const Text& x) {
        Text y;
        for (Integer position = 1; const char c : x)
          y += std::string(position++ % k == 0 ? 2 : 1, c);
        return y;
      });
}

Operation squeeze(Random&) {
  return on<Text>("Where the same letter stands several times in a row, keep only one of them.",
                  R"py(x = ''.join(c for i, c in enumerate(x) if i == 0 or x[i - 1] != c))py", {},
                  [](Text x) {
                    x.erase(std::unique(x.begin(), x.end()), x.end());
                    return x;
                  });
}

Operation append_most_frequent(Random& random) {
  const bool alphabet = random.chance(0.5);
  return on<Text>(
      "If the text is not empty, append the letter that occurs most often in it; among several "
      "such letters the one that comes {which} in the alphabet.",
      R"py(
if x:
    x += max(sorted(set(x){order}), key=x.count)
)py",
      {{"which", alphabet ? "first" : "last"}, {"order", alphabet ? "" : ", reverse=True"}},
      [alphabet](Text x) {
        char best = 0;
        std::ptrdiff_t most = 0;
        for (int i = 0; i < 26; ++i) {
          const char c = static_cast<char>(alphabet ? 'a' + i : 'z' - i);
          const auto count = std::count(x.begin(), x.end(), c);
          if (count > most) {
            most = count;
            best = c;
          }
        }
        if (best != 0) x += best;
        return x;
      });
}

}  // namespace

Operation draw_text_operation(Random& random) {
  constexpr Draw all[] = {shift,
                          shift_by_position,
                          reverse,
                          remove,
                          replace,
                          vowels_last,
                          sort_letters,
                          rotate,
                          mirror,
                          keep_first,
                          double_at,
                          squeeze,
                          append_most_frequent};
  return all[random.below(std::size(all))](random);
}

}  // namespace deduction
