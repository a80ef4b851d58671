// SPDX-License-Identifier: MIT
#include "environments/sokoban/board.hpp"

#include <algorithm>

#include "support/catch.h"

using sokoban::Board;

namespace {

/// A corridor: the player, a box, a goal.
const char* const corridor =
    "######\n"
    "#@$ .#\n"
    "######\n";

Board board_of(std::string_view text) {
  const auto board = sokoban::read(text);
  REQUIRE(board);
  return *board;
}

/// The board after these moves, of which each must be possible.
Board after(std::string_view text, std::string_view moves) {
  Board board = board_of(text);
  for (const char letter : moves) REQUIRE(sokoban::move(board, letter));
  return board;
}

}  // namespace

TEST_CASE("a board is written as it was read") {
  const std::string every_sign =
      "#####\n"
      "#+ $#\n"
      "#*$.#\n"
      "#####\n";
  CHECK(sokoban::write(board_of(every_sign)) == every_sign);
  CHECK(sokoban::write(board_of(corridor)) == corridor);
}

TEST_CASE("what is no walled rectangle with one player and a goal for each box is refused") {
  for (const char* text : {
           "",
           "######\n#@$ .#\n",          // no wall below
           "######\n#@$ .#\n#####\n",   // a short line
           "######\n#@$ . \n######\n",  // a gap in the rim
           "######\n#@@$.#\n######\n",  // two players
           "######\n# $ .#\n######\n",  // none
           "######\n#@$  #\n######\n",  // no goal
           "######\n#@$x.#\n######\n",  // an unknown sign
       }) {
    INFO(text);
    CHECK_FALSE(sokoban::read(text));
  }
}

TEST_CASE("a move pushes one box and stops at walls and at a second box") {
  CHECK(sokoban::write(after(corridor, "R")) == "######\n# @$.#\n######\n");
  CHECK(sokoban::write(after(corridor, "RR")) == "######\n#  @*#\n######\n");
  Board pushed = after(corridor, "RR");
  const Board before = pushed;
  CHECK_FALSE(sokoban::move(pushed, 'R'));  // the box is at the wall
  CHECK(pushed == before);
  Board two = board_of("#######\n#@$$..#\n#######\n");
  CHECK_FALSE(sokoban::move(two, 'R'));
  CHECK_FALSE(sokoban::move(two, 'U'));
  CHECK_FALSE(sokoban::move(two, 'x'));
}

TEST_CASE("a board is solved when every box is on a goal") {
  CHECK_FALSE(board_of(corridor).solved());
  CHECK_FALSE(after(corridor, "R").solved());
  CHECK(after(corridor, "RR").solved());
}

TEST_CASE("the solver finds a way with the fewest pushes, and none where there is none") {
  CHECK(sokoban::solve(board_of(corridor), 1000) == "RR");
  // In the corner, where no push can free it.
  CHECK_FALSE(sokoban::solve(board_of("#####\n#$ .#\n# @ #\n#####\n"), 1000));
}

TEST_CASE("boards that a reversed play has made can be solved") {
  const sokoban::Recipe recipe{8, 8, 2, 8, 4};
  affine::Random random(affine::Seed{}, "board_test");
  int made = 0;
  for (int i = 0; i < 1000 && made < 5; ++i) {
    const auto board = sokoban::attempt(recipe, random);
    if (!board) continue;
    ++made;
    const std::string text = sokoban::write(*board);
    INFO(text);
    CHECK(std::count(board->box.begin(), board->box.end(), true) == recipe.boxes);
    CHECK(sokoban::read(text) == *board);
    const auto solution = sokoban::solve(*board, 1'000'000);
    REQUIRE(solution);
    CHECK(after(text, *solution).solved());
  }
  CHECK(made == 5);
}
