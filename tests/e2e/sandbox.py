# SPDX-License-Identifier: MIT
"""The sandbox against hostile programs: as root, as an ordinary user, without a cgroup, and in an
imitated container; af sandbox probe and exec; nothing left behind."""

import contextlib
import fcntl
import glob
import json
import os
import re
import shutil
import socket
import subprocess
import threading
import time

from capability import AS_USER, is_root
from harness import (
    AF,
    BUILD,
    ENVIRONMENT,
    MOUNTS,
    NAMESPACES,
    SANITIZED,
    SOURCE,
    check,
    equal,
    main,
    need,
    release_only,
    run,
    sandbox_configuration,
    skip_without,
    write,
)

RUNNER, SOAK, CONTAINER = (
    os.path.join(BUILD, "tests", name) for name in ("attack_runner", "sandbox_soak", "container")
)
ATTACKS = sorted(glob.glob(os.path.join(SOURCE, "tests", "attacks", "*.txt")))
ATTACKS = [path for path in ATTACKS if not path.endswith(".cpp.txt")]
CANARY = "canary-5b0f2e"
# What this machine has none of, whoever asks; the set-ups below take away more.
ALL = "namespaces+own_ids+landlock+cgroup"


class Trap:
    """A loopback server and an abstract socket that must never be reached."""

    def __enter__(self):
        self.accepted = []
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.abstract = socket.socket(socket.AF_UNIX)
        self.abstract.bind(f"\0affine-trap-{os.getpid()}-{self.port}")
        self.abstract.listen()
        for server in (self.server, self.abstract):
            threading.Thread(target=self.listen, args=(server,), daemon=True).start()
        return self

    def listen(self, server):
        try:
            while True:
                self.accepted.append(server.accept())
        except OSError:
            pass

    def __exit__(self, *_):
        self.server.close()
        self.abstract.close()


def _within_reach(folder):
    """Copies what the attacks need to where an ordinary user gets at it: the checkout may lie in
    somebody's home."""
    os.chmod(folder, 0o755)
    zygotes = [os.path.join(BUILD, name) for name in ("af-sandbox-python3", "af-sandbox-exec")]
    return {path: shutil.copy(path, folder) for path in [AF, *zygotes, RUNNER, CONTAINER, *ATTACKS]}


@contextlib.contextmanager
def _planted_canary():
    """The file that the attacks look for. Its path is the same for every checkout: who comes second
    waits."""
    planted = "/tmp/affine-canary"
    lock = os.open("/tmp", os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with open(planted, "w") as file:
            file.write(CANARY)
        os.chmod(planted, 0o644)
        yield
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.remove(planted)
        os.close(lock)


def attack(prefix, accepted, layers=None, places=None):
    """Runs all programs in a set-up, from other `places` if need be; the layers that were on."""
    with _planted_canary(), Trap() as trap:
        command = [*prefix, RUNNER, AF, accepted, str(trap.port), CANARY, *ATTACKS]
        done = subprocess.run(
            [(places or {}).get(word, word) for word in command],
            env={**ENVIRONMENT, "AFFINE_SECRET": CANARY},
            capture_output=True,
            text=True,
        )
        equal(trap.accepted, [], "connections to the loopback server")
    check(done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:])
    found = re.search(r"layers (\S+)", done.stdout)[1]
    if layers is not None:
        equal(found, layers, "layers")
    count = int(re.search(r"(\d+) programs, 0 failures", done.stdout)[1])
    check(count >= 110, f"only {count} programs ran")
    return found


def as_root(folder):
    """every attack is contained as root, with every layer"""
    need("root")
    layers = attack([], ALL)
    if "namespaces" not in layers:
        skip_without("namespaces", f"the layers were {layers}")
    if "landlock" not in layers:
        skip_without("landlock", f"the layers were {layers}")
    if layers != ALL:
        skip_without("cgroups", f"the layers were {layers}")


def as_user(folder):
    """every attack is contained as an ordinary user"""
    if is_root():  # else it is the only one of these tests
        release_only("done in other builds: only the supervisor is a sanitized process")
    need("user_namespaces")
    attack(AS_USER, "own_ids+cgroup", places=_within_reach(folder))


def without_cgroup(folder):
    """every attack is contained without a cgroup"""
    release_only("done in other builds: only the supervisor is a sanitized process")
    need("root")
    need("cgroups")
    hide = "mount -t tmpfs -o ro none /sys/fs/cgroup && exec \"$@\""
    attack(["unshare", "-m", "sh", "-c", hide, "sh"], "cgroup", "namespaces+own_ids+landlock")


def _need_landlock():
    release_only("done in other builds: only the supervisor is a sanitized process")
    need("landlock")


def in_container_as_root(folder):
    """every attack is contained where root gets no namespaces"""
    need("long")
    need("root")
    _need_landlock()
    attack([CONTAINER], "namespaces+cgroup")


def in_container(folder):
    """every attack is contained where a user gets no namespaces"""
    _need_landlock()
    attack([*AS_USER, CONTAINER], "namespaces+own_ids+cgroup", "landlock", _within_reach(folder))


def _probe_in_container(folder):
    return subprocess.run(
        [CONTAINER, AF, "sandbox", "probe"],
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        cwd=folder,
    )


def missing_layer(folder):
    """a layer that is missing is refused, with the reason and what to do"""
    refused = _probe_in_container(folder)
    equal(refused.returncode, 1, "exit status")
    reason = "namespaces: unshare namespaces: Operation not permitted"
    check(reason in refused.stderr and "accept_missing" in refused.stderr, refused.stderr)


def missing_layer_of_another_name(folder):
    """a layer that is missing is refused where others are accepted"""
    sandbox_configuration(folder, ["own_ids", "cgroup"])
    equal(_probe_in_container(folder).returncode, 1, "exit status")


def unknown_layer(folder):
    """a layer that there is not is an error with the nearest one"""
    path = sandbox_configuration(folder, ["namespace"])
    wrong = run("sandbox", "probe", "--config", path, status=2)
    check("did you mean 'namespaces'?" in wrong.stderr and ":" in wrong.stderr, wrong.stderr)


SUM = """import sys
a, b = map(int, input().split())
print(a + b, open('data.txt').read())
print('note', file=sys.stderr)
"""


def _configured(folder):
    """Lets af in this folder accept what the machine lacks, but not that it has no namespaces."""
    if not NAMESPACES:
        skip_without("namespaces", "files for programs need namespaces")
    sandbox_configuration(folder)


def _execute(folder, source, *more, status):
    program = write(folder, "program.py", source)
    return run("sandbox", "exec", program, *more, cwd=folder, status=status)


def probe(folder):
    """af sandbox probe lists the layers and the languages"""
    _configured(folder)
    found = json.loads(run("sandbox", "probe", "--json", cwd=folder).stdout)
    check(found["layers"]["namespaces"], "no namespaces")
    check(found["languages"]["python3"].startswith("python 3"), str(found))


def exec_with_files(folder):
    """af sandbox exec gives a program its input and its files, and tells its verdict"""
    _configured(folder)
    case, data = write(folder, "case.txt", "20 22\n"), write(folder, "data.txt", "read")
    done = _execute(folder, SUM, "--input", case, "--file", data, status=0)
    equal(done.stdout, "42 read\n", f"output ({done.stderr})")
    check("note\nverdict: ok; " in done.stderr, done.stderr)


def exec_that_fails(folder):
    """af sandbox exec tells the status of a program that fails"""
    _configured(folder)
    done = _execute(folder, SUM, "--input", write(folder, "case.txt", "20 22\n"), status=1)
    check("verdict: runtime error (exit status 1)" in done.stderr, done.stderr)


def exec_of_a_loop(folder):
    """af sandbox exec ends a loop at its limit and keeps what it printed"""
    _configured(folder)
    loop = "print('x', flush=True)\nwhile True: pass\n"
    done = json.loads(_execute(folder, loop, "--cpu", "1000", "--json", status=1).stdout)
    check(done["cpu_ms"] >= 1000, str(done))
    equal((done["verdict"], done["output"]), ("time limit", "x\n"), "a loop")


def exec_names_the_layers(folder):
    """af sandbox exec tells in which layers the program ran"""
    _configured(folder)
    done = json.loads(_execute(folder, "print(1)\n", "--json", status=0).stdout)
    check("landlock" in done["setting"], str(done))


def exec_of_nothing(folder):
    """a program that is not there is a usage error"""
    run("sandbox", "exec", "nowhere.py", cwd=folder, status=2)


def exec_in_no_language(folder):
    """a language that there is not is a usage error"""
    _execute(folder, "print(1)\n", "--language", "cobol", status=2)


def exec_without_memory(folder):
    """a limit that is out of range is a usage error"""
    _execute(folder, "print(1)\n", "--memory", "1", status=2)


def stale_cgroups(folder):
    """cgroups that no af holds any more are removed, those of a running one are not"""
    need("cgroups")
    _configured(folder)
    if not json.loads(run("sandbox", "probe", "--json", cwd=folder).stdout)["layers"]["cgroup"]:
        skip_without("cgroups", "the sandbox works without one here")
    killed = subprocess.Popen(
        [AF, "sandbox", "exec", write(folder, "loop.py", "while True: pass\n"), "--cpu", "600000"],
        cwd=folder,
        env=ENVIRONMENT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    pattern = f"/sys/fs/cgroup/**/affine-{killed.pid}-0-*"
    while not any(_processes(found := glob.glob(pattern, recursive=True))):
        check(killed.poll() is None, "af ended early")
        time.sleep(0.01)
    killed.kill()
    killed.wait()
    while any(_processes(found)):
        time.sleep(0.01)
    parent = os.path.dirname(found[0])
    foreign = os.path.join(parent, f"affine-{killed.pid}-own")
    os.mkdir(foreign)
    held = os.path.join(parent, f"affine-{killed.pid}-0-heldby")
    lock = _hold_cgroup(held)
    _probe_until_gone(folder, found)
    left = [os.path.exists(name) for name in (held, foreign)]
    os.rmdir(foreign)
    equal(left, [True, True], "a held one and one of another name")
    os.close(lock)
    _probe_until_gone(folder, [held])


def _processes(cgroups):
    """The process ids in each of the control groups, as text; of one that has gone, none."""
    for cgroup in cgroups:
        with contextlib.suppress(OSError):
            with open(os.path.join(cgroup, "cgroup.procs")) as file:
                yield file.read()


def _probe_until_gone(folder, cgroups):
    """Starts af until they are gone: another test's af may be about to remove one just then."""
    for _ in range(100):
        if not any(map(os.path.exists, cgroups)):
            return
        run("sandbox", "probe", cwd=folder)
    raise AssertionError(f"still there: {[name for name in cgroups if os.path.exists(name)]}")


def _hold_cgroup(name):
    """Creates a control group as a running af does; the descriptor of the lock on it."""
    while True:
        with contextlib.suppress(FileNotFoundError):  # some other af removed it before the lock
            os.makedirs(name, exist_ok=True)
            lock = os.open(name, os.O_RDONLY)
            fcntl.flock(lock, fcntl.LOCK_EX)
            os.stat(name)
            return lock


def _leaves_nothing(runs, load):
    """So many mixed runs leave nothing behind while so many threads burn CPU."""
    own_tmp = (
        ["unshare", "-m", "sh", "-c", "mount -t tmpfs none /tmp && exec \"$@\"", "sh"]
        if MOUNTS
        else []
    )
    # Each step replaces its process by the next, so that the number is the soak's own.
    soak = subprocess.Popen(
        [*own_tmp, SOAK, AF, ALL, str(runs), str(load)],
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        text=True,
    )
    output, _ = soak.communicate()
    check(soak.returncode == 0, output)
    left = glob.glob(f"/sys/fs/cgroup/**/affine-{soak.pid}-*", recursive=True)
    equal(left, [], "control groups left behind")


def no_traces(folder):
    """mixed runs leave nothing behind"""
    _leaves_nothing(250 if SANITIZED else 1000, 0)


def no_traces_under_load(folder):
    """mixed runs have the same verdicts and leave nothing behind on a busy machine"""
    _leaves_nothing(*((250, 1) if SANITIZED else (500, 2)))


main()
