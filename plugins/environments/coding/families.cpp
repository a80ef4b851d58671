// SPDX-License-Identifier: MIT
#include "problem.hpp"

namespace coding {

const std::vector<Family>& families() {
  static const std::vector<Family> all = {{"weighted_ranges", weighted_ranges},
                                          {"window_spread", window_spread},
                                          {"longest_run", longest_run},
                                          {"matching_pairs", matching_pairs},
                                          {"large_inversions", large_inversions},
                                          {"best_intervals", best_intervals},
                                          {"merged_groups", merged_groups},
                                          {"cheapest_walk", cheapest_walk},
                                          {"stairs", stairs},
                                          {"far_iteration", far_iteration},
                                          {"odd_arithmetic", odd_arithmetic},
                                          {"tape_commands", tape_commands}};
  return all;
}

}  // namespace coding
