# SPDX-License-Identifier: MIT
"""What tests need and a machine may lack. Run as a program: prints, separated by commas, what
this machine has.

A test that lacks something ends as skipped. AFFINE_REQUIRE=name,name,… turns that into a failure.
"""

import os
import shutil
import subprocess
import sys


def succeeds(*command):
    try:
        return subprocess.run(command, capture_output=True).returncode == 0
    except OSError:
        return False


def has_landlock():
    """Landlock has its own system call; version 0 of the call's flags asks for the ABI."""
    import ctypes

    create_ruleset, version_flag = 444, 1
    return ctypes.CDLL(None).syscall(create_ruleset, None, 0, version_flag) >= 1


def is_root():
    return os.geteuid() == 0


def long_run():
    return os.environ.get("AFFINE_LONG") == "1"


# Precedes a command that an ordinary user is to run.
AS_USER = (
    ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"] if is_root() else []
)

# Name: what it is, and how to find out. tests/README.md explains them to people.
CAPABILITIES = {
    "root": ("the right to act as root", is_root),
    "namespaces": ("user namespaces", lambda: succeeds("unshare", "-Ur", "true")),
    "user_namespaces": (
        "user namespaces for an ordinary user",
        lambda: succeeds(*AS_USER, "unshare", "-Ur", "true"),
    ),
    "mounts": (
        "mount namespaces and mounts in them",
        lambda: succeeds("unshare", "-m", "mount", "-t", "tmpfs", "none", "/tmp"),
    ),
    "cgroups": (
        "control groups that may be hidden and written",
        lambda: is_root()
        and os.access("/sys/fs/cgroup", os.W_OK)
        and succeeds("unshare", "-m", "mount", "-t", "tmpfs", "none", "/sys/fs/cgroup"),
    ),
    "landlock": ("Landlock in the kernel", has_landlock),
    "proc": ("/proc is mounted", lambda: os.path.exists("/proc/self/status")),
    "compiler": ("a C++ compiler", lambda: bool(shutil.which("g++"))),
    "node": ("node, for JavaScript", lambda: os.path.exists("/usr/bin/node")),
    "clang": ("clang", lambda: bool(shutil.which("clang++"))),
    "npm": (
        "node, npm and its registry",
        lambda: bool(shutil.which("node") and shutil.which("npm"))
        and succeeds("npm", "view", "openai", "name"),
    ),
    "release": ("a build without sanitizers", lambda: True),
    "long": ("minutes for a single test, which scripts/prove.sh gives", long_run),
}


class Skipped(Exception):
    """Ends a test that cannot run here."""


def skip_without(capability, reason):
    """Ends the running test because the machine lacks `capability`."""
    if capability not in CAPABILITIES:
        raise KeyError(f"tests/e2e/capability.py has no capability '{capability}'")
    if capability in os.environ.get("AFFINE_REQUIRE", "").split(","):
        raise AssertionError(
            f"AFFINE_REQUIRE names what this machine lacks: {capability}: {reason}"
        )
    raise Skipped(f"{capability}: {reason}")


def need(capability):
    """Skips the running test unless the machine has `capability`."""
    what, probe = CAPABILITIES[capability]
    if not probe():
        skip_without(capability, f"this machine lacks {what}")


if __name__ == "__main__":
    print(
        ",".join(name for name, (_, probe) in CAPABILITIES.items() if name != "release" and probe())
    )
    sys.exit(0)
