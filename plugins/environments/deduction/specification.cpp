// SPDX-License-Identifier: MIT
#include "specification.hpp"

#include <array>
#include <sstream>

#include "grading/fill.hpp"

namespace deduction {
namespace {

using affine::Random;
using grading::fill;

/// What differs between the kinds, in the order of Kind.
struct Format {
  const char* family;
  Draw draw;
  const char *reads, *writes;  ///< in English
  const char *read, *write;    ///< patterns of Python that set x and print it
};

constexpr std::array<Format, 4> formats = {
    Format{"lists", draw_list_operation,
           "one line with 1 to 12 integers from 0 to 60, separated by spaces; this is the list",
           "the numbers of the list on one line, separated by spaces (an empty line if there are "
           "none)",
           R"py(
x = [int(v) for v in input().split()]
)py",
           R"py(
print(*x)
)py"},
    Format{"texts", draw_text_operation, "one line with a text of 1 to 16 small letters",
           "the text on one line (an empty line if it is empty)",
           R"py(
x = input()
)py",
           R"py(
print(x)
)py"},
    Format{"grids", draw_grid_operation,
           "a grid: 2 to 5 lines of 2 to 6 digits each, all of the same length",
           "the grid, one row a line",
           R"py(
import sys
x = [[int(c) for c in line] for line in sys.stdin.read().split()]
)py",
           R"py(
for r in x:
    print(''.join(map(str, r)))
)py"},
    Format{"records", draw_table_operation,
           "1 to 10 records, one a line: a name of small letters, a space, and an integer from 0 "
           "to 99",
           "the records, one a line in the same form (nothing if there are none)",
           R"py(
import sys
x = []
for line in sys.stdin:
    a, b = line.split()
    x.append((a, int(b)))
)py",
           R"py(
for a, b in x:
    print(a, b)
)py"}};

const Format& format_of(Kind kind) { return formats[static_cast<std::size_t>(kind)]; }

Value parse(Kind kind, const std::string& input) {
  std::istringstream stream(input);
  if (kind == Kind::text) return input.substr(0, input.find('\n'));
  if (kind == Kind::list) {
    List list;
    for (std::int64_t v = 0; stream >> v;) list.push_back(v);
    return list;
  }
  if (kind == Kind::grid) {
    Grid grid;
    for (std::string line; stream >> line;) {
      auto& row = grid.emplace_back();
      for (const char c : line) row.push_back(c - '0');
    }
    return grid;
  }
  Table table;
  std::string name;
  for (std::int64_t number = 0; stream >> name >> number;) table.emplace_back(name, number);
  return table;
}

std::string print(const Value& value) {
  std::string text;
  if (const auto* list = std::get_if<List>(&value)) {
    for (const auto v : *list) text += (text.empty() ? "" : " ") + std::to_string(v);
    return text + "\n";
  }
  if (const auto* letters = std::get_if<Text>(&value)) return *letters + "\n";
  if (const auto* grid = std::get_if<Grid>(&value)) {
    for (const auto& row : *grid) {
      for (const int d : row) text += static_cast<char>('0' + d);
      text += '\n';
    }
    return text;
  }
  for (const auto& [name, number] : std::get<Table>(value))
    text += name + " " + std::to_string(number) + "\n";
  return text;
}

std::string letters(std::size_t count, Random& random) {
  constexpr std::string_view alphabet = "abcdefghioub";
  std::string word;
  while (count-- > 0) word += alphabet[random.below(alphabet.size())];
  return word;
}

}  // namespace

Specification Specification::draw(std::size_t steps, Random& random) {
  Specification specification;
  specification.kind_ = static_cast<Kind>(random.below(4));
  auto& operations = specification.operations_;
  while (operations.size() < steps) {
    auto operation = format_of(specification.kind_).draw(random);
    if (!operations.empty() && operations.back().english == operation.english) continue;
    operations.push_back(std::move(operation));
  }
  for (int i = 0; i < 5; ++i) specification.names_.push_back(letters(3 + random.below(3), random));
  return specification;
}

std::string Specification::family() const { return format_of(kind_).family; }

std::string Specification::statement() const {
  const Format& format = format_of(kind_);
  std::string text = std::string("The program reads from standard input ") + format.reads +
                     ". It does these steps, each on what the step before it left:\n";
  for (std::size_t i = 0; i < operations_.size(); ++i) {
    text += std::to_string(i + 1) + ". " + operations_[i].english + "\n";
  }
  return text + "Then it prints " + format.writes + ".\n";
}

std::string Specification::python(std::size_t without) const {
  const Format& format = format_of(kind_);
  std::string source = fill(format.read, {});
  for (std::size_t i = 0; i < operations_.size(); ++i) {
    if (i != without) source += operations_[i].python;
  }
  return source + fill(format.write, {});
}

std::string Specification::draw_input(bool small, Random& random) const {
  const auto size = [&](std::size_t least, std::size_t most) {
    return small ? least : least + random.below(most - least + 1);
  };
  Value value;
  switch (kind_) {
    case Kind::list: {
      List list(size(1, 12));
      for (auto& v : list) v = random.between(0, 60);
      value = std::move(list);
      break;
    }
    case Kind::text:
      value = letters(size(1, 16), random);
      break;
    case Kind::grid: {
      const std::size_t rows = size(2, 5), columns = size(2, 6);
      Grid grid(rows, std::vector<int>(columns));
      for (auto& row : grid) {
        for (int& d : row) d = static_cast<int>(random.below(10));
      }
      value = std::move(grid);
      break;
    }
    case Kind::table: {
      Table table(size(1, 10));
      for (auto& [name, number] : table) {
        name = names_[random.below(names_.size())];
        number = random.between(0, 99);
      }
      value = std::move(table);
      break;
    }
  }
  return print(value);
}

std::string Specification::output(const std::string& input, std::size_t without) const {
  Value value = parse(kind_, input);
  for (std::size_t i = 0; i < operations_.size(); ++i) {
    if (i != without) value = operations_[i].apply(value);
  }
  return print(value);
}

}  // namespace deduction
