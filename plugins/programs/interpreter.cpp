// SPDX-License-Identifier: MIT
#include "interpreter.hpp"

#include <algorithm>
#include <map>

#include "operations.hpp"

namespace programs {
namespace {

constexpr int deepest_call = 40;

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

  template <class T>
  T sized(T value) const {
    if (value.size() > limits_.most_items) throw Beyond{};
    return value;
  }
  Integer integer(const Expression& e) { return std::get<Integer>(evaluate(e)); }
  std::string text(const Expression& e) { return std::get<std::string>(evaluate(e)); }
  List list(const Expression& e) { return std::get<List>(evaluate(e)); }
  Table table(const Expression& e) { return std::get<Table>(evaluate(e)); }

  List listed(const std::vector<Expression>& operands) {
    List values;
    for (const auto& operand : operands) values.push_back(integer(operand));
    return values;
  }

  Value evaluate(const Expression& e) {
    const auto at = [&](std::size_t i) -> const Expression& { return e.operands[i]; };
    const auto truth = [](bool holds) { return Integer{holds ? 1 : 0}; };
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
      case Operation::largest:
        return largest(list(at(0)));
      case Operation::smallest:
        return smallest(list(at(0)));
      case Operation::item:
        return item(list(at(0)), integer(at(1)));
      case Operation::occurrences:
        return occurrences(text(at(0)), text(at(1)));
      case Operation::code:
        return Integer{only_letter(text(at(0)))};
      case Operation::look_up:
        return look_up(table(at(0)), text(at(1)));
      case Operation::call:
        return call(e);
      case Operation::text:
        return e.text;
      case Operation::join:
        return sized(text(at(0)) + text(at(1)));
      case Operation::letter:
        return letter(text(at(0)), integer(at(1)));
      case Operation::replace:
        return replaced(text(at(0)), text(at(1)), text(at(2)));
      case Operation::from:
        return slice(evaluate(at(0)), n, static_cast<std::size_t>(-1));
      case Operation::upto:
        return slice(evaluate(at(0)), 0, n);
      case Operation::backwards:
        return backwards(evaluate(at(0)));
      case Operation::list:
        return listed(e.operands);
      case Operation::table:
        return Table{};
      case Operation::sorted:
        return sorted(list(at(0)));
      case Operation::extend:
        return extended(list(at(0)), integer(at(1)));
      case Operation::scaled:
        return scaled(list(at(0)), e.number, integer(at(1)));
      case Operation::less:
        return truth(integer(at(0)) < integer(at(1)));
      case Operation::same:
        return truth(evaluate(at(0)) == evaluate(at(1)));
      case Operation::divisible:
        return truth(floor_modulo(integer(at(0)), e.number) == 0);
      case Operation::variable:
        return variable(e.text);
    }
    throw Beyond{};
  }

  List extended(List values, Integer value) const {
    values.push_back(value);
    return sized(std::move(values));
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

  void step() {
    if (++steps_ > limits_.steps) throw Beyond{};
  }

  void execute(const Statement& s) {
    step();
    switch (s.kind) {
      case Kind::read:
        set(s.name, read(s.type));
        break;
      case Kind::assign:
        set(s.name, evaluate(s.values[0]));
        break;
      case Kind::append:
        append(s);
        break;
      case Kind::store:
        store(s);
        break;
      case Kind::branch:
        execute(integer(s.values[0]) != 0 ? s.body : s.otherwise);
        break;
      case Kind::range:
        count(s);
        break;
      case Kind::each:
        traverse(s);
        break;
      case Kind::loop:
        repeat(s);
        break;
      case Kind::print:
        print(s);
        break;
      case Kind::give:
        returned_ = integer(s.values[0]);
        break;
    }
  }

  // ---- loops

  /// One round of a loop; false when the loop is over.
  bool round(const Statement& s, Integer& rounds) {
    if (loops_ == Loops::once && rounds > 0) return false;
    ++rounds;
    execute(s.body);
    return !returned_;
  }

  void count(const Statement& s) {
    const Integer end = integer(s.values[0]);
    Integer rounds = 0;
    for (Integer i = 0; i < end; ++i) {
      set(s.name, i);
      if (!round(s, rounds)) break;
    }
  }

  /// Over a copy: Python would see changes, so bodies make none.
  void traverse(const Statement& s) {
    const Value all = evaluate(s.values[0]);
    Integer rounds = 0;
    for (std::size_t i = 0; i < length(all); ++i) {
      set(s.name, s.type == Type::text ? Value(std::get<std::string>(all).substr(i, 1))
                                       : Value(std::get<List>(all)[i]));
      if (!round(s, rounds)) break;
    }
  }

  void repeat(const Statement& s) {
    Integer rounds = 0;
    while (integer(s.values[0]) != 0) {
      step();
      if (!round(s, rounds)) break;
    }
  }

  // ---- other statements

  Value read(Type type) {
    const std::size_t end = input_.find('\n');
    if (end == std::string_view::npos) throw Beyond{};
    Value value = read_line(input_.substr(0, end), type);
    input_.remove_prefix(end + 1);
    if (type != Type::integer && length(value) > limits_.most_items) throw Beyond{};
    return value;
  }

  void append(const Statement& s) {
    const Integer value = integer(s.values[0]);
    List& values = std::get<List>(variable(s.name));
    values.push_back(value);
    if (values.size() > limits_.most_items) throw Beyond{};
  }

  void store(const Statement& s) {
    const Integer value = integer(s.values[0]);
    if (s.type == Type::list) {
      const Integer key = integer(s.values[1]);
      List& values = std::get<List>(variable(s.name));
      values[wrapped_index(key, values.size())] = value;
    } else {
      const std::string key = text(s.values[1]);
      programs::store(std::get<Table>(variable(s.name)), key, value);
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
