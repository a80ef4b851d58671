"""What the checks share: the files of the repository, and how findings are reported."""

import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CODE = ("*.cpp", "*.h", "*.hpp", "*.py", "*.sh", "*.cmake", "*CMakeLists.txt", ".ci/run",
        "scripts/pre-commit")


def files(*patterns):
    """Paths, relative to the root, of files that git tracks or would track, and that exist."""
    command = ["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run([*command, "--", *patterns], capture_output=True, text=True, check=True)
    names = sorted(set(filter(None, done.stdout.split("\0"))))
    return [name for name in names if os.path.isfile(os.path.join(ROOT, name))]


def text_of(name):
    """The text of a file, or nothing if it is no text."""
    try:
        with open(os.path.join(ROOT, name), encoding="utf-8") as file:
            return file.read()
    except UnicodeDecodeError:
        return ""


def report(findings, what):
    """Prints `file:line: message` for each finding and a count; ends with status 1 for any."""
    for finding in findings:
        print(finding)
    print(f"{what}: {len(findings)} findings" if findings else f"{what}: good")
    sys.exit(1 if findings else 0)
