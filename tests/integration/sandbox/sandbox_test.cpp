// SPDX-License-Identifier: MIT
/// The sandbox through its own interface: languages, files, batches, recovery. Attacks:
/// tests/attacks.
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "support/capability.h"
#include "support/catch.h"
#include "support/sandbox_fixture.h"
#include "support/temp.h"

using namespace af;
using sandbox::RunVerdict;

namespace {

/// Processes whose parent is `parent`.
std::vector<pid_t> children_of(pid_t parent) {
  std::vector<pid_t> found;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
    std::ifstream stream(entry.path() / "stat");
    std::string line;
    std::getline(stream, line);
    const auto bracket = line.rfind(')');
    if (bracket == std::string::npos) continue;
    std::istringstream rest(line.substr(bracket + 1));
    std::string state;
    pid_t its_parent = 0;
    rest >> state >> its_parent;
    if (its_parent == parent && state != "Z")
      found.push_back(std::stoi(entry.path().filename().string()));
  }
  return found;
}

}  // namespace

TEST_CASE("a batch runs each input in a process of its own, in order") {
  test::SandboxFixture fixture(2);
  std::vector<std::string> inputs;
  for (int i = 0; i < 40; ++i) inputs.push_back(std::to_string(i));
  const auto runs = fixture.run("python3",
                                "import sys\nn = int(input())\nif n % 7 == 3: sys.exit(5)\n"
                                "sys.seen = getattr(sys, 'seen', 0) + 1\nprint(n * n, sys.seen)",
                                inputs);
  REQUIRE(runs.ok());
  REQUIRE(runs->size() == inputs.size());
  for (int i = 0; i < 40; ++i) {
    const auto& run = (*runs)[static_cast<std::size_t>(i)];
    if (i % 7 == 3) {
      CHECK(run.verdict == RunVerdict::runtime_error);
      CHECK(run.exit_status == 5);
    } else {
      CHECK(run.verdict == RunVerdict::ok);
      CHECK(run.output == std::to_string(i * i) + " 1\n");
      CHECK(run.cpu_us > 0);
      CHECK(run.peak_bytes > (1u << 20));
      CHECK(run.setting.find("landlock") != std::string::npos);
      CHECK(run.setting.find("python 3") != std::string::npos);
    }
  }
  CHECK(fixture.run("python3", "print(1)", {})->empty());
}

TEST_CASE("what is no program is rejected without a run") {
  test::SandboxFixture fixture;
  CHECK(fixture.one("python3", std::string("print(1)\0print(2)", 17)).verdict ==
        RunVerdict::rejected);
  CHECK(fixture.one("python3", "print('\xFF')").verdict == RunVerdict::rejected);
  CHECK(fixture.one("python3", std::string((256u << 10) + 1, '#')).verdict == RunVerdict::rejected);
  CHECK(fixture.one("python3", std::string(256u << 10, '#')).verdict == RunVerdict::ok);
  const auto unknown = fixture.run("cobol", "x");
  REQUIRE_FALSE(unknown.ok());
  CHECK(unknown.error().cause == AF_CAUSE_PLUGIN_CONTRACT);
}

TEST_CASE("files are there to read, and gone afterwards") {
  test::SandboxFixture fixture;
  const auto layers = fixture.wait(fixture.box->probe());
  REQUIRE(layers.ok());
  if (!layers->has(sandbox::Layer::namespaces)) {
    return test::skip_without("namespaces", "files for programs need a mount namespace");
  }
  const auto with_files = [&](std::vector<sandbox::File> files, const std::string& source) {
    std::vector<std::string> inputs(1);
    return fixture.wait(
        fixture.box->run({"python3", source, std::move(files)}, std::move(inputs), {}));
  };
  const std::string big(3u << 20, 'y');
  auto runs =
      with_files({{"a.txt", "hello"}, {"b.bin", big}, {"helper.py", "def f(): return 'imported'"}},
                 "import os, helper\nprint(sorted(os.listdir('.')), open('a.txt').read(), "
                 "len(open('b.bin').read()), helper.f())\n"
                 "for path in ['a.txt', 'c.txt']:\n"
                 "  try: open(path, 'w')\n"
                 "  except OSError as e: print(type(e).__name__)\n");
  REQUIRE(runs.ok());
  CHECK(
      runs->front().output ==
      "['a.txt', 'b.bin', 'helper.py'] hello 3145728 imported\nPermissionError\nPermissionError\n");
  CHECK(fixture.one("python3", "import os\nprint(os.listdir('.'))").output == "[]\n");
  for (const std::string name : {"../x", "/etc/x", ".", "..", ".hidden", "a/b", "", "a\nb"}) {
    INFO(name);
    CHECK(with_files({{name, "x"}}, "print(1)")->front().verdict == RunVerdict::rejected);
  }
}

TEST_CASE("C++ is compiled and run in the sandbox") {
  test::SandboxFixture fixture(2);
  if (!fixture.compiles_cpp()) return;
  const auto runs = fixture.run(
      "cpp",
      "#include <iostream>\n#include <map>\nint main() { long a, b; std::cin >> a >> b; "
      "if (a == 0) __builtin_trap(); if (a == 1) for (;;) {} std::cout << a * b << '\\n'; }",
      {"6 7", "0 1", "1 1", "3 3"}, {.cpu_ms = 1000});
  REQUIRE(runs);
  CHECK((*runs)[0].output == "42\n");
  CHECK((*runs)[1].verdict == RunVerdict::runtime_error);
  CHECK((*runs)[2].verdict == RunVerdict::time_limit);
  CHECK((*runs)[3].output == "9\n");

  const auto rejected = fixture.one("cpp", "int main() { return undeclared; }");
  CHECK(rejected.verdict == RunVerdict::rejected);
  CHECK(rejected.errors.find("undeclared") != std::string::npos);
  const test::TempFolder folder;
  const auto canary = folder.write("canary.txt", "int canary_91c = 1;\n");
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
  const std::string found = "#include \"" + canary.string() + "\"\nint main() {}";
  for (const std::string source : {found.c_str(), "#include \"/etc/passwd\"\nint main() {}",
                                   "asm(\".incbin \\\"/etc/passwd\\\"\");\nint main() {}",
                                   "#include \"/proc/self/environ\"\nint main() {}",
                                   "#include \"/dev/urandom\"\nint main() {}",
                                   "#include __FILE__\n#include __FILE__\nint main() {}"}) {
    INFO(source);
    const auto run = fixture.one("cpp", source);
    CHECK(run.verdict == RunVerdict::rejected);
    CHECK(run.output.empty());
    CHECK(run.errors.find("canary_91c") == std::string::npos);
    CHECK(run.errors.find("root:") == std::string::npos);
  }
  CHECK(
      fixture
          .one(
              "cpp",
              "#include <unistd.h>\n#include <cstdio>\nint main() { std::printf(\"%d\", fork()); }")
          .output == "-1");
  CHECK(fixture
            .one("cpp",
                 "#include <fstream>\n#include <iostream>\nint main() { std::string l; "
                 "std::cout << bool(std::getline(std::ifstream(\"/etc/passwd\") >> std::ws, l)); }")
            .output == "0");
}

TEST_CASE("JavaScript runs in the sandbox") {
  test::SandboxFixture fixture;
  if (!std::filesystem::exists("/usr/bin/node")) {
    return test::skip_without("node", "/usr/bin/node is not installed");
  }
  const auto one = [&](const std::string& source, sandbox::RunLimits limits = {}) {
    return fixture.one("javascript", source, "20 22\n", limits);
  };
  const auto sum =
      one("const [a, b] = require('fs').readFileSync(0, 'utf8').split(' "
          "').map(Number);\nconsole.log(a + b)");
  INFO(sum.errors << sum.detail);
  CHECK(sum.output == "42\n");
  CHECK(one("while (true) {}", {.cpu_ms = 500}).verdict == RunVerdict::time_limit);
  CHECK(one("process.exit(3)").exit_status == 3);
  CHECK(one("throw new Error('x')").verdict == RunVerdict::runtime_error);
  CHECK(one("console.log(Object.keys(process.env).sort().join())").output ==
        "HOME,LANG,OMP_NUM_THREADS,OPENBLAS_NUM_THREADS,OPENSSL_CONF,PATH,TMPDIR,TZ,UV_USE_IO_"
        "URING\n");
  CHECK(one("for (const f of ['/etc/passwd', '/proc/self/environ', '/root']) { try { "
            "console.log(require('fs').readdirSync(f)) } catch (e) { } try { "
            "console.log(require('fs').readFileSync(f)) "
            "} catch (e) { } }")
            .output.empty());
  const auto memory = one("const a = []; while (true) a.push(new Array(100000).fill(1.5))",
                          {.memory_bytes = 128u << 20});
  CHECK(
      (memory.verdict == RunVerdict::memory_limit || memory.verdict == RunVerdict::runtime_error));
  const auto child =
      one("try { require('child_process').execSync('id') } catch (e) { console.log(e.code) }");
  CHECK(child.output.find("uid") == std::string::npos);
  const auto net =
      one("require('net').connect(22, '127.0.0.1').on('error', e => console.log('refused'))");
  CHECK(net.output.find("SSH") == std::string::npos);
}

TEST_CASE("a killed zygote or supervisor costs nobody a verdict") {
  test::SandboxFixture fixture;
  REQUIRE(fixture.one("python3", "print(1)").output == "1\n");
  const auto supervisors = children_of(::getpid());
  REQUIRE(supervisors.size() == 1);
  const auto zygotes = children_of(supervisors[0]);
  REQUIRE_FALSE(zygotes.empty());
  for (const pid_t zygote : zygotes) ::kill(zygote, SIGKILL);
  CHECK(fixture.one("python3", "print(2)").output == "2\n");
  ::kill(supervisors[0], SIGKILL);
  CHECK(fixture.one("python3", "print(3)").output == "3\n");
  while (children_of(::getpid()).size() > 1) ::usleep(10'000);  // the killed one goes
}

TEST_CASE("a cgroup that somebody removes costs nobody a verdict") {
  test::SandboxFixture fixture;
  const auto layers = fixture.wait(fixture.box->probe());
  REQUIRE(layers.ok());
  if (!layers->has(sandbox::Layer::cgroup)) {
    test::skip_without("cgroups", "the sandbox works without one here");
    return;
  }
  for (const pid_t zygote : children_of(children_of(::getpid()).at(0))) ::kill(zygote, SIGKILL);
  const std::string prefix = "affine-" + std::to_string(::getpid()) + "-";
  std::vector<std::filesystem::path> cgroups;
  const auto options = std::filesystem::directory_options::skip_permission_denied;
  // Folders of other tests that vanish meanwhile end a search early.
  while (cgroups.empty()) {
    std::error_code error;
    for (std::filesystem::recursive_directory_iterator entry("/sys/fs/cgroup", options, error), end;
         !error && entry != end; entry.increment(error)) {
      if (entry->path().filename().string().starts_with(prefix)) cgroups.push_back(entry->path());
    }
  }
  REQUIRE(cgroups.size() == 1);
  while (::rmdir(cgroups[0].c_str()) != 0) {
    REQUIRE(errno == EBUSY);  // until the killed processes have gone
    ::usleep(1000);
  }
  CHECK(fixture.one("python3", "print(4)").output == "4\n");
}

TEST_CASE("a sandbox that cannot start says why, gives no verdict, and recovers by itself") {
  const test::TempFolder own;
  const std::string folder = own.path();
  std::filesystem::permissions(folder, std::filesystem::perms(0755));
  std::filesystem::copy(BUILD_DIR "/af", folder + "/af");
  boost::asio::io_context context(1);
  test::SandboxFixture fixture;
  fixture.box->stop();
  fixture.box = std::make_shared<sandbox::Sandbox>(
      fixture.context,
      sandbox::Options{
          folder + "/af",
          sandbox::layers_from_text("own_ids+cgroup+namespaces").value_or(sandbox::LayerSet()), 1},
      base::make_log(0));
  const auto run = fixture.run("python3", "print(1)");
  REQUIRE_FALSE(run.ok());
  CHECK(run.error().cause == AF_CAUSE_SANDBOX_UNAVAILABLE);
  CHECK(run.error().message.find("af-sandbox") != std::string::npos);
  for (const char* zygote : {"af-sandbox-exec", "af-sandbox-python3"}) {
    std::filesystem::copy(std::string(BUILD_DIR "/") + zygote, folder + "/" + zygote);
  }
  auto later = fixture.run("python3", "print(1)");
  for (; !later; later = fixture.run("python3", "print(1)")) ::usleep(100'000);
  CHECK(later->front().output == "1\n");
  fixture.box->stop();
}
