/// The layers of the sandbox: which there are, which this machine has, and which may be missing.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace af::sandbox {

/// Limits, no new privileges, no capabilities and the system call filter are always on. These can
/// be missing.
enum class Layer : std::uint8_t {
  namespaces,  ///< user, mount, process, network, IPC, host name and cgroup namespaces, and a
               ///< private root
  own_ids,     ///< runs have ids that no other process of the machine has
  landlock,    ///< file access confined by the kernel, whatever the file system looks like
  cgroup,      ///< memory limited by the kernel, page tables and pipes included
};
constexpr std::array<Layer, 4> all_layers = {Layer::namespaces, Layer::own_ids, Layer::landlock,
                                             Layer::cgroup};

/// Such as "own_ids": the name in configuration and records.
[[nodiscard]] std::string_view name_of(Layer layer) noexcept;
[[nodiscard]] std::optional<Layer> layer_named(std::string_view name) noexcept;

class LayerSet {
 public:
  [[nodiscard]] bool has(Layer layer) const noexcept {
    return (bits_ >> static_cast<unsigned>(layer) & 1U) != 0;
  }
  void add(Layer layer) noexcept { bits_ |= 1U << static_cast<unsigned>(layer); }
  void remove(Layer layer) noexcept { bits_ &= ~(1U << static_cast<unsigned>(layer)); }
  bool operator==(const LayerSet&) const = default;

 private:
  unsigned bits_ = 0;
};

/// Names joined by '+', in order; "none" for an empty set.
[[nodiscard]] std::string to_text(LayerSet layers);
/// From names joined by '+'; nothing if one is unknown.
[[nodiscard]] std::optional<LayerSet> layers_from_text(std::string_view text);

/// A layer that could not be put up.
struct Missing {
  Layer layer;
  std::string why;  ///< the call that failed and its error
};

/// Refuses, with every reason and remedy, if a layer is missing that is not accepted, or if so much
/// is missing that files of the machine could be read.
[[nodiscard]] base::Status permit(const std::vector<Missing>& missing, LayerSet accepted);

}  // namespace af::sandbox
