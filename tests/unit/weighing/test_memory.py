"""How much memory weighing takes."""

from __future__ import annotations

import gzip
import subprocess
import sys
import tarfile

from tests.unit.weighing.archives import (
    classic,
    gzipped,
    header,
    oci,
    padded,
)

MEASURED = """
import re, sys
from macros.weighing.ruler import weigh
class Nothing:
    def get(self, key): return None
    def has(self, key): return False
    def add(self, key, record, digests): pass
weighing = weigh(sys.stdin.buffer, Nothing())
# Not getrusage: a child's figure there begins with that of the process that started it.
print(weighing.layers[0].files, int(re.search(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read())[1]) // 1024)
"""


def peak(archive: bytes) -> tuple[int, int]:
    """Return the number of files of an archive's first layer and the megabytes that weighing it took at most."""
    done = subprocess.run([sys.executable, "-c", MEASURED], input=archive, capture_output=True, check=True)
    files, megabytes = done.stdout.split()
    return int(files), int(megabytes)


def test_memory_grows_with_files_and_not_with_bytes() -> None:
    info = tarfile.TarInfo("folder/file")
    empties = b"".join(_named(info, number) for number in range(30_000)) + bytes(1024)
    files, megabytes = peak(gzipped(classic(empties)))
    assert files == 30_000
    assert megabytes < 100
    large = header("zeros", 150_000_000) + padded(bytes(150_000_000)) + bytes(1024)
    archive = gzip.compress(oci(large, pack=lambda layer: gzip.compress(layer, 1)), 1)
    del large
    files, megabytes = peak(archive)
    assert files == 1
    assert megabytes < 100


def _named(info: tarfile.TarInfo, number: int) -> bytes:
    info.name = f"folder/file-{number}"
    return info.tobuf(tarfile.USTAR_FORMAT)
