// SPDX-License-Identifier: MIT
#include "python.hpp"

namespace programs {
namespace {

std::string quoted(const std::string& text) { return "'" + text + "'"; }

bool is_binary(Operation operation) {
  switch (operation) {
    case Operation::add:
    case Operation::subtract:
    case Operation::multiply:
    case Operation::modulo:
    case Operation::divide:
    case Operation::join:
    case Operation::extend:
      return true;
    default:
      return false;
  }
}

std::string write(const Expression& e);

/// As an operand: what has an operator of its own stands in brackets.
std::string operand(const Expression& e) {
  const bool negative = e.operation == Operation::number && e.number < 0;
  return is_binary(e.operation) || negative ? "(" + write(e) + ")" : write(e);
}

std::string all(const std::vector<Expression>& operands) {
  std::string text;
  for (const auto& e : operands) text += (text.empty() ? "" : ", ") + write(e);
  return text;
}

std::string write(const Expression& e) {
  const auto inner = [&](std::size_t i) { return operand(e.operands[i]); };
  const auto plain = [&](std::size_t i) { return write(e.operands[i]); };
  std::string n = std::to_string(e.number);
  switch (e.operation) {
    case Operation::number:
      return n;
    case Operation::add:
    case Operation::join:
      return inner(0) + " + " + inner(1);
    case Operation::subtract:
      return inner(0) + " - " + inner(1);
    case Operation::multiply:
      return inner(0) + " * " + inner(1);
    case Operation::modulo:
      return inner(0) + " % " + n;
    case Operation::divide:
      return inner(0) + " // " + n;
    case Operation::length:
      return "len(" + plain(0) + ")";
    case Operation::total:
      return "sum(" + plain(0) + ")";
    case Operation::largest:
      return "max(" + plain(0) + ")";
    case Operation::smallest:
      return "min(" + plain(0) + ")";
    case Operation::item:
    case Operation::letter:
      return inner(0) + "[" + inner(1) + " % len(" + plain(0) + ")]";
    case Operation::occurrences:
      return inner(0) + ".count(" + plain(1) + ")";
    case Operation::code:
      return "ord(" + plain(0) + ")";
    case Operation::look_up:
      return inner(0) + ".get(" + plain(1) + ", 0)";
    case Operation::call:
      return e.text + "(" + all(e.operands) + ")";
    case Operation::text:
      return quoted(e.text);
    case Operation::replace:
      return inner(0) + ".replace(" + plain(1) + ", " + plain(2) + ")";
    case Operation::from:
      return inner(0) + "[" + n + ":]";
    case Operation::upto:
      return inner(0) + "[:" + n + "]";
    case Operation::backwards:
      return inner(0) + "[::-1]";
    case Operation::list:
      return "[" + all(e.operands) + "]";
    case Operation::table:
      return "{}";
    case Operation::sorted:
      return "sorted(" + plain(0) + ")";
    case Operation::extend:
      return inner(0) + " + [" + plain(1) + "]";
    case Operation::scaled:
      return "[x * " + n + " + " + inner(1) + " for x in " + plain(0) + "]";
    case Operation::less:
      return inner(0) + " < " + inner(1);
    case Operation::same:
      return inner(0) + " == " + inner(1);
    case Operation::divisible:
      return inner(0) + " % " + n + " == 0";
    case Operation::variable:
      return e.text;
  }
  return {};
}

void write(std::string& to, const std::vector<Statement>& statements, const std::string& indent);

void write(std::string& to, const Statement& s, const std::string& indent) {
  const auto value = [&] { return write(s.values[0]); };
  const auto block = [&](const std::string& head, const std::vector<Statement>& body) {
    to += indent + head + ":\n";
    write(to, body, indent + "    ");
  };
  switch (s.kind) {
    case Kind::read:
      to += indent + s.name + " = " +
            (s.type == Type::text   ? "input()"
             : s.type == Type::list ? "[int(x) for x in input().split()]"
                                    : "int(input())") +
            "\n";
      break;
    case Kind::assign:
      to += indent + s.name + " = " + value() + "\n";
      break;
    case Kind::append:
      to += indent + s.name + ".append(" + value() + ")\n";
      break;
    case Kind::store:
      to += indent + s.name + "[" +
            (s.type == Type::list ? operand(s.values[1]) + " % len(" + s.name + ")"
                                  : write(s.values[1])) +
            "] = " + value() + "\n";
      break;
    case Kind::branch:
      block("if " + value(), s.body);
      if (!s.otherwise.empty()) block("else", s.otherwise);
      break;
    case Kind::range:
      block("for " + s.name + " in range(" + value() + ")", s.body);
      break;
    case Kind::each:
      block("for " + s.name + " in " + value(), s.body);
      break;
    case Kind::loop:
      block("while " + value(), s.body);
      break;
    case Kind::print:
      to += indent + "print(" + all(s.values) + ")\n";
      break;
    case Kind::give:
      to += indent + "return " + value() + "\n";
      break;
  }
}

void write(std::string& to, const std::vector<Statement>& statements, const std::string& indent) {
  for (const auto& statement : statements) write(to, statement, indent);
}

}  // namespace

std::string to_python(const Program& program) {
  std::string source;
  for (const auto& function : program.functions) {
    std::string parameters;
    for (const auto& name : function.parameters)
      parameters += (parameters.empty() ? "" : ", ") + name;
    source += "def " + function.name + "(" + parameters + "):\n";
    write(source, function.body, "    ");
    source += "\n";
  }
  write(source, program.body, "");
  return source;
}

}  // namespace programs
