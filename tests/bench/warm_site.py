"""Measures what Tare costs a site with nothing to measure: `tare site` beside a plain `mkdocs build`.

The plain build gets the same pages, their macros expanded beforehand, and none of Tare's plugins. Whole processes
are timed, in pairs.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.commands.build import build
from mkdocs.config import load_config

from macros.pages.door import page_notes
from macros.pages.site_build import current_build
from tests.bench.pairs import paired, report, say

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[2]
PAIRS = 11
MOST = 1.5
"""Times as long as the plain build that a warm `tare site` may take."""
TARE = [sys.executable, "-c", "import sys; from macros.cli import main; sys.exit(main(['site']))"]
PLAIN = [sys.executable, "-m", "mkdocs", "build", "--quiet"]


def main() -> int:
    """Time both and print the ratio; return 1 where it is more than MOST."""
    subprocess.run(TARE, cwd=ROOT, check=True)
    with tempfile.TemporaryDirectory(prefix="tare-bench-") as folder:
        plain = Path(folder)
        write_plain_project(plain)
        run(PLAIN, plain)
        pairs = paired(lambda: run(TARE, ROOT), lambda: run(PLAIN, plain), PAIRS)
    return int(not report("nothing to measure: tare site", "mkdocs build", pairs, most=MOST))


def write_plain_project(folder: Path) -> None:
    """Write the project's pages with their macros expanded, and a configuration without Tare."""
    shutil.copytree(ROOT / "docs", folder / "docs")
    config = load_config(str(ROOT / "mkdocs.yml"), site_dir=str(folder / "expanding"))

    def expand(markdown: str, *, page: object, **_: object) -> None:
        html, placed = current_build().door.put_in_place(markdown)
        source = folder / "docs" / page.file.src_uri  # type: ignore[attr-defined]
        front = re.match(r"---\n.*?\n---\n", source.read_text(encoding="utf-8"), re.DOTALL)
        source.write_text((front[0] if front else "") + html + "\n\n" + page_notes(placed), encoding="utf-8")

    config.plugins.events["page_markdown"].append(expand)
    build(config)
    lines = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = without_block(lines, "  - macros:") if "  - macros:\n" in lines else lines
    own = re.compile(r"  - (tare\b|macros\.)")
    (folder / "mkdocs.yml").write_text("".join(line for line in kept if not own.match(line)), encoding="utf-8")
    (folder / "examples").mkdir()


def without_block(lines: Sequence[str], first: str) -> list[str]:
    """Return the lines without the list entry that begins with a line, and what is indented under it."""
    start = next(index for index, line in enumerate(lines) if line.startswith(first))
    end = next((index for index in range(start + 1, len(lines)) if not lines[index].startswith("    ")), len(lines))
    return [*lines[:start], *lines[end:]]


def run(command: Sequence[str], folder: Path) -> None:
    """Run a whole process; what it says is kept unless it fails."""
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    if done.returncode:
        say(done.stderr)
        done.check_returncode()
