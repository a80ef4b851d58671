// SPDX-License-Identifier: MIT
#include "config/sections/net.h"

namespace af::config {

base::Fields<NetConfig> NetConfig::fields() {
  using Self = NetConfig;
  base::Fields<Self> fields;
  fields.add("total", &Self::total,
             {.help = "Requests in flight, all hosts together.", .minimum = 1, .maximum = 100'000});
  fields.add("per_host", &Self::per_host,
             {.help = "Requests in flight to one host; adapts below this on 429 and 503.",
              .minimum = 1,
              .maximum = 100'000});
  fields.add(
      "body_mib", &Self::body_mib,
      {.help = "Largest response body, after decompression.", .minimum = 1, .maximum = 1024});
  fields.add("connect_seconds", &Self::connect_seconds,
             {.help = "Time for name, connection and TLS.", .minimum = 0.05, .maximum = 600});
  fields.add("first_byte_seconds", &Self::first_byte_seconds,
             {.help = "Time from the request to the first byte of the answer.",
              .minimum = 0.05,
              .maximum = 86'400});
  fields.add("silence_seconds", &Self::silence_seconds,
             {.help = "Longest pause between two pieces of an answer.",
              .minimum = 0.05,
              .maximum = 86'400});
  fields.add("ca_file", &Self::ca_file,
             {.help = "Certificates to trust; empty: SSL_CERT_FILE, CURL_CA_BUNDLE or the system's "
                      "bundle."});
  return fields;
}

}  // namespace af::config
