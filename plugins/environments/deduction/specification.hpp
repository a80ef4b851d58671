// SPDX-License-Identifier: MIT
/// A task of deduction: a kind of value and the operations to apply to it.
#pragma once

#include <string>
#include <vector>

#include "operation.hpp"

namespace deduction {

enum class Kind { list, text, grid, table };

class Specification {
 public:
  [[nodiscard]] static Specification draw(std::size_t steps, affine::Random& random);

  /// What is read, the steps, what is written: everything that one needs to write the program.
  [[nodiscard]] std::string statement() const;
  /// A program that does all steps but `without`; by default all.
  [[nodiscard]] std::string python(std::size_t without = none) const;
  /// An input; `small`: of the least size.
  [[nodiscard]] std::string draw_input(bool small, affine::Random& random) const;
  /// What the program prints for an input that `draw_input` made.
  [[nodiscard]] std::string output(const std::string& input, std::size_t without = none) const;
  [[nodiscard]] std::size_t steps() const noexcept { return operations_.size(); }

  static constexpr std::size_t none = static_cast<std::size_t>(-1);

 private:
  Kind kind_ = Kind::list;
  std::vector<Operation> operations_;
  std::vector<std::string> names_;  ///< of a table's records
};

}  // namespace deduction
