// SPDX-License-Identifier: MIT
/// The rival: nothing but libcurl's multi loop. bare_loop URL COUNT CONCURRENCY prints requests per
/// second.
#include <curl/curl.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

std::size_t discard(char*, std::size_t size, std::size_t count, void*) { return size * count; }

}  // namespace

int main(int, char** arguments) {
  const std::string url = arguments[1];
  const long total = std::atol(arguments[2]), concurrency = std::atol(arguments[3]);
  const std::string body(1400, 'x');  // about what a rollout sends
  ::curl_global_init(CURL_GLOBAL_DEFAULT);
  CURLM* multi = ::curl_multi_init();
  ::curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, concurrency);
  curl_slist* headers = ::curl_slist_append(nullptr, "Content-Type: application/json");
  headers = ::curl_slist_append(headers, "Expect:");
  const auto add = [&](CURL* easy) {
    ::curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    ::curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, discard);
    ::curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body.c_str());
    ::curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    ::curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    ::curl_multi_add_handle(multi, easy);
  };
  const auto start = std::chrono::steady_clock::now();
  long started = 0, finished = 0;
  std::vector<CURL*> handles;
  for (; started < concurrency && started < total; ++started) {
    handles.push_back(::curl_easy_init());
    add(handles.back());
  }
  while (finished < total) {
    int running = 0, left = 0;
    ::curl_multi_perform(multi, &running);
    while (CURLMsg* message = ::curl_multi_info_read(multi, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      if (message->data.result != CURLE_OK) return 1;
      ++finished;
      CURL* easy = message->easy_handle;
      ::curl_multi_remove_handle(multi, easy);
      if (started < total) {
        ++started;
        add(easy);
      }
    }
    if (finished < total) ::curl_multi_poll(multi, nullptr, 0, 1000, nullptr);
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  std::printf("%.0f\n", static_cast<double>(total) / took.count());
  for (CURL* easy : handles) ::curl_easy_cleanup(easy);
  ::curl_multi_cleanup(multi);
  ::curl_slist_free_all(headers);
}
