// SPDX-License-Identifier: MIT
#include "interpreter.hpp"

#include <algorithm>
#include <charconv>
#include <map>

namespace programs {
namespace {

constexpr Integer largest_integer = 999'999'999'999;
constexpr int deepest_call = 40;

/// Thrown inside only; `run` turns it into nothing.
struct Beyond {};

/// Python's: the result has the sign of the divisor, which is positive here.
Integer floor_modulo(Integer a, Integer n) {
  const Integer rest = a % n;
  return rest < 0 ? rest + n : rest;
}
Integer floor_divide(Integer a, Integer n) { return (a - floor_modulo(a, n)) / n; }

class Machine {
 public:
  Machine(const Program& program, const Limits& limits, std::string_view input, Loops loops)
      : program_(program), limits_(limits), loops_(loops), input_(input) {}

  Run run() {
    execute(program_.body);
    return {std::move(output_), steps_};
  }

 private:
  using Scope = std::map<std::string, Value>;

  // ---- values

  Integer checked(Integer value) const {
    if (value > largest_integer || value < -largest_integer) throw Beyond{};
    return value;
  }
  template <class T>
  T sized(T value) const {
    if (value.size() > limits_.most_items) throw Beyond{};
    return value;
  }
  Integer integer(const Expression& e) { return std::get<Integer>(evaluate(e)); }
  std::string text(const Expression& e) { return std::get<std::string>(evaluate(e)); }
  List list(const Expression& e) { return std::get<List>(evaluate(e)); }
  List some(const Expression& e) {
    List value = list(e);
    if (value.empty()) throw Beyond{};
    return value;
  }

  char one_letter(const Expression& e) {
    const std::string value = text(e);
    if (value.size() != 1) throw Beyond{};
    return value[0];
  }

  static std::size_t length(const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return text->size();
    if (const auto* list = std::get_if<List>(&value)) return list->size();
    return std::get<Table>(value).size();
  }

  /// a[from:to] of a text or a list; Python cuts bounds down to what is there.
  static Value slice(const Value& value, std::size_t from, std::size_t to) {
    to = std::min(to, length(value));
    from = std::min(from, to);
    if (const auto* text = std::get_if<std::string>(&value)) return text->substr(from, to - from);
    const List& list = std::get<List>(value);
    return List(list.begin() + static_cast<std::ptrdiff_t>(from),
                list.begin() + static_cast<std::ptrdiff_t>(to));
  }

  static Value backwards(Value value) {
    if (auto* text = std::get_if<std::string>(&value)) std::reverse(text->begin(), text->end());
    if (auto* list = std::get_if<List>(&value)) std::reverse(list->begin(), list->end());
    return value;
  }

  Value evaluate(const Expression& e) {
    const auto at = [&](std::size_t i) -> const Expression& { return e.operands[i]; };
    const auto n = static_cast<std::size_t>(e.number);
    switch (e.operation) {
      case Operation::number:
        return e.number;
      case Operation::add:
        return checked(integer(at(0)) + integer(at(1)));
      case Operation::subtract:
        return checked(integer(at(0)) - integer(at(1)));
      case Operation::multiply:
        return multiply(integer(at(0)), integer(at(1)));
      case Operation::modulo:
        return floor_modulo(integer(at(0)), e.number);
      case Operation::divide:
        return floor_divide(integer(at(0)), e.number);
      case Operation::length:
        return static_cast<Integer>(length(evaluate(at(0))));
      case Operation::total:
        return total(list(at(0)));
      case Operation::largest: {
        const List values = some(at(0));
        return *std::max_element(values.begin(), values.end());
      }
      case Operation::smallest: {
        const List values = some(at(0));
        return *std::min_element(values.begin(), values.end());
      }
      case Operation::item: {
        const List values = some(at(0));
        return values[static_cast<std::size_t>(
            floor_modulo(integer(at(1)), static_cast<Integer>(values.size())))];
      }
      case Operation::occurrences: {
        const std::string all = text(at(0));
        return static_cast<Integer>(std::count(all.begin(), all.end(), one_letter(at(1))));
      }
      case Operation::code:
        return static_cast<Integer>(one_letter(at(0)));
      case Operation::look_up:
        return look_up(std::get<Table>(evaluate(at(0))), text(at(1)));
      case Operation::call:
        return call(e);
      case Operation::text:
        return e.text;
      case Operation::join:
        return sized(text(at(0)) + text(at(1)));
      case Operation::letter: {
        const std::string all = text(at(0));
        if (all.empty()) throw Beyond{};
        return std::string(1, all[static_cast<std::size_t>(
                                  floor_modulo(integer(at(1)), static_cast<Integer>(all.size())))]);
      }
      case Operation::replace: {
        std::string all = text(at(0));
        std::replace(all.begin(), all.end(), one_letter(at(1)), one_letter(at(2)));
        return all;
      }
      case Operation::from:
        return slice(evaluate(at(0)), n, static_cast<std::size_t>(-1));
      case Operation::upto:
        return slice(evaluate(at(0)), 0, n);
      case Operation::backwards:
        return backwards(evaluate(at(0)));
      case Operation::list: {
        List values;
        for (const auto& operand : e.operands) values.push_back(integer(operand));
        return values;
      }
      case Operation::table:
        return Table{};
      case Operation::sorted: {
        List values = list(at(0));
        std::sort(values.begin(), values.end());
        return values;
      }
      case Operation::extend: {
        List values = list(at(0));
        values.push_back(integer(at(1)));
        return sized(std::move(values));
      }
      case Operation::scaled: {
        List values = list(at(0));
        const Integer more = integer(at(1));
        for (Integer& x : values) x = checked(multiply(x, e.number) + more);
        return values;
      }
      case Operation::less:
        return Integer{integer(at(0)) < integer(at(1)) ? 1 : 0};
      case Operation::same:
        return Integer{evaluate(at(0)) == evaluate(at(1)) ? 1 : 0};
      case Operation::divisible:
        return Integer{floor_modulo(integer(at(0)), e.number) == 0 ? 1 : 0};
      case Operation::variable:
        return variable(e.text);
    }
    throw Beyond{};
  }

  Integer multiply(Integer a, Integer b) const {
    __extension__ using Wide = __int128;
    const Wide product = static_cast<Wide>(a) * b;
    if (product > largest_integer || product < -largest_integer) throw Beyond{};
    return static_cast<Integer>(product);
  }

  Integer total(const List& values) const {
    Integer sum = 0;
    for (const Integer value : values) sum = checked(sum + value);
    return sum;
  }

  static Integer look_up(const Table& table, const std::string& key) {
    for (const auto& [known, value] : table) {
      if (known == key) return value;
    }
    return 0;
  }

  Value& variable(const std::string& name) {
    Scope& scope = frames_.empty() ? globals_ : frames_.back();
    const auto found = scope.find(name);
    if (found == scope.end()) throw Beyond{};
    return found->second;
  }

  Value call(const Expression& e) {
    const auto function = std::find_if(program_.functions.begin(), program_.functions.end(),
                                       [&](const Function& f) { return f.name == e.text; });
    Scope scope;
    for (std::size_t i = 0; i < function->parameters.size(); ++i) {
      scope[function->parameters[i]] = integer(e.operands[i]);
    }
    if (static_cast<int>(frames_.size()) >= deepest_call) throw Beyond{};
    frames_.push_back(std::move(scope));
    returned_.reset();
    execute(function->body);
    frames_.pop_back();
    if (!returned_) throw Beyond{};
    const Integer result = *returned_;
    returned_.reset();
    return result;
  }

  // ---- statements

  void execute(const std::vector<Statement>& statements) {
    for (const auto& statement : statements) {
      if (returned_) return;
      execute(statement);
    }
  }

  void set(const std::string& name, Value value) {
    (frames_.empty() ? globals_ : frames_.back())[name] = std::move(value);
  }

  /// One round of a loop; false when the loop is over.
  bool round(const Statement& s, Integer& rounds) {
    if (loops_ == Loops::once && rounds > 0) return false;
    ++rounds;
    execute(s.body);
    return !returned_;
  }

  void execute(const Statement& s) {
    if (++steps_ > limits_.steps) throw Beyond{};
    Integer rounds = 0;
    switch (s.kind) {
      case Kind::read:
        set(s.name, read(s.type));
        break;
      case Kind::assign:
        set(s.name, evaluate(s.values[0]));
        break;
      case Kind::append: {
        const Integer value = integer(s.values[0]);
        List& values = std::get<List>(variable(s.name));
        values.push_back(value);
        if (values.size() > limits_.most_items) throw Beyond{};
        break;
      }
      case Kind::store:
        store(s);
        break;
      case Kind::branch:
        execute(integer(s.values[0]) != 0 ? s.body : s.otherwise);
        break;
      case Kind::range: {
        const Integer end = integer(s.values[0]);
        for (Integer i = 0; i < end; ++i) {
          set(s.name, i);
          if (!round(s, rounds)) break;
        }
        break;
      }
      case Kind::each: {
        const Value all =
            evaluate(s.values[0]);  // a copy: Python would see changes, so bodies make none
        for (std::size_t i = 0; i < length(all); ++i) {
          set(s.name, s.type == Type::text ? Value(std::get<std::string>(all).substr(i, 1))
                                           : Value(std::get<List>(all)[i]));
          if (!round(s, rounds)) break;
        }
        break;
      }
      case Kind::loop:
        while (integer(s.values[0]) != 0) {
          if (++steps_ > limits_.steps) throw Beyond{};
          if (!round(s, rounds)) break;
        }
        break;
      case Kind::print:
        print(s);
        break;
      case Kind::give:
        returned_ = integer(s.values[0]);
        break;
    }
  }

  // ---- input

  static Integer parsed(std::string_view word) {
    Integer value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc{} || end != word.data() + word.size() || value > largest_integer ||
        value < -largest_integer) {
      throw Beyond{};
    }
    return value;
  }

  Value read(Type type) {
    if (input_.empty()) throw Beyond{};
    const std::size_t end = input_.find('\n');
    if (end == std::string_view::npos) throw Beyond{};
    std::string_view line = input_.substr(0, end);
    input_.remove_prefix(end + 1);
    if (type == Type::text) {
      const bool letters =
          std::all_of(line.begin(), line.end(), [](char c) { return c >= 'a' && c <= 'z'; });
      if (!letters) throw Beyond{};
      return sized(std::string(line));
    }
    if (type == Type::integer) return parsed(line);
    List values;
    while (!line.empty()) {
      const std::size_t space = std::min(line.find(' '), line.size());
      values.push_back(parsed(line.substr(0, space)));
      line.remove_prefix(std::min(space + 1, line.size()));
    }
    return sized(std::move(values));
  }

  void store(const Statement& s) {
    const Integer value = integer(s.values[0]);
    if (s.type == Type::list) {
      const Integer key = integer(s.values[1]);
      List& values = std::get<List>(variable(s.name));
      if (values.empty()) throw Beyond{};
      values[static_cast<std::size_t>(floor_modulo(key, static_cast<Integer>(values.size())))] =
          value;
      return;
    }
    const std::string key = text(s.values[1]);
    Table& table = std::get<Table>(variable(s.name));
    const auto known = std::find_if(table.begin(), table.end(),
                                    [&](const auto& entry) { return entry.first == key; });
    if (known != table.end()) {
      known->second = value;
    } else {
      table.emplace_back(key, value);
    }
  }

  void print(const Statement& s) {
    for (std::size_t i = 0; i < s.values.size(); ++i)
      output_ += (i > 0 ? " " : "") + printed(evaluate(s.values[i]));
    output_ += '\n';
    if (output_.size() > limits_.output_bytes) throw Beyond{};
  }

  const Program& program_;
  const Limits limits_;
  const Loops loops_;
  std::string_view input_;  ///< what has not been read yet
  Scope globals_;
  std::vector<Scope> frames_;
  std::optional<Integer> returned_;
  std::string output_;
  std::int64_t steps_ = 0;
};

}  // namespace

std::optional<Run> run(const Program& program, const Limits& limits, std::string_view input,
                       Loops loops) {
  try {
    return Machine(program, limits, input, loops).run();
  } catch (const Beyond&) {
    return {};
  }
}

}  // namespace programs
