"""What the end-to-end tests share: the program under test, temporary folders, assertions that explain."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import traceback

BUILD, SOURCE = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
AF = os.path.join(BUILD, "af")
# Sanitizers cost several times as much: what takes long is then done less often.
SANITIZED = any(line.startswith("AFFINE_SANITIZE:STRING=") and line.strip().split("=")[1]
                for line in open(os.path.join(BUILD, "CMakeCache.txt")))
SEED = "ab" * 32
ENVIRONMENT = {"HOME": "/nonexistent", "PATH": os.environ["PATH"]}
for name in ("ASAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS"):
    if name in os.environ:
        ENVIRONMENT[name] = os.environ[name]


def run(*arguments, cwd=None, env=None, status=0, timeout=1200, input=None):
    """Runs af; the finished process. A status of None accepts any."""
    done = subprocess.run([AF, *map(str, arguments)], cwd=cwd, env={**ENVIRONMENT, **(env or {})}, timeout=timeout,
                          input=input, capture_output=True, text=True)
    if status is not None and done.returncode != status:
        raise AssertionError(f"af {' '.join(map(str, arguments))}: status {done.returncode}, expected {status}\n"
                             f"{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    return done


# Containers often refuse namespaces. Tests accept what the machine lacks, and those that need it say so.
NAMESPACES, MOUNTS = (subprocess.run(["unshare", kind, "true"], capture_output=True).returncode == 0
                      for kind in ("-Ur", "-m"))
MAY_LACK = ("own_ids", "cgroup") if NAMESPACES else ("namespaces", "own_ids", "cgroup")


def sandbox_configuration(folder, accepted=MAY_LACK, name="affine.yaml"):
    """The embedded configuration, with layers of the sandbox that may be missing."""
    text = open(os.path.join(SOURCE, "configs", "quickstart.yaml")).read()
    return write(folder, name, f"{text}\nsandbox:\n  accept_missing: [{', '.join(accepted)}]\n")


def lines(text):
    return [json.loads(line) for line in text.splitlines() if line]


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w") as file:
        file.write(text)
    return path


def check(condition, message):
    if not condition:
        raise AssertionError(message)


def equal(found, wanted, what):
    check(found == wanted, f"{what}: found {found!r}, wanted {wanted!r}")


def main(*tests):
    """Runs each test in a folder of its own; prints a line for each."""
    failed = 0
    for test in tests:
        folder = tempfile.mkdtemp(prefix="affine-e2e-")
        try:
            test(folder)
            print("ok  ", test.__doc__ or test.__name__, flush=True)
        except Exception:
            failed += 1
            print("FAIL", test.__doc__ or test.__name__, flush=True)
            traceback.print_exc()
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    sys.exit(1 if failed else 0)
