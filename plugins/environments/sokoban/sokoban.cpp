// SPDX-License-Identifier: MIT
/// The `sokoban` environment: a game over several turns.
///
/// Public part:  "sokoban1 <move budget>\n", then the board.
/// Private part: a solution.
#include <affine/sdk/environment.hpp>
#include <algorithm>
#include <array>

#include "board.hpp"

namespace {

using sokoban::Board;
using sokoban::Recipe;

constexpr std::array<Recipe, 5> levels = {
    {{8, 8, 1, 9, 5}, {8, 8, 2, 9, 8}, {9, 9, 2, 12, 11}, {9, 9, 3, 12, 13}, {10, 10, 3, 16, 16}}};
constexpr std::uint32_t max_turns = 8;
constexpr std::size_t max_states = 20'000;
/// A reference reply for a position that play has spoiled is not worth a long search.
constexpr std::size_t max_reference_states = 2'000;
constexpr std::string_view magic = "sokoban1 ";

const char* const rules =
    "Sokoban. Push every box onto a goal.\n\n"
    "Symbols: # wall, space floor, . goal, $ box, * box on a goal, @ you, + you on a goal.\n"
    "Moves: U up, D down, L left, R right. Walking into a box pushes it one cell if the cell "
    "behind it is free; you cannot pull, and cannot push two boxes. A blocked move ends your turn "
    "there.\n"
    "End every turn with one answer block that holds your next moves, in this form:\n"
    "<answer>RRULD</answer>\n";

struct Game {
  using Options = affine::NoOptions;
  class Episode;

  explicit Game(Options) {}

  static affine::EnvironmentInfo info() {
    affine::EnvironmentInfo info;
    info.name = "Sokoban";
    info.summary = "Push all boxes onto goals, over several turns with a limited number of moves.";
    info.generator_version = 1;
    info.max_turns = max_turns;
    for (const auto& r : levels) {
      info.levels.push_back({std::to_string(r.width) + "x" + std::to_string(r.height) + ", " +
                                 std::to_string(r.boxes) + (r.boxes == 1 ? " box" : " boxes"),
                             "at least " + std::to_string(r.least_pushes) + " pushes"});
    }
    return info;
  }

  affine::Task make(std::uint32_t level, affine::Random& random, const affine::Call& call) const {
    const Recipe& recipe = levels[level];
    for (;;) {
      call.check_cancelled();
      const auto board = sokoban::attempt(recipe, random);
      if (!board || board->solved()) continue;
      const auto solution = sokoban::solve(*board, max_states);
      if (!solution || pushes(*board, *solution) < recipe.least_pushes) continue;
      // Room for a longer way than the best one, but not for wandering about.
      const std::size_t budget = solution->size() + solution->size() / 2 + 4;
      return {std::string(magic) + std::to_string(budget) + "\n" + write(*board), *solution};
    }
  }

 private:
  static int pushes(Board board, const std::string& moves) {
    int count = 0;
    for (const char m : moves) {
      const auto before = board.box;
      sokoban::move(board, m);
      count += board.box != before ? 1 : 0;
    }
    return count;
  }
};

class Game::Episode {
 public:
  Episode(const Game&, const affine::TaskView& task, const affine::Call&) {
    const std::size_t line = task.public_part.find('\n');
    std::optional<Board> board;
    if (task.public_part.starts_with(magic) && line != std::string_view::npos) {
      budget_ = std::strtoul(std::string(task.public_part.substr(magic.size(), line)).c_str(),
                             nullptr, 10);
      board = sokoban::read(task.public_part.substr(line + 1));
    }
    if (!board) {
      throw affine::Failure("these bytes are not a task of sokoban", AF_INVALID_ARGUMENT);
    }
    board_ = *board;
    conversation_.push_back({AF_ROLE_USER, std::string(rules) + "\n" + situation()});
  }

  [[nodiscard]] std::vector<affine::Message> observe() const { return conversation_; }

  bool step(const affine::Reply& reply, const affine::Call& call) {
    ++turns_;
    conversation_.push_back({AF_ROLE_ASSISTANT, std::string(reply.text)});
    const auto answer = call.last_block(reply.text, "answer");
    last_ = answer ? play(*answer) : Outcome{AF_EXTRACTION_MISSING, "There was no answer block."};
    conversation_.push_back({AF_ROLE_USER, last_.text + "\n\n" + situation()});
    return board_.solved() || budget_ == 0 || turns_ == max_turns;
  }

  void end(AfEnd) {}

  [[nodiscard]] affine::Verdict verdict(const affine::Call&) const {
    affine::Verdict verdict;
    if (board_.solved()) {
      verdict = affine::Verdict::right();
    } else if (last_.extraction == AF_EXTRACTION_FOUND) {
      verdict = affine::Verdict::wrong("boxes are left:\n" + write(board_));
      if (turns_ == max_turns) verdict.cause = AF_CAUSE_TURN_LIMIT;
    } else if (last_.extraction == AF_EXTRACTION_MALFORMED) {
      verdict = affine::Verdict::malformed(last_.text);
    } else {
      verdict = affine::Verdict::missing(last_.text);
    }
    verdict.metrics["turns"] = turns_;
    verdict.metrics["moves"] = static_cast<double>(moves_);
    return verdict;
  }

  [[nodiscard]] std::string solve() const {
    const auto moves = best_moves();
    return "<answer>" + moves.value_or("") + "</answer>";
  }

  [[nodiscard]] affine::Replies baselines(affine::Random& random) const {
    const auto random_moves = [&] {
      std::string moves;
      while (moves.size() < 12) moves += "UDLR"[random.below(4)];
      return moves;
    };
    // Walks at random until a move is blocked, as somebody does who only avoids walls.
    std::string legal;
    Board board = board_;
    for (int i = 0; i < 200 && legal.size() < 12; ++i) {
      const char m = "UDLR"[random.below(4)];
      if (sokoban::move(board, m)) legal += m;
    }
    return {{"example", "<answer>RRULD</answer>"},
            {"random", "<answer>" + random_moves() + "</answer>"},
            {"legal_walk", "<answer>" + legal + "</answer>"}};
  }

  [[nodiscard]] affine::Replies mutants(affine::Random&) const {
    const std::string solution = best_moves().value_or("U");
    return {{"no_block", solution},
            {"unknown_letter", "<answer>X" + solution + "</answer>"},
            {"empty", ""},
            {"inside_reasoning", "<think><answer>" + solution + "</answer></think>"},
            {"claims_success", "<answer>solved</answer>"}};
  }

  /// The least of the board's eight rotations and reflections.
  [[nodiscard]] std::string canonical() const {
    std::string least;
    std::vector<std::string> rows;
    const std::string text = write(board_);
    for (std::size_t i = 0; i < text.size(); i += static_cast<std::size_t>(board_.width) + 1) {
      rows.push_back(text.substr(i, static_cast<std::size_t>(board_.width)));
    }
    for (int i = 0; i < 8; ++i) {
      std::string form;
      for (const auto& row : rows) form += row + "\n";
      if (least.empty() || form < least) least = form;
      if (i % 2 == 0) {
        std::reverse(rows.begin(), rows.end());
      } else {
        std::vector<std::string> turned(rows[0].size(), std::string(rows.size(), ' '));
        for (std::size_t y = 0; y < rows.size(); ++y) {
          for (std::size_t x = 0; x < rows[y].size(); ++x) turned[x][y] = rows[y][x];
        }
        rows = std::move(turned);
      }
    }
    return least;
  }

 private:
  /// The way that the task was made with is found however long it is; later positions get a short
  /// search.
  [[nodiscard]] std::optional<std::string> best_moves() const {
    return sokoban::solve(board_, turns_ == 0 ? max_states : max_reference_states);
  }

  struct Outcome {
    AfExtraction extraction = AF_EXTRACTION_MISSING;
    std::string text = "There was no reply.";
  };

  Outcome play(std::string_view answer) {
    std::string moves;
    for (const char c : answer) {
      if (c == ' ' || c == ',' || c == '\n' || c == '\r' || c == '\t') continue;
      const char m = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
      if (sokoban::step_of(board_, m) == 0) {
        return {AF_EXTRACTION_MALFORMED, "The answer may hold only the letters U, D, L and R."};
      }
      moves += m;
    }
    if (moves.empty()) return {AF_EXTRACTION_MALFORMED, "The answer holds no moves."};
    for (std::size_t i = 0; i < moves.size() && budget_ > 0 && !board_.solved(); ++i) {
      if (!sokoban::move(board_, moves[i])) {
        return {AF_EXTRACTION_FOUND,
                "Move " + std::to_string(i + 1) + " (" + moves[i] + ") is blocked."};
      }
      --budget_;
      ++moves_;
    }
    return {AF_EXTRACTION_FOUND, "Done."};
  }

  [[nodiscard]] std::string situation() const {
    return write(board_) + "\nTurns left: " + std::to_string(max_turns - turns_) +
           ". Moves left: " + std::to_string(budget_) + ".\n";
  }

  Board board_;
  std::size_t budget_ = 0, moves_ = 0;
  std::uint32_t turns_ = 0;
  Outcome last_;
  std::vector<affine::Message> conversation_;
};

}  // namespace

AFFINE_ENVIRONMENT("sokoban", Game)
