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
      "Replace each letter by the letter " + std::to_string(k) +
          " places later in the alphabet; after z comes a.",
      "x = ''.join(chr((ord(c) - 97 + " + std::to_string(k) + ") % 26 + 97) for c in x)\n",
      [k](Text x) {
        for (char& c : x) c = static_cast<char>('a' + (c - 'a' + k) % 26);
        return x;
      });
}

Operation shift_by_position(Random& random) {
  const int m = static_cast<int>(random.between(2, 6));
  return on<Text>(
      "Counting positions from 0, replace the letter at position i by the letter (i mod " +
          std::to_string(m) + ") places later in the alphabet; after z comes a.",
      "x = ''.join(chr((ord(c) - 97 + i % " + std::to_string(m) +
          ") % 26 + 97) for i, c in enumerate(x))\n",
      [m](Text x) {
        for (std::size_t i = 0; i < x.size(); ++i) {
          x[i] = static_cast<char>('a' + (x[i] - 'a' + static_cast<int>(i) % m) % 26);
        }
        return x;
      });
}

Operation reverse(Random&) {
  return on<Text>("Reverse the text.", "x = x[::-1]\n",
                  [](const Text& x) { return Text(x.rbegin(), x.rend()); });
}

Operation remove(Random& random) {
  const std::string gone = letter(random);
  return on<Text>("Remove every letter " + gone + ".", "x = x.replace('" + gone + "', '')\n",
                  [gone](Text x) {
                    std::erase(x, gone[0]);
                    return x;
                  });
}

Operation replace(Random& random) {
  const std::string from = letter(random);
  std::string to = letter(random);
  to += letter(random);
  return on<Text>("Replace every letter " + from + " by the two letters " + to + ".",
                  "x = x.replace('" + from + "', '" + to + "')\n", [from, to](const Text& x) {
                    Text y;
                    for (const char c : x) y += c == from[0] ? to : std::string(1, c);
                    return y;
                  });
}

Operation vowels_last(Random& random) {
  const bool first = random.chance(0.5);
  return on<Text>(
      std::string("Move all vowels (a, e, i, o, u) to the ") + (first ? "beginning" : "end") +
          " of the text; vowels keep their order among each other, and so do the other letters.",
      std::string("v = ''.join(c for c in x if c in 'aeiou')\nw = ''.join(c for c in x if c not in "
                  "'aeiou')\nx = ") +
          (first ? "v + w" : "w + v") + "\n",
      [first](Text x) {
        std::stable_partition(x.begin(), x.end(), [first](char c) {
          return (vowels.find(c) != std::string_view::npos) == first;
        });
        return x;
      });
}

Operation sort_letters(Random& random) {
  const auto k = static_cast<std::size_t>(random.between(2, 6));
  return on<Text>(
      "Sort the first " + std::to_string(k) +
          " letters alphabetically (all, if there are fewer); the rest stays.",
      "x = ''.join(sorted(x[:" + std::to_string(k) + "])) + x[" + std::to_string(k) + ":]\n",
      [k](Text x) {
        std::sort(x.begin(), x.begin() + static_cast<std::ptrdiff_t>(std::min(k, x.size())));
        return x;
      });
}

Operation rotate(Random& random) {
  const auto k = static_cast<std::size_t>(random.between(1, 5));
  return on<Text>(
      "Move the last letter to the beginning, " + std::to_string(k) +
          (k == 1 ? " time." : " times."),
      "for _ in range(" + std::to_string(k) + "):\n    x = x[-1:] + x[:-1]\n", [k](Text x) {
        if (!x.empty()) {
          std::rotate(x.rbegin(), x.rbegin() + static_cast<std::ptrdiff_t>(k % x.size()), x.rend());
        }
        return x;
      });
}

Operation keep_first(Random&) {
  return on<Text>("Remove every letter that has already appeared earlier in the text.",
                  "x = ''.join(dict.fromkeys(x))\n", [](const Text& x) {
                    Text y;
                    for (const char c : x) {
                      if (y.find(c) == Text::npos) y += c;
                    }
                    return y;
                  });
}

Operation mirror(Random&) {
  return on<Text>("Replace a by z, b by y, c by x, and so on through the alphabet.",
                  "x = ''.join(chr(219 - ord(c)) for c in x)\n", [](Text x) {
                    for (char& c : x) c = static_cast<char>('a' + 'z' - c);
                    return x;
                  });
}

Operation double_at(Random& random) {
  const std::size_t k = random.below(2) + 2;
  return on<Text>("Counting positions from 1, write each letter whose position is divisible by " +
                      std::to_string(k) + " twice.",
                  "x = ''.join(c * 2 if i % " + std::to_string(k) +
                      " == 0 else c for i, c in enumerate(x, 1))\n",
                  [k](const Text& x) {
                    Text y;
                    for (std::size_t i = 0; i < x.size(); ++i)
                      y += std::string((i + 1) % k == 0 ? 2 : 1, x[i]);
                    return y;
                  });
}

Operation squeeze(Random&) {
  return on<Text>("Where the same letter stands several times in a row, keep only one of them.",
                  "x = ''.join(c for i, c in enumerate(x) if i == 0 or x[i - 1] != c)\n",
                  [](Text x) {
                    x.erase(std::unique(x.begin(), x.end()), x.end());
                    return x;
                  });
}

Operation append_most_frequent(Random& random) {
  const bool alphabet = random.chance(0.5);
  return on<Text>(std::string("If the text is not empty, append the letter that occurs most often "
                              "in it; among several such "
                              "letters the one that comes ") +
                      (alphabet ? "first in the alphabet." : "last in the alphabet."),
                  std::string("if x:\n    x += max(sorted(set(x)") +
                      (alphabet ? "" : ", reverse=True") + "), key=x.count)\n",
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
