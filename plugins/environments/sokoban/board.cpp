#include "board.hpp"

#include <algorithm>
#include <array>
#include <queue>
#include <set>
#include <utility>

namespace sokoban {
namespace {

constexpr std::string_view directions = "UDLR";

/// Cells that the player can reach without pushing, with the move that led there (0: not reached).
std::vector<char> reach(const Board& board) {
  std::vector<char> came(board.wall.size(), 0);
  std::vector<int> stack = {board.player};
  came[static_cast<std::size_t>(board.player)] = '.';
  // Breadth-first, so that walks are shortest.
  for (std::size_t next = 0; next < stack.size(); ++next) {
    for (const char d : directions) {
      const auto to = static_cast<std::size_t>(stack[next] + step_of(board, d));
      if (came[to] != 0 || board.wall[to] || board.box[to]) continue;
      came[to] = d;
      stack.push_back(static_cast<int>(to));
    }
  }
  return came;
}

std::string walk(const Board& board, const std::vector<char>& came, int to) {
  std::string moves;
  for (int at = to; at != board.player;) {
    const char d = came[static_cast<std::size_t>(at)];
    moves += d;
    at -= step_of(board, d);
  }
  std::reverse(moves.begin(), moves.end());
  return moves;
}

/// A position up to where the player can walk: box cells, then the least reachable cell.
std::vector<int> key_of(const Board& board, const std::vector<char>& came) {
  std::vector<int> key;
  for (std::size_t i = 0; i < board.box.size(); ++i) {
    if (board.box[i]) key.push_back(static_cast<int>(i));
  }
  const auto first = std::find_if(came.begin(), came.end(), [](char c) { return c != 0; });
  key.push_back(static_cast<int>(first - came.begin()));
  return key;
}

/// A box in a corner that is not a goal can never leave it.
bool stuck(const Board& board, int cell) {
  const auto at = [&](char d) {
    return board.wall[static_cast<std::size_t>(cell + step_of(board, d))];
  };
  return !board.goal[static_cast<std::size_t>(cell)] && (at('U') || at('D')) && (at('L') || at('R'));
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
  const auto came = reach(board);
  std::vector<std::pair<int, char>> options;  // where the player stands, and the way it steps
  for (std::size_t i = 0; i < came.size(); ++i) {
    if (came[i] == 0) continue;
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
    case 'U': return -board.width;
    case 'D': return board.width;
    case 'L': return -1;
    case 'R': return 1;
    default: return 0;
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
  if (column != 0 || players != 1 || boxes != goals || board.width < 3 || board.height < 3) return {};
  for (int i = 0; i < board.width * board.height; ++i) {
    const int x = i % board.width, y = i / board.width;
    const bool rim = x == 0 || y == 0 || x == board.width - 1 || y == board.height - 1;
    if (rim && !board.wall[static_cast<std::size_t>(i)]) return {};
  }
  return board;
}

std::optional<std::string> solve(const Board& board, std::size_t max_states) {
  struct Node {
    Board board;
    std::size_t parent;
    std::string moves;
  };
  std::vector<Node> nodes = {{board, 0, ""}};
  std::set<std::vector<int>> seen;
  for (std::size_t next = 0; next < nodes.size(); ++next) {
    if (nodes[next].board.solved()) {
      std::string moves;
      for (std::size_t at = next; at != 0; at = nodes[at].parent) moves = nodes[at].moves + moves;
      return moves;
    }
    const Board here = nodes[next].board;
    const auto came = reach(here);
    if (!seen.insert(key_of(here, came)).second) continue;
    if (seen.size() > max_states) return {};
    for (std::size_t i = 0; i < came.size(); ++i) {
      if (!here.box[i]) continue;
      for (const char d : directions) {
        const int box = static_cast<int>(i), step = step_of(here, d);
        if (came[static_cast<std::size_t>(box - step)] == 0) continue;
        Board after = here;
        after.player = box - step;
        if (!move(after, d) || stuck(after, box + step)) continue;
        nodes.push_back({std::move(after), next, walk(here, came, box - step) + d});
      }
    }
  }
  return {};
}

std::optional<Board> attempt(const Recipe& recipe, affine::Random& random) {
  Board board = empty_room(recipe);
  for (int i = 0; i < recipe.walls; ++i) {
    if (const auto cell = free_cell(board, random)) board.wall[static_cast<std::size_t>(*cell)] = true;
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
