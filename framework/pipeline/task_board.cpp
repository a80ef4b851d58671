#include "pipeline/task_board.h"

namespace af::pipeline {

base::Awaitable<std::shared_ptr<const BoardTask>> TaskBoard::get(std::size_t environment,
                                                                 std::int64_t index) {
  auto& slot = cells_[{environment, index}];
  if (slot) {
    const std::shared_ptr<Cell> cell = slot;
    if (!cell->task) {
      co_await base::await_callback<bool>(
          [&cell](std::function<void(bool)> go) { cell->waiting.push_back(std::move(go)); });
    }
    co_return cell->task;
  }
  const auto cell = slot = std::make_shared<Cell>();
  const PlannedEnvironment& planned = plan_.environments[environment];
  auto made = std::make_shared<BoardTask>();
  made->level = level_of(epoch_, planned, index);
  made->seed = task_seed(epoch_, planned, made->level, index);
  auto task = co_await runtime_.find(planned.id)->plugin->make_task(made->level, made->seed);
  if (task) {
    made->digest = base::hex(plugin::digest(*task));
    made->task = std::make_shared<const plugin::Task>(std::move(*task));
  } else {
    made->task = task.error();
  }
  cell->task = made;
  for (const auto& go : cell->waiting) go(true);
  cell->waiting.clear();
  co_return made;
}

void TaskBoard::release(std::size_t environment, std::int64_t index, std::size_t users) {
  const auto found = cells_.find({environment, index});
  if (found != cells_.end() && ++found->second->released >= users) cells_.erase(found);
}

}  // namespace af::pipeline
