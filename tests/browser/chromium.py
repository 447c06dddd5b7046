"""Finds Chromium for the browser tests, and installs Debian's where it is missing and can be installed.

`make test` runs this file before the tests, so that the one thing that they put on the machine is named.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PACKAGES = ("chromium", "fonts-dejavu-core")
ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",  # root has no other choice
)


def find_chromium() -> str | None:
    """Return the path of a Chromium that is installed, if there is one."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def why_not_installed() -> str | None:
    """Return why this machine cannot install Chromium; None where it can."""
    if os.geteuid() != 0:
        return "only root can install it"
    return None if shutil.which("apt-get") else "there is no apt-get"


def main() -> int:
    """Install Chromium unless it is there; what is missing afterwards, the tests tell."""
    if find_chromium():
        return 0
    reason = why_not_installed()
    if reason:
        say(f"there is no Chromium, and {reason}; without it the browser tests do not run")
        return 0
    apt = ["apt-get", "--quiet", "--option", "DPkg::Lock::Timeout=300"]
    install = [*apt, "install", "--no-install-recommends", *PACKAGES]
    subprocess.run([*apt, "--quiet", "update"], check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    asked = subprocess.run([*install, "--assume-no"], check=False, capture_output=True, text=True)
    sizes = [line.strip() for line in asked.stdout.splitlines() if line.startswith(("Need to get", "After this"))]
    say(f"installing {' and '.join(PACKAGES)} on this machine, for the browser tests. {' '.join(sizes)}")
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
        say(f"it could not be installed ({last}); without it the browser tests do not run")
    return 0


def say(text: str) -> None:
    """Print one line for the person who waits."""
    print(f"tare: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
