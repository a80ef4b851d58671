// SPDX-License-Identifier: MIT
#include "board.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>
#include <utility>

namespace sokoban {
namespace {

constexpr std::string_view directions = "UDLR";

/// A set of cells.
struct Cells {
  std::uint64_t low = 0, high = 0;

  [[nodiscard]] bool has(int cell) const {
    return ((cell < 64 ? low >> cell : high >> (cell - 64)) & 1) != 0;
  }
  void flip(int cell) { (cell < 64 ? low : high) ^= std::uint64_t{1} << (cell & 63); }
  friend bool operator==(const Cells&, const Cells&) = default;
};

Cells cells_of(const std::vector<bool>& marks) {
  Cells cells;
  for (std::size_t i = 0; i < marks.size(); ++i) {
    if (marks[i]) cells.flip(static_cast<int>(i));
  }
  return cells;
}

/// Cells that the player can reach without pushing, with the move that led there (0: not reached),
/// and the least of them. Breadth-first, so that walks are shortest.
struct Reach {
  std::array<char, max_cells> came{};
  int least = max_cells;

  Reach(const Cells& walls, const Cells& boxes, int player, const std::array<int, 4>& steps) {
    std::array<int, max_cells> queue{};
    std::size_t end = 0;
    queue[end++] = player;
    came[static_cast<std::size_t>(player)] = '.';
    for (std::size_t next = 0; next < end; ++next) {
      least = std::min(least, queue[next]);
      for (std::size_t d = 0; d < steps.size(); ++d) {
        const int to = queue[next] + steps[d];
        if (came[static_cast<std::size_t>(to)] != 0 || walls.has(to) || boxes.has(to)) continue;
        came[static_cast<std::size_t>(to)] = directions[d];
        queue[end++] = to;
      }
    }
  }
  [[nodiscard]] bool has(int cell) const { return came[static_cast<std::size_t>(cell)] != 0; }
};

std::array<int, 4> steps_of(const Board& board) {
  return {step_of(board, 'U'), step_of(board, 'D'), step_of(board, 'L'), step_of(board, 'R')};
}

Reach reach_of(const Board& board) {
  return {cells_of(board.wall), cells_of(board.box), board.player, steps_of(board)};
}

std::string walk(const Board& board, int to) {
  const Reach reach = reach_of(board);
  std::string moves;
  for (int at = to; at != board.player;) {
    const char d = reach.came[static_cast<std::size_t>(at)];
    moves += d;
    at -= step_of(board, d);
  }
  std::reverse(moves.begin(), moves.end());
  return moves;
}

/// A position after a push, in the search for a solution.
struct Node {
  Cells boxes;
  std::uint32_t parent;
  std::uint8_t player, stand;  ///< after the push, and before it
  char direction;
};

/// A position up to where the player can walk.
struct Position {
  Cells boxes;
  int least;
  friend bool operator==(const Position&, const Position&) = default;
};
struct PositionHash {
  std::size_t operator()(const Position& p) const {
    std::uint64_t hash = p.boxes.low * 0x9E3779B97F4A7C15u;
    hash = (hash ^ (hash >> 32) ^ p.boxes.high) * 0xD6E8FEB86659FD93u;
    return static_cast<std::size_t>((hash ^ (hash >> 32)) + static_cast<std::uint64_t>(p.least));
  }
};

/// The moves that lead to a node.
std::string moves_to(const Board& start, const std::vector<Node>& nodes, std::uint32_t last) {
  std::vector<std::uint32_t> path;
  for (std::uint32_t at = last; at != 0; at = nodes[at].parent) path.push_back(at);
  Board board = start;
  std::string moves;
  for (auto at = path.rbegin(); at != path.rend(); ++at) {
    const std::string part = walk(board, nodes[*at].stand) + nodes[*at].direction;
    for (const char m : part) move(board, m);
    moves += part;
  }
  return moves;
}

Board empty_room(const Recipe& recipe) {
  Board board;
  board.width = recipe.width;
  board.height = recipe.height;
  const auto cells = static_cast<std::size_t>(recipe.width * recipe.height);
  board.wall.assign(cells, false);
  board.goal.assign(cells, false);
  board.box.assign(cells, false);
  for (int i = 0; i < recipe.width * recipe.height; ++i) {
    const int x = i % recipe.width, y = i / recipe.width;
    board.wall[static_cast<std::size_t>(i)] =
        x == 0 || y == 0 || x == recipe.width - 1 || y == recipe.height - 1;
  }
  return board;
}

std::optional<int> free_cell(const Board& board, affine::Random& random) {
  std::vector<int> cells;
  for (std::size_t i = 0; i < board.wall.size(); ++i) {
    if (!board.wall[i] && !board.box[i]) cells.push_back(static_cast<int>(i));
  }
  if (cells.empty()) return {};
  return random.pick(cells);
}

/// One reversed push: the player walks next to a box and steps away from it, pulling it along.
bool pull(Board& board, affine::Random& random) {
  const Reach reach = reach_of(board);
  std::vector<std::pair<int, char>> options;  // where the player stands, and the way it steps
  for (std::size_t i = 0; i < board.wall.size(); ++i) {
    if (!reach.has(static_cast<int>(i))) continue;
    for (const char d : directions) {
      const int cell = static_cast<int>(i), step = step_of(board, d);
      const auto behind = static_cast<std::size_t>(cell - step);
      const auto to = static_cast<std::size_t>(cell + step);
      if (board.box[behind] && !board.wall[to] && !board.box[to]) options.emplace_back(cell, d);
    }
  }
  if (options.empty()) return false;
  const auto [cell, d] = random.pick(options);
  const int step = step_of(board, d);
  board.box[static_cast<std::size_t>(cell - step)] = false;
  board.box[static_cast<std::size_t>(cell)] = true;
  board.player = cell + step;
  return true;
}

}  // namespace

bool Board::solved() const {
  for (std::size_t i = 0; i < box.size(); ++i) {
    if (box[i] && !goal[i]) return false;
  }
  return true;
}

int step_of(const Board& board, char move) {
  switch (move) {
    case 'U':
      return -board.width;
    case 'D':
      return board.width;
    case 'L':
      return -1;
    case 'R':
      return 1;
    default:
      return 0;
  }
}

bool move(Board& board, char move) {
  const int step = step_of(board, move);
  const auto to = static_cast<std::size_t>(board.player + step);
  if (step == 0 || board.wall[to]) return false;
  if (board.box[to]) {
    const auto beyond = static_cast<std::size_t>(board.player + 2 * step);
    if (board.wall[beyond] || board.box[beyond]) return false;
    board.box[to] = false;
    board.box[beyond] = true;
  }
  board.player += step;
  return true;
}

std::string write(const Board& board) {
  std::string text;
  for (int i = 0; i < board.width * board.height; ++i) {
    const auto cell = static_cast<std::size_t>(i);
    const bool goal = board.goal[cell];
    text += board.wall[cell]    ? '#'
            : board.box[cell]   ? (goal ? '*' : '$')
            : i == board.player ? (goal ? '+' : '@')
                                : (goal ? '.' : ' ');
    if (i % board.width == board.width - 1) text += '\n';
  }
  return text;
}

std::optional<Board> read(std::string_view text) {
  Board board;
  int players = 0, boxes = 0, goals = 0, column = 0;
  for (const char c : text) {
    if (c == '\n') {
      if (board.width == 0) board.width = column;
      if (column != board.width) return {};
      column = 0;
      ++board.height;
      continue;
    }
    if (std::string_view("# .$*@+").find(c) == std::string_view::npos) return {};
    const bool player = c == '@' || c == '+', box = c == '$' || c == '*';
    const bool goal = c == '.' || c == '*' || c == '+';
    if (player) board.player = static_cast<int>(board.wall.size()), ++players;
    boxes += box ? 1 : 0;
    goals += goal ? 1 : 0;
    board.wall.push_back(c == '#');
    board.box.push_back(box);
    board.goal.push_back(goal);
    ++column;
  }
  if (column != 0 || players != 1 || boxes != goals || board.width < 3 || board.height < 3 ||
      board.wall.size() > static_cast<std::size_t>(max_cells)) {
    return {};
  }
  for (int i = 0; i < board.width * board.height; ++i) {
    const int x = i % board.width, y = i / board.width;
    const bool rim = x == 0 || y == 0 || x == board.width - 1 || y == board.height - 1;
    if (rim && !board.wall[static_cast<std::size_t>(i)]) return {};
  }
  return board;
}

std::optional<std::string> solve(const Board& board, std::size_t max_states) {
  const Cells walls = cells_of(board.wall), goals = cells_of(board.goal);
  const std::array<int, 4> steps = steps_of(board);
  // A box in a corner that is not a goal can never leave it.
  const auto stuck = [&](int cell) {
    return !goals.has(cell) && (walls.has(cell + steps[0]) || walls.has(cell + steps[1])) &&
           (walls.has(cell + steps[2]) || walls.has(cell + steps[3]));
  };
  std::vector<Node> nodes = {
      {cells_of(board.box), 0, static_cast<std::uint8_t>(board.player), 0, 0}};
  std::unordered_set<Position, PositionHash> seen;
  for (std::uint32_t next = 0; next < nodes.size(); ++next) {
    const Node here = nodes[next];
    if (here.boxes == goals) return moves_to(board, nodes, next);
    const Reach reach(walls, here.boxes, here.player, steps);
    if (!seen.insert({here.boxes, reach.least}).second) continue;
    if (seen.size() > max_states) return {};
    for (int box = 0; box < board.width * board.height; ++box) {
      if (!here.boxes.has(box)) continue;
      for (std::size_t d = 0; d < steps.size(); ++d) {
        const int stand = box - steps[d], to = box + steps[d];
        if (!reach.has(stand) || walls.has(to) || here.boxes.has(to) || stuck(to)) continue;
        Node after{here.boxes, next, static_cast<std::uint8_t>(box),
                   static_cast<std::uint8_t>(stand), directions[d]};
        after.boxes.flip(box);
        after.boxes.flip(to);
        nodes.push_back(after);
      }
    }
  }
  return {};
}

std::optional<Board> attempt(const Recipe& recipe, affine::Random& random) {
  Board board = empty_room(recipe);
  for (int i = 0; i < recipe.walls; ++i) {
    if (const auto cell = free_cell(board, random))
      board.wall[static_cast<std::size_t>(*cell)] = true;
  }
  for (int i = 0; i < recipe.boxes; ++i) {
    const auto cell = free_cell(board, random);
    if (!cell) return {};
    board.box[static_cast<std::size_t>(*cell)] = true;
    board.goal[static_cast<std::size_t>(*cell)] = true;
  }
  const auto start = free_cell(board, random);
  if (!start) return {};
  board.player = *start;
  for (int i = 0; i < 40 * recipe.boxes; ++i) {
    if (!pull(board, random)) return {};
  }
  return board;
}

}  // namespace sokoban
