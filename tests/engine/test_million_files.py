"""A layer of a million files: it needs no engine, and takes too long to stand among the unit tests."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tarfile
from typing import TYPE_CHECKING

import pytest

from tests.unit.weighing.archives import classic

if TYPE_CHECKING:
    from pathlib import Path

FILES = 1_000_000
MOST_BYTES_EACH = 600
"""Of memory; what Python itself takes is in it."""
CHECKSUM = slice(148, 156)
MEASURED = """
import re, sys
from macros.cli import main
status = main(["weigh", sys.argv[1], "--json"])
print(re.search(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read())[1], file=sys.stderr)
sys.exit(status)
"""


@pytest.mark.timeout(600)
def test_a_million_empty_files_are_weighed_in_bounded_time_and_memory(tmp_path: Path) -> None:
    archive = tmp_path / "million.tar"
    archive.write_bytes(classic(b"".join(headers(FILES)) + bytes(1024)))
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(archive)],
        env={**os.environ, "TARE_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    (layer,) = json.loads(done.stdout)["layers"]
    assert (layer["files"], layer["unpacked_size"], layer["waste"]) == (FILES, 0, 0)
    peak = re.findall(r"^(\d+)$", done.stderr, re.MULTILINE)[-1]
    assert int(peak) * 1024 < FILES * MOST_BYTES_EACH


def headers(count: int) -> list[bytes]:
    """Return the headers of so many empty files, made of one: `tarfile` takes a minute for a million."""
    first = tarfile.TarInfo(f"folder/{0:07}").tobuf(tarfile.USTAR_FORMAT)
    checksum = int(first[CHECKSUM].rstrip(b"\0 "), 8)
    made = []
    for number in range(count):
        digits = b"%07d" % number
        summed = b"%06o\0 " % (checksum + sum(digits) - 7 * ord("0"))
        made.append(first[:7] + digits + first[14 : CHECKSUM.start] + summed + first[CHECKSUM.stop :])
    return made
