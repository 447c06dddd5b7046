"""Weighs an image archive with the layers that are known under a TARE_HOME; `tare weigh` takes a file without any."""

from __future__ import annotations

import sys
from pathlib import Path

from macros.records.store import Store
from macros.weighing.ruler import weigh


def main() -> int:
    """Weigh the file that is the first argument; the second is TARE_HOME."""
    with Path(sys.argv[1]).open("rb") as archive:
        weigh(archive, Store(Path(sys.argv[2])).layers)
    return 0
