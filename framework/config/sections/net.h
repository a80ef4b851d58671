// SPDX-License-Identifier: MIT
/// Section `net`: the HTTP engine.
#pragma once

#include <cstdint>
#include <string>

#include "base/fields.h"

namespace af::config {

/// The HTTP engine. See sections/net.cpp for limits and meaning of each key.
struct NetConfig {
  std::int64_t total = 1024;        ///< requests in flight
  std::int64_t per_host = 256;      ///< requests in flight to one host
  std::int64_t body_mib = 16;       ///< of a response, after decompression
  double connect_seconds = 10;      ///< for name, connection and TLS
  double first_byte_seconds = 300;  ///< from the request to the first byte of the answer
  double silence_seconds = 60;      ///< between two pieces of an answer
  std::string ca_file;              ///< certificates to trust; empty: the system's

  /// The table of the keys above.
  [[nodiscard]] static base::Fields<NetConfig> fields();
};

}  // namespace af::config
