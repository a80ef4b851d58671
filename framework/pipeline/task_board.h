/// The tasks of a window, each made once, when the first miner needs it, and forgotten after
/// the last.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "base/async.h"
#include "pipeline/plan.h"
#include "pipeline/runtime.h"

namespace af::pipeline {

struct BoardTask {
  std::uint32_t level = 0;
  base::Seed seed{};
  base::Result<std::shared_ptr<const plugin::Task>> task =
      base::Error{base::Code::failed, "not made yet"};
  std::string digest;
};

/// One executor.
class TaskBoard {
 public:
  TaskBoard(const Plan& plan, const Runtime& runtime, base::Seed epoch)
      : plan_(plan), runtime_(runtime), epoch_(epoch) {}

  /// The task, made if need be; others that ask meanwhile wait for the same one.
  [[nodiscard]] base::Awaitable<std::shared_ptr<const BoardTask>> get(std::size_t environment,
                                                                      std::int64_t index);
  /// Says that one of `users` miners is done with a task; after the last it is forgotten.
  void release(std::size_t environment, std::int64_t index, std::size_t users);

 private:
  struct Cell {
    std::shared_ptr<const BoardTask> task;
    std::vector<std::function<void(bool)>> waiting;
    std::size_t released = 0;
  };

  const Plan& plan_;
  const Runtime& runtime_;
  base::Seed epoch_;
  std::map<std::pair<std::size_t, std::int64_t>, std::shared_ptr<Cell>> cells_;
};

}  // namespace af::pipeline
