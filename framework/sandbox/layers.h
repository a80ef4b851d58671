// SPDX-License-Identifier: MIT
/// The layers of the sandbox: which exist, and the rules for those that are missing on a machine.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace af::sandbox {

/// Layers that can be missing. Limits, no new privileges, no capabilities and the system call
/// filter are always on.
enum class Layer : std::uint8_t {
  namespaces,  ///< user, mount, process, network, IPC, host name and cgroup namespaces, and a
               ///< private root
  own_ids,     ///< runs have ids that no other process of the machine has
  landlock,    ///< file access confined by the kernel, whatever the file system looks like
  cgroup,      ///< memory limited by the kernel, page tables and pipes included
};
constexpr std::array<Layer, 4> all_layers = {Layer::namespaces, Layer::own_ids, Layer::landlock,
                                             Layer::cgroup};

/// The name in configuration and records, such as "own_ids".
[[nodiscard]] std::string_view name_of(Layer layer) noexcept;
/// The layer with this name; nothing if there is none.
[[nodiscard]] std::optional<Layer> layer_named(std::string_view name) noexcept;

/// A set of layers.
class LayerSet {
 public:
  /// Whether a layer is in the set.
  [[nodiscard]] bool has(Layer layer) const noexcept {
    return (bits_ >> static_cast<unsigned>(layer) & 1U) != 0;
  }
  /// Puts a layer into the set.
  void add(Layer layer) noexcept { bits_ |= 1U << static_cast<unsigned>(layer); }
  /// Takes a layer out of the set.
  void remove(Layer layer) noexcept { bits_ &= ~(1U << static_cast<unsigned>(layer)); }
  bool operator==(const LayerSet&) const = default;

 private:
  unsigned bits_ = 0;
};

/// Names joined by '+', in the order of `all_layers`; "none" for an empty set. Part of records.
[[nodiscard]] std::string to_text(LayerSet layers);
/// Reads `to_text`; an empty text is an empty set. Nothing if a name is unknown.
[[nodiscard]] std::optional<LayerSet> layers_from_text(std::string_view text);

/// A layer that this machine does not have.
struct MissingLayer {
  Layer layer;
  std::string why;  ///< the call that failed and its error
};

/// Fails, with every reason and remedy, if a layer is missing that is not accepted. Always fails if
/// both namespaces and Landlock are missing, because programs could read the machine's files then.
[[nodiscard]] base::Status check_missing_layers(const std::vector<MissingLayer>& missing,
                                                LayerSet accepted);

}  // namespace af::sandbox
