// SPDX-License-Identifier: MIT
/// A task of deduction: a kind of value and the operations to apply to it.
#pragma once

#include <string>
#include <vector>

#include "operation.hpp"

namespace deduction {

/// The alternatives of Value, in their order.
enum class Kind { list, text, grid, table };

/// Operations in a row, with the words and the Python around them.
class Specification {
 public:
  /// A specification of `steps` operations on one kind of value, drawn at random. No operation
  /// follows its equal.
  [[nodiscard]] static Specification draw(std::size_t steps, affine::Random& random);

  /// The kind of value, as a task names it: "lists", "texts", "grids" or "records".
  [[nodiscard]] std::string family() const;
  /// What is read, the steps, what is written: everything that one needs to write the program.
  [[nodiscard]] std::string statement() const;
  /// A program that does all steps but `without`; by default all.
  [[nodiscard]] std::string python(std::size_t without = none) const;
  /// An input; `small`: of the least size.
  [[nodiscard]] std::string draw_input(bool small, affine::Random& random) const;
  /// What the program prints for an input that `draw_input` made, when it does all steps but
  /// `without`.
  [[nodiscard]] std::string output(const std::string& input, std::size_t without = none) const;
  /// The number of operations.
  [[nodiscard]] std::size_t steps() const noexcept { return operations_.size(); }

  /// For `without`: no step is left out.
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

 private:
  Kind kind_ = Kind::list;
  std::vector<Operation> operations_;
  std::vector<std::string> names_;  ///< of a table's records
};

}  // namespace deduction
