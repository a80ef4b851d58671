# SPDX-License-Identifier: MIT
"""What the end-to-end tests share: the program, temporary folders, assertions that explain."""

import inspect
import json
import os
import shutil
import subprocess
import sys
import tempfile
import traceback

from capability import CAPABILITIES, Skipped, need, skip_without  # noqa: F401

BUILD, SOURCE = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
AF = os.path.join(BUILD, "af")
# Sanitizers cost several times as much: what takes long is then done less often.
SANITIZER = next(
    line.strip().split("=")[1]
    for line in open(os.path.join(BUILD, "CMakeCache.txt"))
    if line.startswith("AFFINE_SANITIZE:")
)
SANITIZED = bool(SANITIZER)
SEED = "ab" * 32


def release_only(reason):
    """Skips the running test in a build with sanitizers: it takes long there and shows no more."""
    if SANITIZED:
        skip_without("release", reason)


ENVIRONMENT = {"HOME": "/nonexistent", "PATH": os.environ["PATH"]}
for name in ("ASAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS"):
    if name in os.environ:
        ENVIRONMENT[name] = os.environ[name]


def run(*arguments, cwd=None, env=None, status=0, timeout=None, input=None):
    """Runs af; the finished process. A status of None accepts any."""
    words = [str(argument) for argument in arguments]
    done = subprocess.run(
        [AF, *words],
        cwd=cwd,
        env={**ENVIRONMENT, **(env or {})},
        timeout=timeout,
        input=input,
        capture_output=True,
        text=True,
    )
    if status is not None and done.returncode != status:
        raise AssertionError(
            f"af {' '.join(words)}: status {done.returncode}, expected {status}\n"
            f"{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
        )
    return done


# Containers often refuse namespaces: tests accept what the machine lacks.
NAMESPACES, MOUNTS = (CAPABILITIES[name][1]() for name in ("namespaces", "mounts"))
# TSan's own thread keeps a process from entering a user namespace.
NAMESPACES = NAMESPACES and SANITIZER != "thread"
MAY_LACK = ("own_ids", "cgroup") if NAMESPACES else ("namespaces", "own_ids", "cgroup")


def sandbox_configuration(folder, accepted=MAY_LACK, name="affine.yaml"):
    """The embedded configuration, with layers of the sandbox that may be missing."""
    text = open(os.path.join(SOURCE, "configs", "quickstart.yaml")).read()
    return write(folder, name, f"{text}\nsandbox:\n  accept_missing: [{', '.join(accepted)}]\n")


# Limits that no test reaches, however slow the machine is.
LONG_PIPELINE = {"rollout_seconds": 86400, "retry_seconds": 86400, "miner_seconds": 604800}
LONG_NET = {"connect_seconds": 600, "first_byte_seconds": 86400, "silence_seconds": 86400}


def limits(pipeline={}, net={}):
    """The sections `pipeline` and `net` of a configuration: long limits, but for those given."""
    sections = {"pipeline": {**LONG_PIPELINE, **pipeline}, "net": {**LONG_NET, **net}}
    return "".join(f"{name}: {json.dumps(values)}\n" for name, values in sections.items())


def environments():
    """The environments that af finds: name → number of levels."""
    return {e["id"]: e["levels"] for e in json.loads(run("env", "list", "--json", cwd="/").stdout)}


def lines(text):
    return [json.loads(line) for line in text.splitlines() if line]


def rollouts(config, folder):
    """The rollouts of a record, as af exports them."""
    rows = lines(run("--config", config, "results", "export", cwd=folder).stdout)
    return [row for row in rows if row["type"] == "rollout"]


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


def tests_of(module):
    """The test functions of a module, in its order: public, of one parameter named `folder`."""
    return [
        value
        for name, value in vars(module).items()
        if inspect.isfunction(value)
        and value.__module__ == module.__name__
        and not name.startswith("_")
        and list(inspect.signature(value).parameters) == ["folder"]
    ]


def run_test(test):
    """Runs one test in a folder of its own and prints a line for it: "ok", "SKIPPED" or "FAIL"."""
    folder = tempfile.mkdtemp(prefix="affine-e2e-")
    name = f"{test.__name__}: {test.__doc__}"
    try:
        test(folder)
        print("ok     ", name, flush=True)
        return "ok"
    except Skipped as reason:
        print(f"SKIPPED {name}\n        {reason}", flush=True)
        return "skipped"
    except Exception:
        print("FAIL   ", name, flush=True)
        traceback.print_exc()
        return "failed"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main():
    """Runs the tests of the program's file that the arguments name: <build> <source> [name …].

    Without names it runs all. Ends with status 1 when one failed, and with 77 when none failed and
    one was skipped.
    """
    tests = tests_of(sys.modules["__main__"])
    chosen = sys.argv[3:]
    unknown = set(chosen) - {test.__name__ for test in tests}
    if unknown:
        known = ", ".join(test.__name__ for test in tests)
        sys.exit(f"no test {', '.join(sorted(unknown))}; there are {known}")
    results = [run_test(test) for test in tests if not chosen or test.__name__ in chosen]
    sys.exit(1 if "failed" in results else 77 if "skipped" in results else 0)
