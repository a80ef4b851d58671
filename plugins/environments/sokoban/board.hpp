// SPDX-License-Identifier: MIT
/// Sokoban boards: rules, text form, solver and generator.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <affine/sdk/random.hpp>

namespace sokoban {

/// Most cells of a board.
constexpr int max_cells = 128;

/// A position. Cells are numbered row by row.
struct Board {
  int width = 0, height = 0;
  std::vector<bool> wall, goal, box;  ///< by cell
  int player = 0;

  /// Whether a box stands on every goal.
  [[nodiscard]] bool solved() const;
  friend bool operator==(const Board&, const Board&) = default;
};

/// U, D, L or R as a step in cell numbers; 0 for any other letter.
[[nodiscard]] int step_of(const Board& board, char move);

/// Moves the player, pushing a box if one is in the way. False, and nothing changes, when a wall or
/// a second box blocks the way. The board's rim is all wall.
bool move(Board& board, char move);

/// The usual text form: # wall, space floor, . goal, $ box, * box on goal, @ player, + player on
/// goal.
[[nodiscard]] std::string write(const Board& board);
/// Fails on anything that is not a rectangular, walled board with one player and as many boxes as
/// goals.
[[nodiscard]] std::optional<Board> read(std::string_view text);

/// A solution with the fewest pushes, or nothing if there is none within `max_states` positions.
[[nodiscard]] std::optional<std::string> solve(const Board& board, std::size_t max_states);

/// What boards of a level are like.
struct Recipe {
  int width, height;  ///< in cells, with the rim; at most `max_cells` in all
  int boxes, walls;   ///< how many; walls without the rim
  int least_pushes;   ///< of a solution
};
/// A board that a reversed play (pulling boxes away from goals) has made, or nothing if the attempt
/// turned out too easy; try again with the same stream.
[[nodiscard]] std::optional<Board> attempt(const Recipe& recipe, affine::Random& random);

}  // namespace sokoban
