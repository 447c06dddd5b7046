"""Finds what the browser tests drive, and installs Debian's where it is missing and can be installed.

`make test` runs this file before the tests, so that what they put on the machine is named.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
CHECKERS = HERE / "node_modules"
"""Where npm puts the checkers that package-lock.json names."""
ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",  # root has no other choice
)
"""What Chromium is started with."""


@dataclass(frozen=True, slots=True)
class Program:
    """A program that is not Python's: its name, the commands that it may have, and Debian's packages that bring it."""

    name: str
    commands: tuple[str, ...]
    packages: tuple[str, ...]

    @property
    def path(self) -> str | None:
        """Where it is installed; None where it is not."""
        return next(filter(None, map(shutil.which, self.commands)), None)


CHROMIUM = Program(
    "Chromium",
    ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome"),
    ("chromium", "fonts-dejavu-core"),
)
JAVA = Program("Java", ("java",), ("default-jre-headless",))
NPM = Program("npm", ("npm",), ("npm",))
PROGRAMS = (CHROMIUM, JAVA, NPM)


def why_not_installed() -> str | None:
    """Return why this machine cannot install programs; None where it can."""
    if os.geteuid() != 0:
        return "only root can install it"
    return None if shutil.which("apt-get") else "there is no apt-get"


def main() -> int:
    """Install what is not there; what is missing afterwards, the tests tell."""
    lacking = [program for program in PROGRAMS if program.path is None]
    if lacking and (reason := why_not_installed()):
        say(f"there is no {' and no '.join(program.name for program in lacking)}, and {reason}; {_WITHOUT}")
    elif lacking:
        _install([package for program in lacking for package in program.packages])
    if NPM.path is not None and not _has_checkers():
        _fetch_checkers(NPM.path)
    return 0


_WITHOUT = "tests that need it do not run"


def _install(packages: list[str]) -> None:
    apt = ["apt-get", "--quiet", "--option", "DPkg::Lock::Timeout=300"]
    install = [*apt, "install", "--no-install-recommends", *packages]
    subprocess.run([*apt, "--quiet", "update"], check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    asked = subprocess.run([*install, "--assume-no"], check=False, capture_output=True, text=True)
    sizes = [line.strip() for line in asked.stdout.splitlines() if line.startswith(("Need to get", "After this"))]
    say(f"installing {' and '.join(packages)} on this machine, for the browser tests. {' '.join(sizes)}")
    done = subprocess.run(
        [*install, "--yes"],
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["apt-get failed"])[-1]
        say(f"it could not be installed ({last}); {_WITHOUT}")


def _has_checkers() -> bool:
    """Tell whether npm has installed what the lock file names now."""
    made = CHECKERS / ".package-lock.json"
    return made.is_file() and made.stat().st_mtime >= (HERE / "package-lock.json").stat().st_mtime


def _fetch_checkers(npm: str) -> None:
    say("fetching axe-core and vnu-jar into tests/browser/node_modules, about 35 MB, for the browser tests")
    # Their install scripts would download a Java of their own.
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(command, cwd=HERE, check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["npm failed"])[-1]
        say(f"they could not be fetched ({last}); {_WITHOUT}")


def say(text: str) -> None:
    """Print one line for the person who waits."""
    print(f"tare: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
