"""What the Nu HTML checker finds in the pages, beyond what it finds in plain pages of the same theme."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.browser.addresses import page_addresses
from tests.browser.programs import JAVA
from tests.conftest import missing

if TYPE_CHECKING:
    from pathlib import Path

LOOPBACK = ("-Dnu.validator.servlet.allow-forbidden-hosts=true", "-Dnu.validator.servlet.allowed-address-type=all")
"""The checker asks no address of this machine unless it is told to."""


@pytest.mark.timeout(180)
def test_pages_are_valid_html(checkers: Path, address: str, plain_address: str) -> None:
    ours = _problems(checkers, [f"{address}/{path}" for path in page_addresses()])
    known = {message for _, message in _problems(checkers, [f"{plain_address}/{path}" for path in ("", "two/")])}
    assert [f"{page}: {message}" for page, message in ours if message not in known] == []


def _problems(checkers: Path, addresses: list[str]) -> list[tuple[str, str]]:
    """Return page and message of each error and warning."""
    if JAVA.path is None:
        missing("there is no Java; as root on Debian `make test` installs it")
    jar = checkers / "vnu-jar" / "build" / "dist" / "vnu.jar"
    command = [JAVA.path, *LOOPBACK, "-jar", str(jar), "--format", "json", *addresses]
    checked = subprocess.run(command, check=False, capture_output=True, text=True)
    messages = json.loads(checked.stderr)["messages"]
    told = [each for each in messages if each["type"] != "info" or each.get("subType") == "warning"]
    # A script of data is not run, so that no policy rules over it; the checker takes it for one that is.
    return [
        (each["url"], each["message"])
        for each in told
        if not ("Inline script violates" in each["message"] and 'type="application/json"' in each["extract"])
    ]
