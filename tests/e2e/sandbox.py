# SPDX-License-Identifier: MIT
"""The sandbox against hostile programs: as root, as an ordinary user, without a cgroup, and in an
imitated container;
af sandbox probe and exec; nothing left behind."""

import glob
import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import threading

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
ROOT = os.geteuid() == 0
AS_USER = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"] if ROOT else []
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


def attack(prefix, accepted, layers=None, places=None):
    """Runs all programs in a set-up, from other `places` if need be; the layers that were on."""
    planted = "/tmp/affine-canary"
    with open(planted, "w") as file:
        file.write(CANARY)
    os.chmod(planted, 0o644)
    with Trap() as trap:
        command = [*prefix, RUNNER, AF, accepted, str(trap.port), CANARY, *ATTACKS]
        done = subprocess.run(
            [(places or {}).get(word, word) for word in command],
            timeout=540,
            env={**ENVIRONMENT, "AFFINE_SECRET": CANARY},
            capture_output=True,
            text=True,
        )
        equal(trap.accepted, [], "connections to the loopback server")
    os.remove(planted)
    check(done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:])
    found = re.search(r"layers (\S+)", done.stdout)[1]
    if layers is not None:
        equal(found, layers, "layers")
    count = int(re.search(r"(\d+) programs, 0 failures", done.stdout)[1])
    check(count >= 110, f"only {count} programs ran")
    return found


def can_have_namespaces():
    return subprocess.run([*AS_USER, "unshare", "-Ur", "true"], capture_output=True).returncode == 0


def as_root(folder):
    """every attack is contained as root, with every layer"""
    if not ROOT:
        skip_without("root", "this is not root")
    layers = attack([], ALL)
    if layers != ALL:
        skip_without("cgroups", f"layers that this machine lacks; there were {layers}")


def as_user(folder):
    """every attack is contained as an ordinary user"""
    if SANITIZED and ROOT:
        skip_without("release", "done in other builds: only the supervisor is a sanitized process")
    if not can_have_namespaces():
        skip_without("user_namespaces", "an ordinary user gets no namespaces here")
    attack(AS_USER, "own_ids+cgroup", places=_within_reach(folder))


def without_cgroup(folder):
    """every attack is contained without a cgroup"""
    release_only("done in other builds: only the supervisor is a sanitized process")
    if not ROOT:
        skip_without("root", "taking the cgroup away needs root")
    hide = "mount -t tmpfs -o ro none /sys/fs/cgroup && exec \"$@\""
    prefix = ["unshare", "-m", "sh", "-c", hide, "sh"]
    if subprocess.run([*prefix, "true"], capture_output=True).returncode != 0:
        skip_without("cgroups", "no mount namespace, or no /sys/fs/cgroup")
    attack(prefix, "cgroup", "namespaces+own_ids+landlock")


def _need_landlock():
    release_only("done in other builds: only the supervisor is a sanitized process")
    probe = run("sandbox", "probe", status=None, env={"AF_LOG": ""})
    if "landlock: the kernel" in probe.stderr:
        skip_without("landlock", "this kernel has no Landlock")


def in_container_as_root(folder):
    """every attack is contained where root gets no namespaces"""
    need("long")
    if not ROOT:
        skip_without("root", "this is not root")
    _need_landlock()
    attack([CONTAINER], "namespaces+cgroup")


def in_container(folder):
    """every attack is contained where a user gets no namespaces"""
    _need_landlock()
    attack([*AS_USER, CONTAINER], "namespaces+own_ids+cgroup", "landlock", _within_reach(folder))


def missing_layers(folder):
    """a missing layer is refused with its reason, and accepted only by name"""
    alone = [CONTAINER, AF, "sandbox", "probe"]
    refused = subprocess.run(alone, capture_output=True, text=True, env=ENVIRONMENT, cwd=folder)
    equal(refused.returncode, 1, "exit status")
    check(
        "namespaces: unshare namespaces: Operation not permitted" in refused.stderr, refused.stderr
    )
    check("accept_missing" in refused.stderr, refused.stderr)
    sandbox_configuration(folder, ["own_ids", "cgroup"])
    refused = subprocess.run(alone, capture_output=True, text=True, env=ENVIRONMENT, cwd=folder)
    equal(refused.returncode, 1, "exit status where other layers are accepted")
    path = sandbox_configuration(folder, ["namespace"])
    wrong = run("sandbox", "probe", "--config", path, status=2)
    check("did you mean 'namespaces'?" in wrong.stderr and ":" in wrong.stderr, wrong.stderr)


def probe_and_exec(folder):
    """af sandbox probe and exec tell what happened"""
    sandbox_configuration(folder)
    if not NAMESPACES:
        skip_without("namespaces", "files for programs need namespaces")
    probe = run("sandbox", "probe", "--json", cwd=folder)
    found = json.loads(probe.stdout)
    check(found["layers"]["namespaces"], "no namespaces")
    check(found["languages"]["python3"].startswith("python 3"), str(found))
    script = write(
        folder,
        "sum.py",
        "import sys\na, b = map(int, input().split())\nprint(a + b, open('data.txt').read())\n"
        "print('note', file=sys.stderr)\n",
    )
    case, data = write(folder, "case.txt", "20 22\n"), write(folder, "data.txt", "read")
    done = run("sandbox", "exec", script, "--input", case, "--file", data, cwd=folder)
    equal(done.stdout, "42 read\n", f"output ({done.stderr})")
    check("note\nverdict: ok; " in done.stderr, done.stderr)
    done = run("sandbox", "exec", script, "--input", case, cwd=folder, status=1)
    check("verdict: runtime error (exit status 1)" in done.stderr, done.stderr)
    spin = write(folder, "spin.py", "print('x', flush=True)\nwhile True: pass\n")
    done = json.loads(
        run("sandbox", "exec", spin, "--cpu", "200", "--json", cwd=folder, status=1).stdout
    )
    equal((done["verdict"], done["output"]), ("time limit", "x\n"), "a loop")
    check(done["cpu_ms"] >= 200, str(done))
    check("landlock" in done["setting"], str(done))
    run("sandbox", "exec", "nowhere.py", cwd=folder, status=2)
    run("sandbox", "exec", script, "--language", "cobol", cwd=folder, status=2)
    run("sandbox", "exec", script, "--memory", "1", cwd=folder, status=2)


def no_traces(folder):
    """mixed runs leave nothing behind, and verdicts do not depend on load"""
    own_tmp = (
        ["unshare", "-m", "sh", "-c", "mount -t tmpfs none /tmp && exec \"$@\"", "sh"]
        if MOUNTS
        else []
    )
    for runs, load in ((500, 1),) if SANITIZED else ((1000, 0), (500, 2)):
        # Each step replaces its process by the next, so that the number is the soak's own.
        soak = subprocess.Popen(
            [*own_tmp, SOAK, AF, ALL, str(runs), str(load)],
            env=ENVIRONMENT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        output, errors = soak.communicate(timeout=600)
        check(soak.returncode == 0, output + errors)
        left = glob.glob(f"/sys/fs/cgroup/**/affine-{soak.pid}-*", recursive=True)
        equal(left, [], "control groups left behind")


main()
