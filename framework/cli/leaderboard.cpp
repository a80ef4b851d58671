// SPDX-License-Identifier: MIT
#include "cli/leaderboard.h"

#include <algorithm>
#include <tuple>

#include "base/text.h"
#include "cli/output.h"

namespace af::cli {

std::string leaderboard(const base::Json& report) {
  std::vector<std::string> heading = {"", "uid", "hotkey", "model"};
  for (const auto& environment : report.at("environments")) heading.push_back(environment);
  for (const char* name : {"dominates", "since block", "weight"}) heading.emplace_back(name);
  std::vector<base::Json> miners = report.at("miners");
  std::stable_sort(miners.begin(), miners.end(), [](const auto& a, const auto& b) {
    const auto key = [](const base::Json& m) {
      return std::tuple(-m.at("weight").template get<double>(),
                        -static_cast<std::int64_t>(m.at("dominates").size()),
                        m.at("block").template get<std::int64_t>());
    };
    return key(a) < key(b);
  });
  std::vector<std::vector<std::string>> rows = {heading};
  for (const auto& miner : miners) {
    const bool champion = miner.at("uid") == report.at("champion");
    std::vector<std::string> row = {
        champion ? "★" : "", miner.at("uid").dump(),
        base::shortened(base::printable(miner.at("hotkey").get<std::string>()), 16),
        base::shortened(base::printable(miner.at("model").get<std::string>()), 28)};
    for (const auto& environment : report.at("environments")) {
      const auto& score = miner.at("scores").at(environment.get<std::string>());
      const bool any = score.at("samples").get<std::int64_t>() > 0;
      row.push_back(
          (any ? fixed(score.at("mean"), 2) + " ±" + fixed(score.at("stderr"), 2) : "void") + " #" +
          score.at("rank").dump());
    }
    std::string beaten;
    for (const auto& uid : miner.at("dominates"))
      beaten += (beaten.empty() ? "" : " ") + uid.dump();
    row.push_back(beaten.empty() ? "–" : beaten);
    row.push_back(miner.at("block").dump());
    row.push_back(fixed(miner.at("weight"), 2));
    rows.push_back(std::move(row));
  }
  return "Window " + report.at("window").dump() + " (blocks " + report.at("opened_block").dump() +
         " to " + report.at("closed_block").dump() +
         ")   mean ± standard error of this window, #rank of the running average\n" + table(rows);
}

}  // namespace af::cli
